// The same values, past every check and into real programs, the way the product starts them. A payload that runs leaves a
// canary file: in the folder of whoever runs it, or where its own words say.
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runChild } from '../../../buildspec/child.ts'
import { clone } from '../../../buildspec/clone.ts'
import * as engine from '../../../buildspec/engine-arguments.ts'
import { engineRun } from '../../../buildspec/engine-run.ts'
import { findDockerfile } from '../../../buildspec/find-dockerfile.ts'
import { cloneArguments, commitArguments, gitEnvironment } from '../../../buildspec/git-arguments.ts'
import { redactor } from '../../../buildspec/redactor.ts'
import { buildImage } from '../../../local/dockerfile/build.ts'
import { gitWith } from '../../../local/github/git.ts'
import { githubStandIn, type StandIn } from '../../../local/github/stand-in.ts'
import { imageStore } from '../../../local/images/store.ts'
import { commandFor } from '../../../local/machines/command.ts'
import { keep } from '../../../local/machines/keeper.ts'
import type { Attack, Found, Wish } from '../attack.ts'
import { makeValues, shown } from './values.ts'

const sizes = { ci: 500, full: 2_000 }
const canaryName = 'CANARY'
/** Two cores: more at once is no quicker. */
const atOnce = 3

type Place = { folder: string; standIn: StandIn; env: Record<string, string>; signal: AbortSignal }
/** Words, if it went wrong. Each gets a folder of its own. */
type Way = (value: string, folder: string, place: Place) => Promise<string | undefined>

const run = async ({ size, seed, say }: Wish): Promise<Found> => {
  const folder = await mkdtemp(join(tmpdir(), 'panda-real-'))
  const started = { programs: 0 }
  const violations: string[] = []
  try {
    const place = await placeIn(folder)
    const { next } = makeValues(seed, join(folder, canaryName))
    const values = Array.from({ length: sizes[size] }, next)
    const queue = values.entries()
    const work = async () => {
      for (const [n, value] of queue) {
        if (n % 20 === 0) say('values', n / values.length)
        const own = await mkdtemp(join(folder, 'value-'))
        for (const way of ways) {
          started.programs++
          const words = await way(value, own, place).catch((fault: unknown) => expected(fault) ?? `it throws ${fault}`)
          if (words) violations.push(`${way.name}: ${words}: ${shown(value)} (value ${n})`)
        }
        violations.push(...(await seen(own, value, n)))
        await rm(own, { recursive: true, force: true })
      }
    }
    await Promise.all(Array.from({ length: atOnce }, work))
    violations.push(...(await seen(folder, 'one of them', -1)))
    await place.standIn.close()
    return { tried: values.length, violations, figures: { 'programs started': started.programs } }
  } finally {
    await rm(folder, { recursive: true, force: true })
    // Where a payload with no folder of its own would leave it.
    for (const place of ['.', '/']) violations.push(...(await seen(place, 'one of them', -1)))
  }
}

const placeIn = async (folder: string): Promise<Place> => {
  const standIn = await githubStandIn({ dataDir: folder, tokens: ['ghp_real'] })
  await mkdir(join(folder, 'home'))
  return { folder, standIn, env: gitEnvironment(join(folder, 'home')), signal: new AbortController().signal }
}

