import { afterEach, beforeEach, expect, it } from 'vitest'
import { PandaEventSource, type PandaEventSourceOptions } from '../../client/event-source.ts'
import { event, FakePanda } from './fake-panda.ts'
import { quickTiming, until } from './quick-timing.ts'

let server: FakePanda
beforeEach(async () => {
  server = new FakePanda()
  await server.up()
})
afterEach(() => server.down())

const source = (id = 'dep_a', query = '', options: PandaEventSourceOptions = {}) =>
  new PandaEventSource(`${server.baseUrl}/api/v1/deploy/${id}/events${query}`, { timing: quickTiming(), ...options })

/** What a page would see, in order. */
const watch = (watched: PandaEventSource) => {
  const seen: string[] = []
  for (const name of ['open', 'message', 'stage', 'success', 'fail', 'done', 'error'])
    watched.addEventListener(name, ({ data, lastEventId }) =>
      seen.push(data === undefined ? `${name}@${watched.readyState}` : `${name} ${lastEventId}`),
    )
  return seen
}

it('gives each event under its name, in order, with its number, and closes after the final one', async () => {
  server.write('dep_a', 2, true)
  server.append(event('dep_a', 3, 'READY'))
  server.append(event('dep_a', 4, 'FAILED'))
  const watched = source()
  expect(watched.readyState).toBe(PandaEventSource.CONNECTING)
  const seen = watch(watched)
  await until(() => watched.readyState === watched.CLOSED)
  expect(seen).toEqual(['open@1', 'stage 1', 'stage 2', 'success 3', 'fail 4', 'error@2'])
  await until(() => server.peers.size === 0)
})

it('has the fields of the browser and data as JSON', async () => {
  const [written] = server.write('dep_a', 1)
  const watched = source('dep_a', '?x=1')
  const got = await new Promise<MessageEvent<string>>(resolve => watched.addEventListener('success', resolve))
  expect(JSON.parse(got.data)).toEqual(written)
  expect(got).toMatchObject({ type: 'success', lastEventId: '1', origin: server.baseUrl, target: watched })
  expect(watched).toMatchObject({ CONNECTING: 0, OPEN: 1, CLOSED: 2, withCredentials: false })
  expect(watched.url).toBe(`${server.baseUrl}/api/v1/deploy/dep_a/events?x=1`)
})

it('says when the line is lost, and goes on without gap or repeat', async () => {
  server.write('dep_a', 12)
  server.fate = (_, n) => (n === 10 ? 'cut after' : 'sent')
  const watched = source()
  const seen = watch(watched)
  const errors: number[] = []
  watched.onerror = () => errors.push(watched.readyState)
  await until(() => watched.readyState === watched.CLOSED)
  const numbers = Array.from({ length: 11 }, (_, index) => `stage ${index + 1}`)
  expect(seen).toEqual(['open@1', ...numbers.slice(0, 10), 'error@0', 'open@1', 'stage 11', 'success 12', 'error@2'])
  expect(errors).toEqual([0, 2])
})

it('is silent after close()', async () => {
  server.write('dep_a', 3, true)
  const watched = source()
  const seen = watch(watched)
  watched.addEventListener('stage', ({ lastEventId }) => {
    if (lastEventId === '2') watched.close()
  })
  await until(() => watched.readyState === watched.CLOSED)
  await until(() => server.peers.size === 0)
  expect(seen).toEqual(['open@1', 'stage 1', 'stage 2'])
  expect(watched.fault).toBeUndefined()
})

it('closes for good when Panda refuses, and keeps why', async () => {
  const watched = source('dep_x')
  const seen = watch(watched)
  await until(() => watched.readyState === watched.CLOSED)
  expect(seen).toEqual(['open@1', 'error@2'])
  expect(watched.fault).toMatchObject({ errorCode: 'DEPLOYMENT_NOT_FOUND' })
})

it('speaks the first dialect: Korean, done and error, their names', async () => {
  server.write('dep_a', 1, true)
  const details = {
    stage: 6 as const,
    url: 'http://u',
    imageUri: 'i',
    commitHash: 'c',
    branch: 'main',
    durationSeconds: 9,
  }
  server.append({ ...event('dep_a', 2, 'COMPLETED'), details })
  const done = await new Promise<MessageEvent<string>>(resolve => {
    source('dep_a', '?dialect=v1').addEventListener('done', resolve)
  })
  expect(server.said[0]).toMatchObject({ lang: 'ko' })
  expect(JSON.parse(done.data)).toMatchObject({
    type: 'done',
    details: { elb_url: 'http://u', image_uri: 'i', commit_hash: 'c', branch: 'main', execution_time: 9 },
  })

  server.write('dep_b', 1, true)
  const failed = { stage: 1 as const, errorCode: 'CLONE_FAILED', errorMessage: 'no' }
  server.append({ ...event('dep_b', 2, 'FAILED'), details: failed })
  const errors: unknown[] = []
  const watched = source('dep_b', '?dialect=v1')
  watched.addEventListener('error', ({ data }) => {
    errors.push(JSON.parse(data).details)
    watched.close()
  })
  await until(() => watched.readyState === watched.CLOSED)
  expect(errors).toMatchObject([{ error_code: 'CLONE_FAILED', error_details: 'no' }])
})

it('goes on from where a page was, with its token', async () => {
  server.write('dep_a', 5)
  const watched = source('dep_a', '', { after: 3, token: 'mine' })
  const seen = watch(watched)
  await until(() => watched.readyState === watched.CLOSED)
  expect(seen).toEqual(['open@1', 'stage 4', 'success 5', 'error@2'])
  expect(server.asked[0]?.headers.authorization).toBe('Bearer mine')
})

it('refuses an address that is not one of events', () => {
  expect(() => new PandaEventSource('http://x/api/v1/deploy/dep_a')).toThrow(SyntaxError)
})
