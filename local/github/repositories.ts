// What the stand-in serves: the bare repositories in the data folder, and folders of the user's as they are.
import { readdir, realpath } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { isRepo } from '../../core/git-names.ts'
import { git } from './git.ts'

export type Repository = {
  owner: string
  repo: string
  gitDir: string
  /** Not a folder of the user's: those are changed where they are. */
  writable: boolean
}

export type Branch = { name: string; commit: string }

/** A folder that cannot be served, with words for whoever named it. */
export class NotServable extends Error {
  override name = 'NotServable'
}

export const bareRepositories = async (folder: string, owner: string): Promise<Repository[]> => {
  const names = (await readdir(folder)).filter(name => name.endsWith('.git') && isRepo(name.slice(0, -4)))
  return names.sort().map(name => ({ owner, repo: name.slice(0, -4), gitDir: join(folder, name), writable: true }))
}

/** `local/NAME` by the folder's name, what GitHub would not allow in it made `-`. */
export const userRepository = async (folder: string): Promise<Repository> => {
  const path = await realpath(folder).catch(() => {
    throw new NotServable(`--repo ${folder}: there is no such folder`)
  })
  const gitDir = await gitDirOf(path)
  const repo = basename(path)
    .replace(/\.git$/i, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .slice(0, 100)
  if (!isRepo(repo)) throw new NotServable(`--repo ${folder}: its name cannot be that of a repository`)
  return { owner: 'local', repo, gitDir, writable: false }
}

/** By code point, as `git for-each-ref` sorts them. */
export const branchesOf = async ({ gitDir }: Repository): Promise<Branch[]> => {
  const format = '--format=%(refname:strip=2)%00%(objectname)'
  const listed = await git(['--git-dir', gitDir, 'for-each-ref', format, 'refs/heads/'])
  const lines = listed.split('\n').filter(line => line !== '')
  return lines.map(line => {
    const [name = '', commit = ''] = line.split('\0')
    return { name, commit }
  })
}

export const defaultBranch = async ({ gitDir }: Repository) => {
  // Fails where HEAD is a commit and no branch: then it is what GitHub would call it.
  const head = await git(['--git-dir', gitDir, 'symbolic-ref', '--short', 'HEAD']).catch(() => 'main')
  return head.trim()
}

/** The folder must be the repository itself: not one somewhere inside another. */
const gitDirOf = async (path: string) => {
  const tried = [join(path, '.git'), path]
  for (const candidate of tried) {
    const answer = await git(['--git-dir', candidate, 'rev-parse', '--absolute-git-dir']).catch(() => undefined)
    if (answer) return answer.trim()
  }
  throw new NotServable(`--repo ${path}: this is not a git repository`)
}