const seen = async (folder: string, value: string, n: number) =>
  (await readdir(folder))
    .filter(name => /^\{?canary/i.test(name))
    .map(name => `it ran: ${name} is in ${folder}: ${shown(value)} (value ${n})`)

/** What no program can be given: Node says so before it starts one. */
const expected = (fault: unknown) =>
  fault instanceof Error &&
  'code' in fault &&
  ['ERR_INVALID_ARG_VALUE', 'E2BIG', 'ENAMETOOLONG', 'ENOENT', 'EINVAL'].includes(String(fault.code))
    ? ''
    : fault instanceof Error && /cannot be started: spawn (?:E2BIG|ENAMETOOLONG)/.test(fault.message)
      ? ''
      : undefined

/** As a name that came this far: the clone itself decides. */
const cloned: Way = async (value, folder, { standIn, signal }) => {
  const branch = { cloneUrl: `${standIn.url}/panda/hello.git`, branch: value }
  const address = { cloneUrl: value, branch: 'main' }
  for (const [n, order] of [branch, address].entries()) {
    const workDir = join(folder, `clone-${n}`)
    await mkdir(workDir)
    const ended = await clone({
      ...order,
      token: 'ghp_real',
      workDir,
      redact: redactor([]),
      signal,
      line: () => undefined,
    })
    if (ended.ok && !(n === 0 && (value === 'main' || value === 'v2'))) return 'it was cloned'
  }
  return undefined
}

/** Past `refusal`: git itself, with the arguments and the environment that it gets. */
const git: Way = async (value, folder, { standIn, env, signal }) => {
  const into = join(folder, 'source')
  const url = `${standIn.url}/panda/hello.git`
  const child = { command: 'git', cwd: folder, env, signal }
  await runChild({ ...child, args: cloneArguments({ cloneUrl: url, branch: value, into }) })
  // An address of somebody else's would be asked for over the network: what is no http goes nowhere.
  if (!/^https?:/i.test(value))
    await runChild({ ...child, args: cloneArguments({ cloneUrl: value, branch: 'main', into }) })
  await runChild({ ...child, args: commitArguments(`${folder}/${value}`) })
  return undefined
}

/** A program that says which arguments it got: they are those that were given. */
const arguments_: Way = async (value, folder, { env, signal }) => {
  const args = ['%s\\0', value, `--file=${value}`]
  const { code, stdout } = await runChild({ command: 'printf', args, cwd: folder, env, signal })
  if (code !== 0) return `printf ended with ${code}`
  const got = stdout.split('\0')
  return got[0] === value.toWellFormed() && got[1] === `--file=${value}`.toWellFormed() && got.length === 3
    ? undefined
    : 'the arguments are others'
}

/** The keeper of programs is a shell: its program's words are its arguments, never its text. */
const kept: Way = async (value, folder) => {
  const program = await keep({
    argv: ['printf', '%s', value],
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', VALUE: value },
  })
  let said = ''
  program.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  program.stderr.resume()
  await program.ended
  return said === value.toWellFormed() ? undefined : `the program got ${shown(said)}`
}

/** What a repository names: folders and files, and what a commit says. */
const repository: Way = async (value, folder, { env, signal }) => {
  const source = join(folder, 'repository')
  const name = value.replaceAll('/', '⁄').replaceAll('\0', '').slice(0, 60)
  if (Buffer.byteLength(name) > 200 || ['', '.', '..'].includes(name)) return undefined
  await mkdir(join(source, name), { recursive: true })
  await writeFile(
    join(source, name, 'Dockerfile'),
    `FROM node:24\nLABEL x=1\nCOPY . /app\nCMD ["node", "-v"]\n# ${value}`,
  )
  await writeFile(join(source, name, name), 'x')
  await gitWith(['init', '--quiet', source], Buffer.alloc(0))
  const message = Buffer.from(`${value.replaceAll('\0', '')}.`)
  await gitWith(
    [
      '-C',
      source,
      '-c',
      'user.name=T',
      '-c',
      'user.email=t@localhost',
      'commit',
      '--quiet',
      '--allow-empty',
      '--file=-',
    ],
    message,
  )
  const said = await runChild({ command: 'git', args: commitArguments(source), cwd: source, env, signal })
  // Its hash, its time and its message.
  if (said.stdout.split('\0').length !== 3) return 'the commit reads otherwise'
  const found = await findDockerfile(source)
  if (found === undefined) return 'its Dockerfile is not found'
  return builtBy(found, source, folder, signal)
}

const builtBy = async (found: string, source: string, folder: string, signal: AbortSignal) => {
  const contextDir = join(source, found, '..')
  const store = imageStore(join(folder, 'images'))
  const built = await buildImage({
    contextDir,
    dockerfilePath: join(source, found),
    store,
    progress: () => undefined,
    signal,
  })
  if (!built.ok) return built.message.includes('Dockerfile') ? undefined : built.message
  // The engine's own words for the same: a client that says what it got.
  const of = { contextDir, dockerfile: join(source, found), imageName: 'panda-hello-1' }
  const args = engine.dockerBuild(of)
  const echo = await engineRun({ command: 'printf', env: { PATH: process.env.PATH ?? '' } }, ['<%s>', ...args], {
    signal,
  })
  return echo.said.join('').includes(`<${args.length}>`) ? 'the engine gets other arguments' : undefined
}

const shellForms = ['cat /app/said', 'cat "/app/said"', "cat '/app/said'", 'cat "x /app/said" /app/said 2>/dev/null']
let turn = 0

/** Where Panda keeps its data is its user's choice: a shell form's paths are turned into paths in there. */
const shellForm: Way = async (value, folder) => {
  const name = value.replaceAll('/', '⁄').replaceAll('\0', '').slice(0, 60)
  if (Buffer.byteLength(name) > 200 || ['', '.', '..'].includes(name)) return undefined
  const root = join(folder, `data-${name}`, 'root')
  await mkdir(join(root, 'app'), { recursive: true })
  await writeFile(join(root, 'app', 'said'), 'it')
  // One after the other: a shell each for 2,000 values is slow enough.
  for (const line of [shellForms[turn++ % shellForms.length]!]) {
    const config = {
      env: {},
      entrypoint: [],
      cmd: ['/bin/sh', '-c', line],
      workdir: '/',
      port: 8080,
      stopSignal: 'SIGTERM',
    }
    const program = await keep(commandFor(config, { root, tmp: folder, bin: '/usr/bin' }, {}, 8080))
    let said = ''
    program.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    program.stderr.resume()
    await program.ended
    if (said !== 'it') return `${line} says ${shown(said)}`
  }
  return undefined
}

const ways: Way[] = [cloned, git, arguments_, kept, repository, shellForm]

export default {
  name: 'real',
  about: 'hostile values through real git, real programs and the keeper, with canary files',
  run,
} satisfies Attack
