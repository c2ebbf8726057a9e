// The command line as a shell runs it: a process of its own, in a pipe, with a home folder of its own.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export type Ended = { code: number | null; out: string; err: string }
export type RunOptions = { env?: Record<string, string>; stdin?: string }

export type Running = {
  /** Resolves once this has been printed, on either side. */
  prints(text: string | RegExp): Promise<void>
  signal(name: 'SIGINT'): void
  ended: Promise<Ended>
}

export type Cli = {
  home: string
  env: Record<string, string>
  run(args: string[], options?: RunOptions): Promise<Ended>
  start(args: string[], options?: RunOptions): Running
  /** A line as it is typed, in the home folder. */
  shell(line: string, options?: RunOptions): Promise<Ended>
  remove(): Promise<void>
}

const entry = fileURLToPath(new URL('../../bin/panda.mjs', import.meta.url))
/** Many run beside others on two cores. */
const endsWithinMs = 90_000

/** `address`: of the server, as PANDA_URL. */
export const pandaCli = async (address?: string): Promise<Cli> => {
  const home = await mkdtemp(join(tmpdir(), 'panda-cli-'))
  const program = join(home, 'panda')
  await writeFile(program, `#!/bin/sh\nexec '${process.execPath}' '${entry}' "$@"\n`)
  await chmod(program, 0o755)
  const env: Record<string, string> = {
    PATH: `${home}:${process.env.PATH}`,
    HOME: home,
    LANG: 'C.UTF-8',
    ...(address ? { PANDA_URL: address } : {}),
  }
  const start = (program: string, args: string[], options: RunOptions = {}) =>
    running(program, args, { cwd: home, env: { ...env, ...options.env }, stdin: options.stdin ?? '' })
  return {
    ...{ home, env },
    run: (args, options) => start(process.execPath, [entry, ...args], options).ended,
    start: (args, options) => start(process.execPath, [entry, ...args], options),
    shell: (line, options) => start('bash', ['-c', line], options).ended,
    remove: () => rm(home, { recursive: true, force: true }),
  }
}

type Around = { cwd: string; env: Record<string, string>; stdin: string }

const running = (program: string, args: string[], { cwd, env, stdin }: Around): Running => {
  const child = spawn(program, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] })
  const texts = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    texts.out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    texts.err += text
  })
  child.stdin.on('error', () => {}) // it may end without reading
  child.stdin.end(stdin)
  const timer = setTimeout(() => child.kill('SIGKILL'), endsWithinMs)
  const ended = once(child, 'close').then(([code]) => {
    clearTimeout(timer)
    return { code: code as number | null, ...texts }
  })
  const has = (text: string | RegExp) => {
    const all = texts.out + texts.err
    return typeof text === 'string' ? all.includes(text) : text.test(all)
  }
  const prints = (text: string | RegExp) =>
    new Promise<void>((resolve, reject) => {
      const look = () => has(text) && resolve()
      child.stdout.on('data', look)
      child.stderr.on('data', look)
      child.once('close', () =>
        has(text) ? resolve() : reject(new Error(`ended without ${text}:\n${texts.out}\n${texts.err}`)),
      )
      look()
    })
  return { prints, signal: name => child.kill(name), ended }
}

export const objects = (out: string): Record<string, unknown>[] =>
  out
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Record<string, unknown>)

export const idIn = (text: string) => {
  const [id] = /dep_[A-Za-z0-9]+/.exec(text) ?? []
  if (!id) throw new Error(`No deployment in: ${text}`)
  return id
}

/** Of the pretended AWS of one machine. */
export const keys = { AWS_ACCESS_KEY_ID: 'AKIALOCAL', AWS_SECRET_ACCESS_KEY: 'local' }

export const connectAll = async (cli: Cli, repository = 'panda/hello') => {
  const github = await cli.run(['connect', 'github', repository], { stdin: 'ghp_local\n' })
  const aws = await cli.run(['connect', 'aws', '--region', 'local-1', '--keys'], { env: keys })
  if (github.code !== 0 || aws.code !== 0) throw new Error(github.err + aws.err)
  return { github, aws }
}
