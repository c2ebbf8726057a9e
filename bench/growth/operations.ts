// What each operation uses of the table: in units, by the size of the table, of a log, and of who listens.
import { load, record } from '../../app/record.ts'
import { appendRow } from '../../app/store/log.ts'
import * as summaries from '../../app/store/summaries.ts'
import { fold } from '../../core/fold.ts'
import type { Table } from '../../core/ports.ts'
import { liveView } from '../../core/view.ts'
import { memoryTable } from '../../region/memory-table.ts'
import { logOf, stateOf, type Told } from '../../test/core/logs.ts'
import { clock, deploymentId, passed } from '../append/place.ts'
import { toldOfOne } from '../calls/event.ts'
import { counted, type Used } from '../counted.ts'

export const operations = ['append', 'state', 'list of 20', 'event to its readers'] as const
export type Operation = (typeof operations)[number]
export type Units = Pick<Used, 'reads' | 'writes'>

/** Others' deployments: a log of one event each, and its summary. */
export const tableOf = async (deployments: number): Promise<Table> => {
  const table = memoryTable()
  const [first] = logOf([])
  const state = fold([first!])!
  for (let n = 0; n < deployments; n++) {
    const id = `dep_${String(n).padStart(24, '0')}`
    await appendRow({ table }, { ...first!, deploymentId: id })
    await summaries.keep({ table }, summaryOf(id, n, liveView(state)))
  }
  return table
}

/** Of a deployment that is added to that table: how much is used for each, with a log so long and so many sockets. */
export const unitsOf = async (rows: Table, log: number, sockets: number): Promise<Record<Operation, Units>> => {
  // It leaves the log there that the others work on.
  const event = await toldOfOne(log, sockets, rows)
  const of = async (run: (table: Table) => Promise<unknown>): Promise<Units> => {
    const { table, used } = counted(rows)
    await run(table)
    return used()
  }
  const state = stateOf(passes(log - 1))
  return {
    state: await of(table => load({ table }, deploymentId)),
    append: await of(table => record({ table, clock }, deploymentId, passed('one more'), state)),
    'list of 20': await of(table => summaries.list({ table }, 'acme', { limit: 20 })),
    'event to its readers': event,
  }
}

const passes = (count: number): Told[] =>
  Array.from({ length: count }, (_, n) => ['SMOKE_TEST_PASSED', n, { of: `check ${n}` }])

const summaryOf = (id: string, n: number, state: Record<string, unknown>): summaries.Summary => ({
  ...{
    deploymentId: id,
    tenant: 'acme',
    createdAt: new Date(Date.UTC(2026, 0, 1) + n * 1_000).toISOString(),
    lastSeq: 1,
  },
  ...{ owner: 'panda', repo: 'hello', branch: 'main', environment: 'default', status: 'QUEUED', state },
})
