// The calls of GitHub's REST API about one commit of a repository: how its checks stand, and the status that CI sets.
import type { IncomingMessage } from 'node:http'
import { git } from './git.ts'
import type { Repository } from './repositories.ts'
import type { Statuses } from './statuses.ts'
import { textOf } from './webhook-calls.ts'

type Answer = { status: number; body: unknown }

/** `commits/{ref}/status`, `commits/{ref}/check-runs`, and POST `statuses/{sha}`. Undefined: there is no such call. */
export const answerCommit = async (
  statuses: Statuses,
  repository: Repository,
  [what, ref = '', of]: string[],
  request: IncomingMessage,
): Promise<Answer | undefined> => {
  const sha = await commitOf(repository, ref)
  if (!sha) return { status: 422, body: { message: `No commit found for SHA: ${ref}`, status: '422' } }
  const name = `${repository.owner}/${repository.repo}`
  if (what === 'statuses' && request.method === 'POST') return statuses.set(name, sha, await textOf(request))
  if (what !== 'commits' || request.method !== 'GET') return undefined
  if (of === 'status') return { status: 200, body: statuses.of(name, sha) }
  return of === 'check-runs' ? { status: 200, body: { total_count: 0, check_runs: [] } } : undefined
}

/** `contents/{path}?ref=`: https://docs.github.com/en/rest/repos/contents#get-repository-content */
export const answerContents = async (
  { gitDir }: Repository,
  path: string,
  ref: string,
): Promise<Answer | undefined> => {
  const sha = await commitOf({ gitDir }, ref)
  if (!sha || !/^[\w.-]+$/.test(path)) return undefined
  const text = await git(['--git-dir', gitDir, 'show', `${sha}:${path}`]).catch(() => undefined)
  if (text === undefined) return undefined
  const content = Buffer.from(text).toString('base64').replace(/.{60}/g, '$&\n')
  return { status: 200, body: { type: 'file', encoding: 'base64', name: path, path, size: text.length, content } }
}

/** Only what is no option of git's. */
const commitOf = async ({ gitDir }: Pick<Repository, 'gitDir'>, ref: string) => {
  if (!/^[0-9A-Za-z][\w./-]*$/.test(ref)) return undefined
  const said = await git(['--git-dir', gitDir, 'rev-parse', '--verify', '--quiet', `${ref}^{commit}`]).catch(() => '')
  return said.trim() || undefined
}
