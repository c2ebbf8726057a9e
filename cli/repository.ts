// OWNER/REPO[@BRANCH] as people type or paste it.
import { isBranch, isOwner, isRepo } from '../core/git-names.ts'
import { wrongUse } from './mishap.ts'
import { clean } from './screen/clean.ts'
import type { Say } from './words.ts'

export type Repository = { owner: string; repo: string; branch: string | undefined }

/** Undefined: it does not look like one at all. */
export const repositoryIn = (given: string): Repository | undefined => {
  const bare = given
    .trim()
    .replace(/^(?:https:\/\/(?:www\.)?github\.com\/|(?:ssh:\/\/)?git@github\.com[:/])/i, '')
    .replace(/\.git(?=@|\/?$)/, '')
    .replace(/\/$/, '')
  const [, owner, repo, branch] = /^([^/@\s]+)\/([^/@\s]+)(?:@(\S+))?$/.exec(bare) ?? []
  if (!owner || !repo || !isOwner(owner) || !isRepo(repo)) return undefined
  if (branch !== undefined && !isBranch(branch)) return undefined
  return { owner, repo, branch }
}

export const repositoryOf = (given: string, say: Say): Repository => {
  const found = repositoryIn(given)
  if (!found) throw wrongUse(say('repository.unclear', { given: clean(given) }), say('repository.unclear.next'))
  return found
}

export const isSame = (a: { owner: string; repo: string }, b: { owner: string; repo: string }) =>
  `${a.owner}/${a.repo}`.toLowerCase() === `${b.owner}/${b.repo}`.toLowerCase()
