// Panda as a user starts it: a process of its own, driven from outside through the client, with real git behind it.
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Panda as Client, panda } from '../../client/api.ts'
import { type LiveEvents, liveEvents } from '../../client/socket.ts'
import type { DeployRequest, PandaEvent } from '../../client/types.ts'

export type StartOptions = {
  /** Settings beside `quick`, which they win over. */
  env?: Record<string, string>
  /** A folder of the test's own, that outlives this process; else one that goes with `stop`. */
  dataDir?: string
  args?: string[]
  /** In a process group of its own, so that a test can press Ctrl-C as a terminal does: for the whole group. */
  ownGroup?: boolean
}

export type PandaProcess = {
  address: string
  client: Client
  live: LiveEvents
  dataDir: string
  pid: number
  /** Ctrl-C; answers the exit code. Again, or when it has ended: only tidies up. */
  stop(): Promise<number | null>
  kill9(): Promise<void>
  /** All that it has printed so far. */
  output(): string
}

/** Waits are not what most tests are about. */
const quick = {
  PANDA_BAKE_SECONDS: '1',
  PANDA_BAKE_CHECK_SECONDS: '0.2',
  PANDA_GREEN_CHECK_SECONDS: '0.5',
  // Whatever container engine this machine has: most tests are about something else.
  PANDA_ENGINE: 'process',
} as const

const root = fileURLToPath(new URL('../..', import.meta.url))
/** Two cores are shared with other tests: it takes under two seconds when left alone. CI's machine has stood still for more
 *  than half a minute. */
const readyWithinMs = 90_000
const endsWithinMs = 15_000

/** Rejects with all that it printed if it ends instead of getting ready. */
export const startPanda = async (options: StartOptions = {}): Promise<PandaProcess> => {
  const own = options.dataDir === undefined
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'panda-e2e-')))
  const { child, output, ended } = runPanda({ ...options, dataDir })
  const address = await readyAddress(child, output).catch(async (fault: unknown) => {
    await endOf(child, 'SIGKILL', ended)
    if (own) await rm(dataDir, { recursive: true, force: true })
    throw fault
  })
  const client = panda({ baseUrl: address })
  const live = liveEvents(client)
  const stop = async () => {
    live.close()
    const code = await endOf(child, 'SIGINT', ended)
    if (own) await rm(dataDir, { recursive: true, force: true })
    return code
  }
  const kill9 = async () => {
    await endOf(child, 'SIGKILL', ended)
  }
  return { address, client, live, dataDir, pid: child.pid!, stop, kill9, output }
}

/** As `npm start` runs it, without waiting for anything: for starts that are to fail. */
export const runPanda = ({ env = {}, dataDir, args = [], ownGroup = false }: StartOptions) => {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'bin/local.ts', ...args], {
    cwd: root,
    env: { ...inherited(), PORT: '0', ...quick, ...(dataDir === undefined ? {} : { PANDA_DATA: dataDir }), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: ownGroup,
  })
  const printed: string[] = []
  child.stdout.setEncoding('utf8').on('data', (text: string) => printed.push(text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => printed.push(text))
  const killWithTest = () => child.kill('SIGKILL')
  process.once('exit', killWithTest)
  const ended = once(child, 'close').then(([code]) => {
    process.off('exit', killWithTest)
    return code as number | null
  })
  return { child, output: () => printed.join(''), ended }
}

/** Deployments of `panda/{repo}` with connections of their own. */
export const connect = async (client: Client, repo: string, branch = 'main', owner = 'panda') => {
  const [{ githubConnectionId }, { awsConnectionId }] = await Promise.all([
    client.connectGithub({ owner, repo, branch, token: goodToken }),
    client.connectAws({ region: 'local-1', accessKeyId: 'AKIALOCAL', secretAccessKey: 'local' }),
  ])
  return { githubConnectionId, awsConnectionId }
}

export const goodToken = 'ghp_local'

export type DeployWishes = Partial<DeployRequest> & { owner?: string }

/** Connects and deploys; answers the deployment's id. */
export const deployTo = async (client: Client, repo: string, wishes: DeployWishes = {}) => {
  const { owner = 'panda', branch = 'main', ...more } = wishes
  const connections = more.githubConnectionId ? {} : await connect(client, repo, branch, owner)
  const request = { ...connections, owner, repo, branch, ...more } as DeployRequest
  const { deploymentId } = await client.deploy(request)
  return deploymentId
}

