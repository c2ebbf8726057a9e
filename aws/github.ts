// GitHub over fetch: whether a repository and branch are there for a token, and which branches there are, and how a commit's
// checks stand. https://docs.github.com/en/rest/branches/branches
import type { GitHub, RepositoryRef } from '../core/ports.ts'
import { ask, badCredentials, type Call, notUnderstood, pageSize, refused, textAt } from './github-ask.ts'
import { checksAt } from './github-checks.ts'
import { fileAt } from './github-file.ts'

type GitHubOptions = {
  /** `https://api.github.com` */
  apiUrl: string
  /** `https://github.com` */
  cloneBase: string
  fetch?: typeof fetch
  timeoutMs?: number
}

export const githubCom = { apiUrl: 'https://api.github.com', cloneBase: 'https://github.com' }

/** As many answers as a person would look through. */
const mostPages = 3

export const github = ({ apiUrl, cloneBase, timeoutMs = 10_000, ...options }: GitHubOptions): GitHub => {
  const addressOf = ({ owner, repo }: { owner: string; repo: string }) =>
    `${withoutSlash(apiUrl)}/repos/${encodeURIComponent(owner)}/${encodeURIComponent(repo)}`
  /** One time for all that is asked. Undefined: what does not fit into a header is no token. */
  const callWith = (token: string): Call | undefined =>
    /^[\x21-\x7e]+$/.test(token)
      ? { fetch: options.fetch ?? fetch, token, signal: AbortSignal.timeout(timeoutMs) }
      : undefined

  return {
    check: async ({ branch, ...ref }, token) => {
      const call = callWith(token)
      if (!call) return badCredentials
      const found = await ask(addressOf(ref), call, unknownRepository(ref))
      if (!found.ok) return found
      const there = await ask(`${addressOf(ref)}/branches/${encodeURIComponent(branch)}`, call, unknownBranch(branch))
      if (!there.ok) return there
      // A renamed branch is answered under its new name, which a clone by the old one would not find.
      return textAt(there.body, 'name') === branch ? { ok: true } : unknownBranch(branch)
    },
    branches: async (ref, token) => {
      const call = callWith(token)
      if (!call) return badCredentials
      const found = await ask(addressOf(ref), call, unknownRepository(ref))
      if (!found.ok) return found
      const defaultBranch = textAt(found.body, 'default_branch')
      if (defaultBranch === undefined) return notUnderstood
      const branches: string[] = []
      for (let page = 1; page <= mostPages; page++) {
        const url = `${addressOf(ref)}/branches?per_page=${pageSize}&page=${page}`
        const more = await ask(url, call, unknownRepository(ref))
        if (!more.ok) return more
        if (!Array.isArray(more.body)) return notUnderstood
        branches.push(...more.body.flatMap(one => textAt(one, 'name') ?? []))
        if (!more.hasNext) return { ok: true, branches, defaultBranch, truncated: false }
      }
      return { ok: true, branches, defaultBranch, truncated: true }
    },
    checks: async ({ commit, ...ref }, names, token) => {
      const call = callWith(token)
      return call ? checksAt(`${addressOf(ref)}/commits`, commit, names, call) : badCredentials
    },
    file: async ({ path, ref, ...of }, token) => {
      const call = callWith(token)
      return call ? fileAt(addressOf(of), { path, ref }, call) : badCredentials
    },
    cloneUrl: ({ owner, repo }) =>
      `${withoutSlash(cloneBase)}/${encodeURIComponent(owner)}/${encodeURIComponent(repo)}.git`,
  }
}

const unknownRepository = ({ owner, repo }: Pick<RepositoryRef, 'owner' | 'repo'>) =>
  refused('GITHUB_REPOSITORY_NOT_FOUND', `Repository not found: ${owner}/${repo}`)
const unknownBranch = (branch: string) => refused('GITHUB_BRANCH_NOT_FOUND', `Branch not found: ${branch}`)

const withoutSlash = (url: string) => url.replace(/\/+$/, '')
