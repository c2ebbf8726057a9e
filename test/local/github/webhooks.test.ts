// Webhooks of the stand-in: registered over REST, called by a real push as GitHub calls them.
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { githubStandIn } from '../../../local/github/stand-in.ts'
import { git, temporaryFolder, withToken } from './commands.ts'

type Heard = { headers: Record<string, unknown>; body: string; said: Record<string, unknown> }

/** Somebody's program that is called. */
const receiver = async () => {
  const heard: Heard[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const piece of request) body += piece
    heard.push({ headers: request.headers, body, said: JSON.parse(body) })
    response.end('thank you')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, heard }
}

const standIn = async (dataDir: string) => {
  const its = await githubStandIn({ dataDir, tokens: ['ghp_local'] })
  onTestFinished(() => its.close())
  return its
}

const ask = async (apiUrl: string, line: string, body?: object, token = 'ghp_local') => {
  const [method, path] = line.split(' ')
  const said = body && { body: JSON.stringify(body) }
  const response = await fetch(apiUrl + path, { method, headers: { authorization: `Bearer ${token}` }, ...said })
  const text = await response.text()
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
}

const clone = async (url: string) => {
  const folder = join(await temporaryFolder(), 'hello')
  await git(join(folder, '..'), 'clone', '--quiet', `${withToken(url, 'ghp_local')}/panda/hello.git`, folder)
  return folder
}
const commit = async (folder: string, message: string) => {
  await writeFile(join(folder, 'note.txt'), message)
  await git(folder, 'add', '.')
  await git(folder, 'commit', '--quiet', '-m', message)
  return git(folder, 'rev-parse', 'HEAD')
}
const wish = (url: string) => ({
  name: 'web',
  events: ['push'],
  config: { url, content_type: 'json', secret: 's3cret' },
})
/** git and sockets take their time on a busy machine. */
const patient = { timeout: 20_000, interval: 50 }

test('a push calls them: signed, with what was pushed, in GitHub’s words', { timeout: 60_000 }, async () => {
  const { url, apiUrl } = await standIn(await temporaryFolder())
  const { url: address, heard } = await receiver()
  const made = await ask(apiUrl, 'POST /repos/Panda/Hello/hooks', wish(address))
  expect(made).toMatchObject({ status: 201, body: { active: true, events: ['push'], config: { url: address } } })
  expect(JSON.stringify(made.body)).not.toContain('s3cret')
  await vi.waitFor(() => expect(heard).toHaveLength(1), patient)
  expect(heard[0]).toMatchObject({ headers: { 'x-github-event': 'ping' } })

  const folder = await clone(url)
  const id = await commit(folder, 'Say more\n\nof 한국어')
  await git(folder, 'push', '--quiet', 'origin', 'HEAD:refs/heads/develop', 'HEAD:refs/tags/v9')
  await vi.waitFor(() => expect(heard).toHaveLength(3), patient)
  const pushed = heard.find(({ said }) => said.ref === 'refs/heads/develop')!
  expect(pushed.said).toMatchObject({
    ...{ before: '0'.repeat(40), after: id, created: true, deleted: false },
    head_commit: { id, message: 'Say more\n\nof 한국어', author: { name: 'Somebody' } },
    ...{ repository: { full_name: 'panda/hello', default_branch: 'main' }, sender: { login: 'anyone' } },
  })
  for (const { headers, body } of heard) {
    const signature = createHmac('sha256', 's3cret').update(body).digest('hex')
    expect(headers['x-hub-signature-256']).toBe(`sha256=${signature}`)
  }
  expect(new Set(heard.map(({ headers }) => headers['x-github-delivery'])).size).toBe(3)

  await git(folder, 'push', '--quiet', 'origin', ':develop')
  await vi.waitFor(() => expect(heard).toHaveLength(4), patient)
  expect(heard[3]!.said).toMatchObject({ ref: 'refs/heads/develop', deleted: true, head_commit: null })
  await vi.waitFor(async () => {
    const { body } = await ask(apiUrl, 'GET /repos/panda/hello/hooks/1/deliveries')
    expect(body).toHaveLength(4)
    expect(body[0]).toMatchObject({ event: 'push', status_code: 200, answer: 'thank you' })
  }, patient)
  // Reading is no push, and what changes nothing is none.
  await git(folder, 'fetch', '--quiet')
  await git(folder, 'push', '--quiet', 'origin', 'HEAD:refs/tags/v9')
  expect(heard).toHaveLength(4)
})

test('they outlive a restart, are only of their repository, and go when they are removed', async () => {
  const dataDir = await temporaryFolder()
  const { url } = await receiver()
  const first = await githubStandIn({ dataDir, tokens: ['ghp_local'] })
  await ask(first.apiUrl, 'POST /repos/panda/hello/hooks', wish(url))
  await first.close()
  const { apiUrl } = await standIn(dataDir)
  const listed = async (repo: string) => (await ask(apiUrl, `GET /repos/panda/${repo}/hooks`)).body
  expect(await listed('hello')).toMatchObject([{ id: 1, config: { url, secret: '********' } }])
  expect(await listed('unhealthy')).toEqual([])
  expect((await ask(apiUrl, 'DELETE /repos/panda/unhealthy/hooks/1')).status).toBe(404)
  expect((await ask(apiUrl, 'DELETE /repos/panda/hello/hooks/1')).status).toBe(204)
  expect(await listed('hello')).toEqual([])
})

test('nobody registers one without a token, or for what is no address', async () => {
  const { apiUrl } = await standIn(await temporaryFolder())
  expect((await ask(apiUrl, 'POST /repos/panda/hello/hooks', wish('http://127.0.0.1:1'), 'ghp_x')).status).toBe(401)
  for (const url of ['file:///etc/passwd', 'nowhere', ''])
    expect((await ask(apiUrl, 'POST /repos/panda/hello/hooks', wish(url))).status).toBe(422)
  expect((await ask(apiUrl, 'POST /repos/panda/none/hooks', wish('http://127.0.0.1:1'))).status).toBe(404)
})

test('one that nobody answers stops no push', { timeout: 60_000 }, async () => {
  const { url, apiUrl } = await standIn(await temporaryFolder())
  await ask(apiUrl, 'POST /repos/panda/hello/hooks', wish('http://127.0.0.1:1/none'))
  const folder = await clone(url)
  await commit(folder, 'Go on')
  await git(folder, 'push', '--quiet', 'origin', 'HEAD:refs/heads/develop')
  await vi.waitFor(async () => {
    const { body } = await ask(apiUrl, 'GET /repos/panda/hello/hooks/1/deliveries')
    expect(body).toMatchObject([
      { event: 'push', status_code: 0 },
      { event: 'ping', status_code: 0 },
    ])
  }, patient)
})