/** Events over the socket up to and with the first of these codes, or to the final one. */
export const followUntil = async (
  { live, output }: Pick<PandaProcess, 'live' | 'output'>,
  deploymentId: string,
  codes: string[] = [],
  { after = 0, withinMs = 90_000 } = {},
) => {
  const events: PandaEvent[] = []
  try {
    for await (const event of live.follow(deploymentId, { after, signal: AbortSignal.timeout(withinMs) })) {
      events.push(event)
      if (codes.includes(event.code)) break
    }
  } catch (cause) {
    const seen = events.map(({ code }) => code).join(' ')
    throw new Error(`${deploymentId} did not get to ${codes.join() || 'its end'}: ${seen}\n${output()}`, { cause })
  }
  return events
}

/** Deploys and sees it through: its events, the last of which is the final one. */
export const deployed = async (place: PandaProcess, repo: string, wishes: DeployWishes = {}) => {
  const deploymentId = await deployTo(place.client, repo, wishes)
  return { deploymentId, events: await followUntil(place, deploymentId) }
}

export type Commit = {
  repo: string
  branch: string
  /** The branch that a new one begins from. */
  from?: string
  /** Null: gone. */
  files: Record<string, string | null>
  subject?: string
}

/** A commit pushed to the stand-in by git, as a user does it; answers its hash. */
export const pushCommit = async (dataDir: string, { repo, branch, from = branch, files, subject }: Commit) => {
  const port = (await readFile(join(dataDir, 'github', 'port'), 'utf8')).trim()
  const folder = await mkdtemp(join(tmpdir(), 'panda-e2e-push-'))
  try {
    const url = `http://x-access-token:${goodToken}@127.0.0.1:${port}/panda/${repo}.git`
    await git(tmpdir(), 'clone', '--quiet', '--branch', from, url, folder)
    for (const [path, content] of Object.entries(files)) await put(join(folder, path), content)
    await git(folder, 'add', '--all')
    await git(folder, 'commit', '--quiet', '--allow-empty', '-m', subject ?? `Change ${Object.keys(files).join(', ')}`)
    await git(folder, 'push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`)
    return await git(folder, 'rev-parse', 'HEAD')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const put = async (path: string, content: string | null) => {
  if (content === null) return rm(path, { force: true })
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, content)
}

/** What `panda/hello` is to say at `/`. */
export const saying = (text: string, version = 'v1') => ({ 'message.json': JSON.stringify({ version, text }) })

export const bodyOf = async (url: string | null, path = '/') => {
  const response = await fetch(new URL(path, url ?? 'none:'))
  return (await response.text()).trim()
}

/** git with nobody's configuration but these. */
export const git = async (cwd: string, ...args: string[]) => {
  const who = ['-c', 'user.name=Test', '-c', 'user.email=test@localhost']
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0' }
  const { stdout } = await promisify(execFile)('git', [...who, ...args], { cwd, env })
  return stdout.trim()
}

/** Without what belongs to the test runner, or to a Panda of whoever runs the tests. */
const inherited = () =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(PANDA_|VITEST|NODE_OPTIONS$|NODE_ENV$|INIT_CWD$|PORT$)/.test(name),
    ),
  )

const readyAddress = (child: ChildProcess, output: () => string) =>
  new Promise<string>((resolve, reject) => {
    const failed = (what: string) => {
      clearTimeout(timer)
      reject(new Error(`Panda ${what}:\n${output()}`))
    }
    const timer = setTimeout(() => failed('did not get ready'), readyWithinMs)
    child.once('close', code => failed(`ended with ${code}`))
    child.stdout?.on('data', () => {
      const address = /^Panda is ready: (\S+)$/m.exec(output())?.[1]
      if (!address) return
      clearTimeout(timer)
      resolve(address)
    })
  })

const endOf = async (child: ChildProcess, signal: 'SIGINT' | 'SIGKILL', ended: Promise<number | null>) => {
  if (child.exitCode !== null || child.signalCode !== null) return ended
  child.kill(signal)
  const timer = setTimeout(() => child.kill('SIGKILL'), endsWithinMs)
  try {
    return await ended
  } finally {
    clearTimeout(timer)
  }
}
