// The live side as its users have it: the real client, real sockets, the use cases, the stream.
import { afterEach, describe, expect, it } from 'vitest'
import { putChunk } from '../../app/store/output.ts'
import { listeners } from '../../app/store/subscriptions.ts'
import type { LogChunk, PandaEvent } from '../../client/types.ts'
import { deployment, end, progress, upTo } from '../app/live/place.ts'
import { quickTiming, until } from '../client/quick-timing.ts'
import { dial, livePlace } from './socket-place.ts'

let panda: Awaited<ReturnType<typeof livePlace>>
const start = async (cut?: (n: number) => boolean) => {
  panda = await livePlace(cut)
}
afterEach(async () => {
  await panda.down()
  expect(panda.faults).toEqual([])
})

const all = async <T>(events: AsyncIterable<T>) => {
  const got: T[] = []
  for await (const event of events) got.push(event)
  return got
}
const seqs = async (events: AsyncIterable<PandaEvent>) => (await all(events)).map(({ seq }) => seq)
const following = async (deploymentId: string, count: number) => {
  for (let left = 200; left > 0; left--) {
    const there = await listeners(panda.ports, deploymentId)
    if (there.filter(one => one.following).length === count) return
    await new Promise(resolve => setTimeout(resolve, 5))
  }
  throw new Error(`${deploymentId} has not ${count} followers`)
}

describe('the real client', () => {
  it('gets what was and what comes, and leaves nothing behind', async () => {
    await start()
    await deployment(panda.ports, 'dep_1', 5)
    const live = panda.client()
    const got = seqs(live.follow('dep_1'))
    await following('dep_1', 1)
    for (let n = 0; n < 5; n++) await progress(panda.ports, 'dep_1')
    await end(panda.ports, 'dep_1')
    expect(await got).toEqual(upTo(11))
    await following('dep_1', 0)
  })

  it('is one of many on a deployment, in two languages', async () => {
    await start()
    await deployment(panda.ports, 'dep_1', 2)
    const readers = upTo(10).map(n => all(panda.client().follow('dep_1', { lang: n % 2 ? 'en' : 'ko' })))
    await following('dep_1', 10)
    await end(panda.ports, 'dep_1')
    for (const [n, events] of (await Promise.all(readers)).entries()) {
      expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3])
      const words = ['Deployment failed at Stage 4: no luck', 'Stage 4에서 배포 실패: no luck']
      expect(events.at(-1)?.message).toBe(words[n % 2])
    }
  })

  it('follows many deployments over one socket', async () => {
    await start()
    const live = panda.client()
    const ids = upTo(20).map(n => `dep_${n}`)
    for (const id of ids) await deployment(panda.ports, id, 3)
    const readers = ids.map(id => seqs(live.follow(id)))
    for (const id of ids) await following(id, 1)
    for (const id of ids) await end(panda.ports, id)
    expect(await Promise.all(readers)).toEqual(ids.map(() => upTo(4)))
    expect(panda.tickets()).toBe(1)
  })

  it('gets build output, stored and new, and only where it is wanted', async () => {
    await start()
    await deployment(panda.ports, 'dep_1', 1)
    const expires = 2_000_000_000
    await putChunk(panda.ports, 'dep_1', { chunk: 1, lines: ['one'] }, expires)
    const withLogs = all<PandaEvent | LogChunk>(panda.client().follow('dep_1', { logs: true }))
    const without = seqs(panda.client().follow('dep_1'))
    await following('dep_1', 2)
    await putChunk(panda.ports, 'dep_1', { chunk: 2, lines: ['two'] }, expires)
    await panda.ports.table.settled()
    await end(panda.ports, 'dep_1')
    const lines = (await withLogs).flatMap(one => ('lines' in one ? one.lines : []))
    expect(lines).toEqual(['one', 'two'])
    expect(await without).toEqual([1, 2])
  })

  it('that is cut off at every tenth event gets each exactly once', async () => {
    await start(n => n % 10 === 0)
    await deployment(panda.ports, 'dep_1', 60)
    const live = panda.client('acme', { timing: quickTiming() })
    const got = seqs(live.follow('dep_1'))
    for (let n = 0; n < 40; n++) {
      await progress(panda.ports, 'dep_1')
      await new Promise(resolve => setTimeout(resolve, 2))
    }
    await end(panda.ports, 'dep_1')
    expect(await got).toEqual(upTo(101))
    expect(panda.tickets()).toBeGreaterThan(5)
  })

  it.each([0, 1, 3])('that subscribes while 50 events are written gets each once, in order (%s ms in)', async ms => {
    await start()
    await deployment(panda.ports, 'dep_1', 10)
    const writing = (async () => {
      for (let n = 0; n < 50; n++) {
        await progress(panda.ports, 'dep_1')
        if (n % 5 === 0) await new Promise(resolve => setTimeout(resolve, 1))
      }
      await end(panda.ports, 'dep_1')
    })()
    await new Promise(resolve => setTimeout(resolve, ms))
    const clients = upTo(3).map(() => seqs(panda.client('acme', { timing: quickTiming() }).follow('dep_1')))
    await writing
    expect(await Promise.all(clients)).toEqual(upTo(3).map(() => upTo(61)))
  })

  it('learns of a lost last event by its pings', async () => {
    await start()
    await deployment(panda.ports, 'dep_1', 3)
    const got = seqs(panda.client('acme', { pingMs: 50 }).follow('dep_1'))
    await following('dep_1', 1)
    const post = panda.ports.sockets.post
    panda.ports.sockets.post = async () => 'sent'
    await end(panda.ports, 'dep_1')
    await panda.ports.table.settled()
    panda.ports.sockets.post = post
    expect(await got).toEqual(upTo(4))
  })

  it("is told the same of another's deployment as of none", async () => {
    await start()
    await deployment(panda.ports, 'dep_1', 3, 'rival')
    for (const id of ['dep_1', 'dep_none'])
      await expect(seqs(panda.client().follow(id))).rejects.toMatchObject({
        errorCode: 'DEPLOYMENT_NOT_FOUND',
        message: expect.stringContaining(`Deployment not found: ${id}`),
      })
  })
})

describe('any other client', () => {
  it('may say garbage, too much or nothing: it is told, or let be, and all goes on', async () => {
    await start()
    await deployment(panda.ports, 'dep_1', 1)
    await dial(await panda.url())
    const { socket, texts } = await dial(await panda.url())
    for (const text of ['', '{', '{"action":"subscribe"}', 'x'.repeat(20_000)]) socket.send(text)
    socket.send('{"action":"subscribe","deploymentId":"dep_1"}')
    await until(() => texts.length === 6)
    const kinds = texts.map(text => JSON.parse(text)).map(({ errorCode, type }) => errorCode ?? type)
    const bad = 'INVALID_REQUEST'
    expect(kinds).toEqual([bad, bad, bad, 'PAYLOAD_TOO_LARGE', 'stage', 'subscribed'])
  })

  it('cannot use a ticket twice', async () => {
    await start()
    const url = await panda.url()
    await dial(url)
    await expect(dial(url)).rejects.toThrow('401')
  })
})
