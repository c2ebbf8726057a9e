import { beforeEach, describe, expect, it } from 'vitest'
import { pushReader } from '../../../app/live/push.ts'
import * as figures from '../../../app/store/figures.ts'
import { appendRow } from '../../../app/store/log.ts'
import { putChunk } from '../../../app/store/output.ts'
import { findSocket, follow, listeners, openSocket, subscribe } from '../../../app/store/subscriptions.ts'
import { withSight } from '../../../core/live-figures.ts'
import type { Item, Table } from '../../../core/ports.ts'
import { memoryTable } from '../../../region/memory-table.ts'
import { type Place, place } from './place.ts'

let ports: Place
let asked: string[]
let written: Item[]
let reports: [unknown, string][]

const listen = async (connectionId: string, { lang = 'en' as 'en' | 'ko', logs = false, following = true } = {}) => {
  const expires = 2_000_000_000
  await openSocket(ports, { connectionId, identity: { tenant: 'acme' }, opened: ports.clock.now(), expires })
  await subscribe(ports, { connectionId, deploymentId: 'dep_1', lang, logs, following: false, expires })
  if (following) await follow(ports, connectionId, 'dep_1')
}
const push = (item: Item) => pushReader(ports, (fault, connectionId) => reports.push([fault, connectionId]))(item)
const event = async (seq = 1): Promise<Item> => {
  const details = { stage: 1, path: 'Dockerfile' }
  const row = { deploymentId: 'dep_1', seq, timestamp: ports.clock.now(), private: { nonce: 'hush' }, details }
  await appendRow(ports, { ...row, code: 'DOCKERFILE_FOUND' })
  return written.at(-1)!
}
const chunk = async (): Promise<Item> => {
  await putChunk(ports, 'dep_1', { chunk: 7, lines: ['a', 'b'] }, 2_000_000_000)
  return written.at(-1)!
}

beforeEach(() => {
  asked = []
  written = []
  reports = []
  const inner = memoryTable()
  const table: Table = {
    ...inner,
    query: (pk, range) => {
      asked.push(`query ${pk}`)
      return inner.query(pk, range)
    },
    get: key => {
      asked.push(`get ${key.pk}`)
      return inner.get(key)
    },
    put: (item, when) => {
      written.push(item)
      return inner.put(item, when)
    },
  }
  ports = place(table)
})

describe('push', () => {
  it('tells everybody who follows, each in their language, and nothing private', async () => {
    await listen('c1')
    await listen('c2', { lang: 'ko' })
    await listen('c3', { following: false })
    await push(await event())
    expect(ports.sockets.said('c1')).toEqual([
      {
        type: 'stage',
        deploymentId: 'dep_1',
        seq: 1,
        id: 'dep_1:1',
        timestamp: '2026-11-20T10:00:00.000Z',
        code: 'DOCKERFILE_FOUND',
        message: '[Stage 1] Dockerfile found',
        details: { stage: 1, path: 'Dockerfile' },
      },
    ])
    expect(ports.sockets.said('c2')[0]?.message).toBe('[Stage 1] Dockerfile 찾음')
    expect(ports.sockets.said('c3')).toEqual([])
  })

  it('gives output only to those who want it', async () => {
    await listen('c1')
    await listen('c2', { logs: true })
    await listen('c3', { logs: true })
    await push(await chunk())
    expect(ports.sockets.posts.map(({ connectionId }) => connectionId)).toEqual(['c2', 'c3'])
    expect(ports.sockets.said('c2')).toEqual([{ type: 'log', deploymentId: 'dep_1', chunk: 7, lines: ['a', 'b'] }])
  })

  it('gives the newest figures to everybody who follows, each time that they are overwritten', async () => {
    await listen('c1')
    await listen('c2', { following: false })
    const first = withSight(undefined, { share: { blue: 1, green: 0 } }, ports.clock.now())
    const second = withSight(first, { share: { blue: 0, green: 1 } }, ports.clock.now())
    for (const one of [first, second]) {
      await figures.keep(ports, 'dep_1', one)
      await push(written.at(-1)!)
    }
    expect(ports.sockets.said('c1')).toEqual([
      { type: 'figures', deploymentId: 'dep_1', ...first },
      { type: 'figures', deploymentId: 'dep_1', ...second },
    ])
    expect(ports.sockets.said('c2')).toEqual([])
    // With its log it gets an expiry, which is no news.
    await push({ ...written.at(-1)!, expires: 2_000_000_000 })
    expect(ports.sockets.posts).toHaveLength(2)
  })

  it('costs one query when nobody listens, and nothing for other rows', async () => {
    const items = [await event(), await chunk()]
    asked = []
    for (const item of items) await push(item)
    expect(asked).toEqual(['query subs#dep_1', 'query subs#dep_1'])
    await push({ pk: 'dep_1', sk: 'summary' })
    await push({ ...items[0]!, expires: 2_000_000_000 })
    expect(asked).toHaveLength(2)
  })

  it('forgets a listener that is gone', async () => {
    await listen('c1')
    await listen('c2')
    ports.sockets.gone.add('c1')
    await push(await event())
    expect((await listeners(ports, 'dep_1')).map(({ connectionId }) => connectionId)).toEqual(['c2'])
    expect(await findSocket(ports, 'c1')).toBeUndefined()
    expect(ports.sockets.seqs('c2')).toEqual([1])
  })

  it('hangs up on a listener that could not be told, and tells the others', async () => {
    for (const id of ['c1', 'c2', 'c3']) await listen(id)
    ports.sockets.before = async id => {
      if (id === 'c2') throw new Error('throttled')
    }
    await push(await event())
    expect(['c1', 'c3'].map(id => ports.sockets.seqs(id))).toEqual([[1], [1]])
    expect(ports.sockets.closed).toEqual(['c2'])
    expect(await findSocket(ports, 'c2')).toBeUndefined()
    expect(reports).toEqual([[new Error('throttled'), 'c2']])
  })

  it('reports a listener that cannot even be hung up on', async () => {
    await listen('c1')
    ports.sockets.before = async () => {
      throw new Error('throttled')
    }
    ports.sockets.close = async () => {
      throw new Error('no')
    }
    ports.table.remove = async () => {
      throw new Error('table')
    }
    await push(await event())
    expect(reports.map(([fault]) => String(fault))).toEqual(['Error: throttled', 'Error: no', 'Error: table'])
  })

  it('does not wait for a slow listener', async () => {
    for (const id of ['c1', 'c2']) await listen(id)
    ports.sockets.before = id => (id === 'c1' ? new Promise<void>(() => {}) : Promise.resolve())
    await push(await event(1))
    await push(await event(2))
    expect(ports.sockets.seqs('c2')).toEqual([1, 2])
  })
})
