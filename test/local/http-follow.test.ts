import { describe, expect, it } from 'vitest'
import { appendRow } from '../../app/store/log.ts'
import type { LoggedEvent } from '../../core/event.ts'
import { follower } from '../../local/follow.ts'
import { memoryTable } from '../../region/memory-table.ts'
import { type Reader, streamed } from '../../region/stream.ts'

const event = (seq: number, code: LoggedEvent['code'] = 'BUILD_PROGRESS'): LoggedEvent => ({
  ...{ deploymentId: 'dep_a', seq, timestamp: '2026-11-20T10:00:00.000Z', code, details: { stage: 1 } },
})

const place = () => {
  const readers: Reader[] = []
  const table = streamed(
    memoryTable(),
    readers,
    () => {},
    async () => {},
  )
  const { reader, live } = follower(table)
  readers.push(reader)
  const read = async (after: number, signal = new AbortController().signal) => {
    const seen: number[] = []
    for await (const { seq } of live.follow('dep_a', after, signal)) seen.push(seq)
    return seen
  }
  return {
    table,
    live,
    read,
    write: (...events: LoggedEvent[]) => Promise.all(events.map(one => appendRow({ table }, one))),
  }
}

describe('following a log', () => {
  it('gives each reader what there is after its place, then what comes, and ends with the final event', async () => {
    const { table, read, write } = place()
    await write(event(1), event(2))
    const both = Promise.all([read(0), read(2)])
    for (let seq = 3; seq < 40; seq++) {
      await write(event(seq))
      if (seq % 7 === 0) await table.settled()
    }
    await write(event(40, 'COMPLETED'))
    const all = Array.from({ length: 40 }, (_, n) => n + 1)
    expect(await both).toEqual([all, all.slice(2)])
  })

  it('does not miss what is written while it reads', async () => {
    const { live, write } = place()
    await write(event(1))
    const following = live.follow('dep_a', 0, new AbortController().signal)[Symbol.asyncIterator]()
    expect((await following.next()).value).toMatchObject({ seq: 1 })
    const next = following.next()
    await write(event(2, 'FAILED'))
    expect((await next).value).toMatchObject({ seq: 2 })
    expect((await following.next()).done).toBe(true)
  })

  it('ends when its reader leaves, without an event', async () => {
    const { read, write } = place()
    await write(event(1))
    const leaving = new AbortController()
    const seen = read(0, leaving.signal)
    setTimeout(() => leaving.abort(), 20)
    expect(await seen).toEqual([1])
    expect(await read(0, leaving.signal)).toEqual([])
  })
})
