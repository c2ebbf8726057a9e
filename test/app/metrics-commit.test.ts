// The commit's time, on its way from the build to the figures.
import { expect, it } from 'vitest'
import { recordReport } from '../../app/build-report.ts'
import { load } from '../../app/record.ts'
import { appendRow } from '../../app/store/log.ts'
import type { LoggedEvent } from '../../core/event.ts'
import { eventView } from '../../core/view.ts'
import { memoryTable } from '../../region/memory-table.ts'
import { at, logOf } from '../core/logs.ts'

const cloned = async (committedAt?: unknown) => {
  const ports = { table: memoryTable(), clock: { now: () => at(2), sleep: async () => {} } }
  const log = logOf([['INITIALIZED'], ['CLONE_STARTED', 1, {}, { buildId: 'b', attempt: 1 }]])
  for (const row of log) await appendRow(ports, row)
  const details = { commitHash: 'a'.repeat(40), commitMessage: 'm', ...(committedAt !== undefined && { committedAt }) }
  const before = (await load(ports, 'dep_1'))!
  const state = await recordReport(ports, before, { n: 1, milestones: [{ code: 'CLONED', details }] })
  const rows = await ports.table.query('dep_1', { prefix: 'e#' })
  return { state, event: rows.at(-1) as unknown as LoggedEvent }
}

it('is kept for the figures, and no reader of the log gets it', async () => {
  const { state, event } = await cloned(at(-60))
  expect(state).toMatchObject({ commitHash: 'a'.repeat(40), committedAt: at(-60) })
  expect(event.code).toBe('CLONED')
  expect(JSON.stringify(eventView(event, 'en'))).not.toContain(at(-60))
})

it.each([undefined, null, 7, 'yesterday', '2026-13-40T10:00:00.000Z', `${at(0)} or so`, { $ne: 1 }])(
  'is not known where a build says %j',
  async said => {
    const { state } = await cloned(said)
    expect(state).toMatchObject({ commitHash: 'a'.repeat(40), committedAt: null })
  },
)
