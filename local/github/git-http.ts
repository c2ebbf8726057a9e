// Clone and push: `git http-backend` as a CGI program, behind Basic auth with a token as the password.
import { spawn } from 'node:child_process'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { git, standInEnvironment } from './git.ts'
import { newNote, payloadsOf } from './pushed.ts'
import type { Repository } from './repositories.ts'
import { findRepository, type Place } from './rest.ts'

/** `/{owner}/{repo}.git/…`, with or without `.git`: exactly what git's smart protocol asks for. */
const calls = /^\/([^/]+)\/([^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/

export const backendPath = async () => join((await git(['--exec-path'])).trim(), 'git-http-backend')

/** `hooksPath`: where git finds its `post-receive`. */
export type Backend = { path: string; hooksPath: string }

export const answerGit = (place: Place, backend: Backend, request: IncomingMessage, response: ServerResponse) => {
  const { pathname, search } = new URL(request.url ?? '/', 'http://github')
  const [, owner, repo, call] = calls.exec(pathname) ?? []
  if (!call) return end(response, 404, 'Not Found')
  const [login, password] = whoOf(request.headers.authorization)
  if (password === undefined || !place.tokens.includes(password)) {
    response.setHeader('www-authenticate', 'Basic realm="GitHub"')
    return end(response, 401, 'Bad credentials')
  }
  const repository = findRepository(place.repositories, owner, repo)
  if (!repository) return end(response, 404, 'Repository not found.')
  const note = newNote(backend.hooksPath)
  // A push tells its hooks when it is over, whether or not whoever pushed has waited.
  const tell = async () => {
    const payloads = await payloadsOf(note, { repository, login: loginOf(login), url: place.url })
    place.hooks.pushed(`${repository.owner}/${repository.repo}`, payloads)
  }
  const over = call === 'git-receive-pack' ? tell : undefined
  run({ ...backend, note, over }, { repository, call, query: search.slice(1) }, request, response)
}

type Call = { repository: Repository; call: string; query: string }
type Run = Backend & { note: string; over: (() => Promise<void>) | undefined }

const run = ({ path, hooksPath, note, over }: Run, call: Call, request: IncomingMessage, response: ServerResponse) => {
  const env = { ...cgiEnvironment(call, hooksPath, request), PANDA_PUSHED: note }
  const child = spawn(path, [], { env, stdio: ['pipe', 'pipe', 'ignore'] })
  child.on('error', () => end(response, 500, 'git http-backend cannot be started'))
  // A client that goes away takes git's half of the conversation with it.
  response.on('close', () => child.kill())
  child.stdin.on('error', () => undefined)
  request.pipe(child.stdin)
  let head: Buffer | undefined = Buffer.alloc(0)
  child.stdout.on('data', (data: Buffer) => {
    if (!head) return void (response.write(data) || pauseUntilDrained(child.stdout, response))
    head = Buffer.concat([head, data])
    const at = head.indexOf('\r\n\r\n')
    if (at < 0) return
    sendHead(head.subarray(0, at).toString('latin1'), response)
    response.write(head.subarray(at + 4))
    head = undefined
  })
  child.on('close', () => {
    const finish = () => (head ? end(response, 500, 'git http-backend gave no answer') : response.end())
    // What was pushed is pushed: whoever did sees that something was wrong.
    if (over) over().then(finish, fault => response.destroy(fault))
    else finish()
  })
}

const cgiEnvironment = ({ repository, call, query }: Call, hooksPath: string, request: IncomingMessage) => ({
  ...standInEnvironment({ 'http.receivepack': String(repository.writable), 'core.hooksPath': hooksPath }),
  GIT_HTTP_EXPORT_ALL: '1',
  PATH_TRANSLATED: join(repository.gitDir, call),
  REQUEST_METHOD: request.method ?? 'GET',
  QUERY_STRING: query,
  REMOTE_USER: 'panda',
  REMOTE_ADDR: '127.0.0.1',
  SERVER_PROTOCOL: 'HTTP/1.1',
  CONTENT_TYPE: request.headers['content-type'] ?? '',
  ...(request.headers['content-length'] ? { CONTENT_LENGTH: request.headers['content-length'] } : {}),
  HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
  GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
})

const sendHead = (head: string, response: ServerResponse) => {
  const lines = head.split('\r\n').map(line => line.split(/: ?(.*)/s))
  const status = lines.find(([name]) => name?.toLowerCase() === 'status')?.[1]
  response.statusCode = status ? Number.parseInt(status, 10) : 200
  for (const [name = '', value = ''] of lines) if (name.toLowerCase() !== 'status') response.setHeader(name, value)
}

const pauseUntilDrained = (from: NodeJS.ReadableStream, response: ServerResponse) => {
  from.pause()
  response.once('drain', () => from.resume())
}

const whoOf = (header = ''): [string, string] | [] => {
  const encoded = /^basic (\S+)$/i.exec(header)?.[1]
  if (encoded === undefined) return []
  const pair = Buffer.from(encoded, 'base64').toString()
  const at = pair.indexOf(':')
  return [pair.slice(0, Math.max(at, 0)), pair.slice(at + 1)]
}

/** GitHub knows them by their token; here they are who they say. */
const loginOf = (user = '') => (/^[A-Za-z0-9-]{1,39}$/.test(user) ? user : 'panda')

const end = (response: ServerResponse, status: number, text: string) => {
  if (!response.headersSent) response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' })
  response.end(`${text}\n`)
}
