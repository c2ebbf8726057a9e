// The few answers of GitHub's REST API that Panda and its users need, in GitHub's shapes with the fields that are used.
// https://docs.github.com/en/rest/repos/repos, https://docs.github.com/en/rest/branches/branches
import type { IncomingMessage, ServerResponse } from 'node:http'
import { answerCommit, answerContents } from './commit-calls.ts'
import { type Branch, branchesOf, defaultBranch, type Repository } from './repositories.ts'
import type { Statuses } from './statuses.ts'
import { answerWebhooks } from './webhook-calls.ts'
import type { Webhooks } from './webhooks.ts'

export type Place = { repositories: Repository[]; tokens: string[]; url: string; hooks: Webhooks; statuses: Statuses }

/** As on a GitHub Enterprise Server. */
export const apiPath = '/api/v3'

type Answer = { status: number; body: unknown /** There is a page after this one. */; next?: string }

export const answerRest = async (place: Place, path: string, request: IncomingMessage, response: ServerResponse) => {
  const { status, body, next } = await answerTo(place, path, request)
  const text = JSON.stringify(body) ?? ''
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    ...(next && { link: `<${place.url}${next}>; rel="next"` }),
  })
  response.end(request.method === 'HEAD' ? undefined : text)
}

const answerTo = async (place: Place, path: string, request: IncomingMessage): Promise<Answer> => {
  const token = tokenOf(request.headers.authorization)
  if (token === undefined) return refused(401, 'Requires authentication')
  if (!place.tokens.includes(token)) return refused(401, 'Bad credentials')
  const { pathname, searchParams } = new URL(path, 'http://github')
  const segments = pathname.split('/').slice(1).map(decoded)
  if (segments[0] === 'repos' && segments[3] === 'hooks') return (await hooksOf(place, segments, request)) ?? notFound
  if (segments[0] === 'repos' && (segments[3] === 'commits' || segments[3] === 'statuses')) {
    const found = findRepository(place.repositories, segments[1], segments[2])
    return (found && (await answerCommit(place.statuses, found, segments.slice(3), request))) ?? notFound
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') return notFound
  if (segments.join('/') === 'user/repos') {
    return {
      status: 200,
      body: await Promise.all(paged(place.repositories, searchParams).map(one => shown(place, one))),
    }
  }
  const [root, owner, repo, branches, ...branch] = segments
  const repository = root === 'repos' ? findRepository(place.repositories, owner, repo) : undefined
  if (!repository) return notFound
  if (branches === undefined) return { status: 200, body: await shown(place, repository) }
  if (branches === 'contents') {
    const ref = searchParams.get('ref') ?? (await defaultBranch(repository))
    return (await answerContents(repository, branch.join('/'), ref)) ?? notFound
  }
  if (branches !== 'branches') return notFound
  const all = await branchesOf(repository)
  if (branch.length === 0) {
    const { size, page } = pageOf(searchParams)
    const body = paged(all, searchParams).map(shownBranch)
    return { status: 200, body, ...(page * size < all.length && { next: nextPage(pathname, searchParams, page + 1) }) }
  }
  // GitHub takes a slash in a branch's name as it is, too.
  const wanted = all.find(one => one.name === branch.join('/'))
  return wanted ? { status: 200, body: shownBranch(wanted) } : refused(404, 'Branch not found')
}

const hooksOf = async (
  { repositories, hooks }: Place,
  [, owner, repo, , ...rest]: string[],
  request: IncomingMessage,
) => {
  const found = findRepository(repositories, owner, repo)
  return found && answerWebhooks(hooks, { repository: `${found.owner}/${found.repo}`, rest }, request)
}

/** GitHub does not tell upper from lower case in the names of owners and repositories. */
export const findRepository = (repositories: Repository[], owner = '', repo = '') =>
  repositories.find(one => one.owner === owner.toLowerCase() && one.repo.toLowerCase() === repo.toLowerCase())

const refused = (status: number, message: string): Answer => ({
  status,
  body: { message, documentation_url: 'https://docs.github.com/rest', status: String(status) },
})
const notFound = refused(404, 'Not Found')

const tokenOf = (header = '') => /^(?:bearer|token) (\S+)$/i.exec(header)?.[1]

const decoded = (segment: string) => {
  try {
    return decodeURIComponent(segment)
  } catch {
    // `%` without two digits: no name has it.
    return segment
  }
}

const pageOf = (query: URLSearchParams) => ({
  size: Math.min(Number(query.get('per_page')) || 30, 100),
  page: Number(query.get('page')) || 1,
})

const paged = <T>(all: T[], query: URLSearchParams) => {
  const { size, page } = pageOf(query)
  return all.slice((page - 1) * size, page * size)
}

const nextPage = (pathname: string, query: URLSearchParams, page: number) => {
  const next = new URLSearchParams(query)
  next.set('page', String(page))
  return `${apiPath}${pathname}?${next}`
}

const shown = async ({ url }: Place, repository: Repository) => {
  const { owner, repo, writable } = repository
  const address = `${url}/${owner}/${repo}`
  return {
    name: repo,
    full_name: `${owner}/${repo}`,
    private: true,
    owner: { login: owner, type: 'User' },
    html_url: address,
    clone_url: `${address}.git`,
    default_branch: await defaultBranch(repository),
    permissions: { admin: false, push: writable, pull: true },
  }
}

const shownBranch = ({ name, commit }: Branch) => ({ name, commit: { sha: commit }, protected: false })
