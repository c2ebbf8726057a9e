// What one event leads to, once it is in the log: both readers of the stream take it, and three sockets listen.
import { advanceReader } from '../../app/advance.ts'
import { pushReader } from '../../app/live/push.ts'
import { appendRow } from '../../app/store/log.ts'
import { openSocket, subscribe } from '../../app/store/subscriptions.ts'
import type { Ports, Table } from '../../core/ports.ts'
import { memoryTable } from '../../region/memory-table.ts'
import { logOf } from '../../test/core/logs.ts'
import { clock } from '../append/place.ts'
import { counted, type Used } from '../counted.ts'

export type Told = Used & { posts: number }

/** With a log of `length` events, of which the last is news. */
export const toldOfOne = async (length: number, sockets: number, rows: Table = memoryTable()): Promise<Told> => {
  const log = logOf(Array.from({ length: length - 1 }, (_, n) => ['SMOKE_TEST_PASSED', n, { of: `check ${n}` }]))
  for (const event of log) await appendRow({ table: rows }, event)
  const { deploymentId } = log[0]!
  for (let n = 0; n < sockets; n++) await listen(rows, deploymentId, `socket-${n}`)
  const { table, used } = counted(rows)
  const posts: string[] = []
  const post = async (connectionId: string) => {
    posts.push(connectionId)
    return 'sent' as const
  }
  const ports = {
    ...{ table, clock },
    sockets: { post, close: async () => {} },
    executions: { start: nothing, fail: nothing } as Partial<Ports['executions']> as Ports['executions'],
    notices: { put: nothing } as Partial<Ports['notices']> as Ports['notices'],
  }
  const [row] = (await rows.query(deploymentId, { prefix: 'e#', descending: true, limit: 1 })) as [never]
  const fault = (what: unknown) => {
    throw what
  }
  for (const reader of [advanceReader(ports, fault), pushReader(ports, fault)]) await reader(row)
  return { ...used(), posts: posts.length }
}

/** No event of this log starts, ends or wakes anything. */
const nothing = async () => {
  throw new Error('Something was asked for that one event in the middle of a log should not')
}

const expires = 2_000_000_000

const listen = async (table: Table, deploymentId: string, connectionId: string) => {
  const at = clock.now()
  await openSocket({ table }, { connectionId, identity: { tenant: 'acme' }, opened: at, expires })
  const socket = {
    connectionId,
    deploymentId,
    tenant: 'acme',
    lang: 'en' as const,
    logs: false,
    following: true,
    expires,
  }
  await subscribe({ table }, socket)
}
