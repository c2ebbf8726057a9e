// The repositories that come with Panda: made once, by `git fast-import`, from the folders beside this one. Author and date
// are fixed, so that a commit has the same hash everywhere.
import { appendFile, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { git, gitWith } from './git.ts'

type Branch = { branch: string; subject: string }
type Sample = { repo: string /** Each is the one before it with more or other files. */; branches: Branch[] }

const samples: Sample[] = [
  {
    repo: 'hello',
    branches: [
      { branch: 'main', subject: 'Say hello' },
      { branch: 'v2', subject: 'Say hello, and mean it' },
    ],
  },
  { repo: 'no-dockerfile', branches: [{ branch: 'main', subject: 'Forget the Dockerfile' }] },
  { repo: 'broken-build', branches: [{ branch: 'main', subject: 'Copy a file that is not there' }] },
  { repo: 'needs-run', branches: [{ branch: 'main', subject: 'Run a command while building' }] },
  { repo: 'unhealthy', branches: [{ branch: 'main', subject: 'Start, but never get healthy' }] },
  { repo: 'sick-after-switch', branches: [{ branch: 'main', subject: 'Get sick of production traffic' }] },
  { repo: 'slow-start', branches: [{ branch: 'main', subject: 'Take three seconds to start' }] },
]

const sources = fileURLToPath(new URL('../samples', import.meta.url))

/** Bare repositories `{folder}/{repo}.git`. Each appears whole or not at all, and one that is there is left alone. */
export const makeSamples = async (folder: string) => {
  await mkdir(folder, { recursive: true })
  const there = new Set(await readdir(folder))
  await Promise.all([...there].filter(unfinished).map(name => rm(join(folder, name), { recursive: true })))
  const missing = samples.filter(({ repo }) => !there.has(`${repo}.git`))
  await Promise.all(missing.map(sample => makeSample(folder, sample)))
}

const making = '.making-'
const unfinished = (name: string) => name.startsWith(making)

const makeSample = async (folder: string, sample: Sample) => {
  const made = await mkdtemp(join(folder, making))
  await git(['init', '--quiet', '--bare', '--template=', '--object-format=sha1', '--initial-branch=main', made])
  // No maintenance in the background after a push: it could outlive Panda.
  await appendFile(join(made, 'config'), '[gc]\n\tauto = 0\n')
  await gitWith(['--git-dir', made, 'fast-import', '--quiet'], await history(sample))
  await rename(made, join(folder, `${sample.repo}.git`))
}

const history = async ({ repo, branches }: Sample) =>
  Buffer.concat(await Promise.all(branches.map((_, at) => commit(repo, branches, at))))

const commit = async (repo: string, branches: Branch[], at: number) => {
  const { branch, subject } = branches[at]!
  const folder = join(sources, repo, branch)
  const files = await filesBelow(folder)
  // The first minute of 2026 and those after it.
  const who = `Panda <panda@localhost> ${1_767_225_600 + 60 * at} +0000`
  const head = [
    `commit refs/heads/${branch}`,
    `mark :${at + 1}`,
    `author ${who}`,
    `committer ${who}`,
    `data ${Buffer.byteLength(subject)}\n${subject}`,
    ...(at > 0 ? [`from :${at}`] : []),
  ]
  const changes = await Promise.all(files.map(file => change(folder, file)))
  return Buffer.concat([Buffer.from(`${head.join('\n')}\n`), ...changes, Buffer.from('\n')])
}

const change = async (folder: string, file: string) => {
  const content = await readFile(file)
  const path = relative(folder, file).split(sep).join('/')
  return Buffer.concat([Buffer.from(`M 100644 inline ${path}\ndata ${content.length}\n`), content, Buffer.from('\n')])
}

const filesBelow = async (folder: string) => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
  return files.sort((a, b) => (a < b ? -1 : 1))
}
