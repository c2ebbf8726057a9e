import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { localPosts, posts } from '../../aws/posts.ts'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

const serve = async (answer: RequestListener) => {
  const server = createServer(answer)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
const headers = { 'content-type': 'application/json', 'panda-delivery': 'nd_1' }

it('posts the body and the headers, and brings back at most 200 characters', async () => {
  const seen: unknown[] = []
  const address = await serve((request, response) => {
    let body = ''
    request.on('data', piece => {
      body += piece
    })
    request.on('end', () => {
      seen.push([request.method, request.headers['panda-delivery'], body])
      response.writeHead(429, { 'retry-after': '7' }).end('x'.repeat(100_000))
    })
  })
  const answer = await localPosts().post(address, '{"a":"가"}', headers)
  expect(answer).toEqual({ httpStatus: 429, ms: expect.any(Number), body: 'x'.repeat(200), retryAfter: '7' })
  expect(seen).toEqual([['POST', 'nd_1', '{"a":"가"}']])
})

it('follows no redirect', async () => {
  const asked: string[] = []
  const address = await serve((request, response) => {
    asked.push(request.url ?? '')
    response.writeHead(307, { Location: '/elsewhere' }).end()
  })
  expect(await localPosts().post(`${address}/hook`, '{}', headers)).toMatchObject({ httpStatus: 307 })
  expect(asked).toEqual(['/hook'])
})

it('waits no longer than it has to, and says so; a status that was there counts', async () => {
  const silent = await serve(() => {})
  const never = await localPosts(200).post(silent, '{}', headers)
  expect(never).toMatchObject({ httpStatus: null, reason: 'no answer within 0.2 s' })
  expect(never.refused).toBeUndefined()
  const slow = await serve((_, response) => response.writeHead(200).write('ok'))
  expect(await localPosts(300).post(slow, '{}', headers)).toMatchObject({ httpStatus: 200, body: 'ok' })
})

it('says that nobody listens, or that whoever does hangs up', async () => {
  expect(await localPosts().post('http://127.0.0.1:9/', '{}', headers)).toMatchObject({
    ...{ httpStatus: null, reason: 'no answer (ECONNREFUSED)' },
  })
  const rude = await serve((_, response) => response.destroy())
  expect((await localPosts().post(rude, '{}', headers)).httpStatus).toBeNull()
})

it.each([
  ['http://hooks.example/x', 'must begin with https://'],
  ['https://10.0.0.1/x', 'does not call'],
  ['https://[::1]/x', 'does not call'],
  ['https://2130706433/x', 'does not call'],
  ['https://kim:secret@hooks.example/x', 'credentials'],
  ['hooks.example', 'not an address'],
])('on AWS %s is refused before it is kept', (address, why) => {
  expect(posts().unfit(address)).toContain(why)
})

it('on AWS https on the internet is fine; on one machine loopback is, too', () => {
  expect(posts().unfit('https://hooks.slack.com/services/T/B/x')).toBeUndefined()
  expect(localPosts().unfit('https://hooks.slack.com/services/T/B/x')).toBeUndefined()
  expect(localPosts().unfit('http://127.0.0.1:3000/x')).toBeUndefined()
  expect(localPosts().unfit('http://[::1]:3000/x')).toBeUndefined()
  expect(localPosts().unfit('http://hooks.example/x')).toContain('https')
  expect(localPosts().unfit('http://192.168.0.7/x')).toContain('https')
  expect(localPosts().unfit('https://192.168.0.7/x')).toContain('does not call')
})
