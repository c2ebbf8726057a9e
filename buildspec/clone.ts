// `git clone --depth 1` of one branch, and what was cloned.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runChild } from './child.ts'
import {
  askpassEnvironment,
  askpassScript,
  cloneArguments,
  commitArguments,
  gitEnvironment,
  refusal,
  tagArguments,
} from './git-arguments.ts'
import type { Redact } from './redactor.ts'

type CloneOrder = {
  cloneUrl: string
  branch: string
  token: string
  workDir: string
  redact: Redact
  signal: AbortSignal
  line(text: string): void
}

type Cloned =
  | { ok: true; path: string; commitHash: string; commitMessage: string; committedAt: string | null; gitTags: string[] }
  /** git's words. */
  | { ok: false; message: string }

export const clone = async (order: CloneOrder): Promise<Cloned> => {
  const refused = refusal(order)
  if (refused) return { ok: false, message: `Not cloned: ${refused}` }
  const path = join(order.workDir, 'source')
  const env = await prepareEnvironment(order)
  const said: string[] = []
  const asking = { ...env, ...askpassEnvironment(join(order.workDir, 'askpass'), order.token, order.cloneUrl) }
  const { code } = await runChild({
    command: 'git',
    args: cloneArguments({ ...order, into: path }),
    cwd: order.workDir,
    env: asking,
    signal: order.signal,
    onErrorLine: line => {
      said.push(order.redact(line))
      order.line(line)
    },
  })
  if (code !== 0) return { ok: false, message: whatGitSaid(said) }
  const looked = await lookAt(path, env, order)
  return looked.ok ? { ...looked, gitTags: await tagsAt(looked.commitHash, asking, order) } : looked
}

/** git's empty home and the script that hands it the token stand beside the clone, not in it. */
const prepareEnvironment = async ({ workDir }: CloneOrder) => {
  const home = join(workDir, 'home')
  await mkdir(home, { recursive: true })
  await writeFile(join(workDir, 'askpass'), askpassScript, { mode: 0o700 })
  return gitEnvironment(home)
}

type Looked = Omit<Extract<Cloned, { ok: true }>, 'gitTags'> | Extract<Cloned, { ok: false }>

const lookAt = async (path: string, env: Record<string, string>, { redact, signal }: CloneOrder): Promise<Looked> => {
  const { code, stdout } = await runChild({ command: 'git', args: commitArguments(path), cwd: path, env, signal })
  if (code !== 0) return { ok: false, message: 'The cloned commit cannot be read' }
  const [commitHash = '', committed = '', commitMessage = ''] = stdout.split('\0')
  const words = redact(commitMessage).trim().slice(0, commitMessageLimit)
  return { ok: true, path, commitHash, commitMessage: words, committedAt: timeOf(Number(committed)) }
}

/** Lightweight ones, and those with a message, which are told with `^{}` as what they are of. Without them it is built too. */
const tagsAt = async (commit: string, env: Record<string, string>, order: CloneOrder): Promise<string[]> => {
  const { workDir: cwd, signal } = order
  const { code, stdout } = await runChild({ command: 'git', args: tagArguments(order), cwd, env, signal })
  if (code !== 0) order.line('The tags of the repository could not be read: the image gets no version')
  return stdout.split('\n').flatMap(line => {
    const [hash, ref = ''] = line.split('\t')
    return hash === commit && ref.startsWith('refs/tags/') ? [ref.slice(10).replace(/\^\{\}$/, '')] : []
  })
}

/** Whoever commits can write any time there: one that is no date of four digits' years is none. */
const timeOf = (epochSeconds: number) =>
  epochSeconds > 0 && epochSeconds < 253_402_300_800 ? new Date(epochSeconds * 1000).toISOString() : null

/** Characters: it goes into an event, where it is for people to recognise the commit by. */
const commitMessageLimit = 1_000

/** What git says on the way is left out where it says what went wrong. */
const whatGitSaid = (lines: string[]) => {
  const telling = lines.filter(line => /^(fatal|error|remote):/.test(line))
  const words = (telling.length > 0 ? telling : lines.filter(line => !line.startsWith('Cloning into'))).join('\n')
  return words.slice(-1_000) || 'git clone failed without a word'
}
