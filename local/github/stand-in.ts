// A GitHub on loopback: sample repositories, and folders of the user's, to try Panda with.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { answerGit, type Backend, backendPath } from './git-http.ts'
import { postReceive } from './pushed.ts'
import { bareRepositories, NotServable, userRepository } from './repositories.ts'
import { answerRest, apiPath, type Place } from './rest.ts'
import { makeSamples } from './samples.ts'
import { openStatuses } from './statuses.ts'
import { openWebhooks } from './webhooks.ts'

export type StandInOptions = {
  dataDir: string
  /** Those that may read and write everything. */
  tokens: string[]
  /** Folders of the user's, each served as `local/NAME`. */
  repos?: string[]
}

export type StandIn = {
  url: string
  apiUrl: string
  /** `owner/repo` of each. */
  repositories: string[]
  close(): Promise<void>
}

/** Rejects with NotServable, naming the folder, if one of `repos` cannot be served. */
export const githubStandIn = async ({ dataDir, tokens, repos = [] }: StandInOptions): Promise<StandIn> => {
  const folder = join(dataDir, 'github')
  const owned = join(folder, 'panda')
  await makeSamples(owned)
  const users = await Promise.all(repos.map(userRepository))
  refuseSameNames(users)
  const repositories = [...(await bareRepositories(owned, 'panda')), ...users]
  const hooks = await openWebhooks(join(folder, 'webhooks.json'))
  const statuses = await openStatuses(join(folder, 'statuses.json'))
  const place: Place = { repositories, tokens, url: '', hooks, statuses }
  const backend = { path: await backendPath(), hooksPath: await postReceive(join(folder, 'git-hooks')) }
  const server = createServer((request, response) => {
    answer(place, backend, request, response).catch((fault: unknown) => failed(response, fault))
  })
  place.url = `http://127.0.0.1:${await listenAsBefore(server, join(folder, 'port'))}`
  const named = repositories.map(({ owner, repo }) => `${owner}/${repo}`)
  const close = async () => {
    await closed(server)
    await hooks.close()
  }
  return { url: place.url, apiUrl: place.url + apiPath, repositories: named, close }
}

const answer = async (place: Place, backend: Backend, request: IncomingMessage, response: ServerResponse) => {
  const url = request.url ?? '/'
  if (url.startsWith(`${apiPath}/`)) await answerRest(place, url.slice(apiPath.length), request, response)
  else answerGit(place, backend, request, response)
}

const refuseSameNames = (users: { repo: string }[]) => {
  const seen = new Set<string>()
  for (const { repo } of users) {
    if (seen.has(repo.toLowerCase())) throw new NotServable(`--repo: two folders would both be local/${repo}`)
    seen.add(repo.toLowerCase())
  }
}

/** The port of the last time, if it is free: clones of users and builds under way know it. */
const listenAsBefore = async (server: Server, file: string) => {
  const before = Number(await readFile(file, 'utf8').catch(() => '0'))
  const port = await listening(server, before > 0 && before < 65_536 ? before : 0).catch(() => listening(server, 0))
  await mkdir(join(file, '..'), { recursive: true })
  await writeFile(file, String(port))
  return port
}

const listening = (server: Server, wanted: number) =>
  new Promise<number>((resolve, reject) => {
    server.once('error', reject)
    server.listen(wanted, '127.0.0.1', () => {
      server.off('error', reject)
      const address = server.address()
      if (address === null || typeof address === 'string') return reject(new Error('the GitHub stand-in has no port'))
      resolve(address.port)
    })
  })

const closed = (server: Server) =>
  new Promise<void>(resolve => {
    server.close(() => resolve())
    server.closeAllConnections()
  })

/** A URL that is none, or a repository that git cannot read. */
const failed = (response: ServerResponse, fault: unknown) => {
  if (!response.headersSent) response.writeHead(500, { 'content-type': 'application/json; charset=utf-8' })
  response.end(JSON.stringify({ message: fault instanceof Error ? fault.message : 'Server Error' }))
}
