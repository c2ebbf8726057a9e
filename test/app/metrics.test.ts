// GET /api/v1/metrics, of the scripted history whose figures test/core/metrics.test.ts works out by hand.
import { describe, expect, it } from 'vitest'
import { keepSummary } from '../../app/advance.ts'
import { mostRuns, runsSince } from '../../app/metrics-runs.ts'
import { appendRow } from '../../app/store/log.ts'
import * as summaries from '../../app/store/summaries.ts'
import type { LoggedEvent } from '../../core/event.ts'
import { fold } from '../../core/fold.ts'
import type { FiguresReport } from '../../core/metrics-report.ts'
import { liveView } from '../../core/view.ts'
import { at } from '../core/logs.ts'
import { history, runs } from '../core/metrics-history.ts'
import { place } from './calls-place.ts'

const acme = { tenant: 'acme', by: 'ann', role: 'viewer' as const }

/** As the stream's reader leaves it behind. */
const kept = async (logs: readonly (readonly LoggedEvent[])[] = history) => {
  const here = place()
  here.clock.at = Date.parse(at(10 * 1440))
  const executions = { start: async () => {}, stop: async () => {}, wake: async () => {} }
  for (const log of logs) {
    for (const row of log) await appendRow({ table: here.table }, row)
    await keepSummary({ table: here.table, executions } as never, log[0]!.deploymentId)
  }
  const metrics = (query = '', caller = acme) =>
    here.data<FiguresReport>(`GET /api/v1/metrics${query && `?${query}`}`, { caller })
  return { ...here, metrics }
}

describe('GET /api/v1/metrics', () => {
  it('answers the figures of what was accepted in the days that are asked for', async () => {
    const { metrics } = await kept()
    const ten = await metrics('days=10')
    expect(ten).toMatchObject({ from: at(0), to: at(10 * 1440), days: 10, cut: false, read: 7 })
    expect(ten.all.deployments).toEqual({ completed: 3, failed: 2, cancelled: 1, unfinished: 1, rollbacks: 1 })
    expect(ten.all.deploymentsPerWeek).toEqual({ value: 2.1, of: 3, target: 2, verdict: 'met' })
    expect(ten.all.downtimeSeconds).toEqual({ value: 90, of: 4, target: 0, verdict: 'missed' })
    // Thirty days, if nothing is said: 3 changes in 30/7 weeks are 0.7 a week.
    expect((await metrics()).all.deploymentsPerWeek).toMatchObject({ value: 0.7, verdict: 'missed' })
    // The last day: only F, which was cancelled, and G, which is under way.
    expect((await metrics('days=1')).all.deployments).toMatchObject({ completed: 0, cancelled: 1, unfinished: 1 })
  })

  it('is of one repository or environment, if one is named', async () => {
    const { metrics } = await kept()
    expect((await metrics('owner=panda&repo=hello&environment=default')).read).toBe(7)
    expect((await metrics('repo=other')).read).toBe(0)
    expect(await metrics('environment=prod')).toMatchObject({ services: [], all: { successRate: { value: null } } })
  })

  it('tells another tenant nothing', async () => {
    const { metrics } = await kept()
    expect(await metrics('', { ...acme, tenant: 'zoo' })).toMatchObject({ read: 0, services: [], leadTimes: [] })
  })

  it('refuses days that are none, with the field', async () => {
    const { call } = await kept([])
    for (const days of ['0', '91', '1.5', 'all'])
      expect(await call(`GET /api/v1/metrics?days=${days}`)).toMatchObject({
        ...{ status: 400, body: { errorCode: 'INVALID_REQUEST', faults: [{ field: 'days' }] } },
      })
  })

  it.each(['text/plain', 'application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.5,*/*;q=0.1'])(
    'is for Prometheus where %s is asked for',
    async accept => {
      const { call } = await kept()
      const { status, headers, text } = await call('GET /api/v1/metrics?days=10', { caller: acme, headers: { accept } })
      expect({ status, type: headers['content-type'] }).toEqual({
        ...{ status: 200, type: 'text/plain; version=0.0.4; charset=utf-8' },
      })
      expect(text).toContain('panda_success_ratio{owner="panda",repo="hello",environment="default"} 0.6\n')
      expect(text).not.toContain('acme')
    },
  )

  it.each([
    '*/*',
    'application/json',
    'text/html,application/xhtml+xml,*/*;q=0.8',
    'application/json, text/plain, */*',
  ])('is JSON where %s is asked for', async accept => {
    const { data } = await kept()
    const { read } = await data<FiguresReport>('GET /api/v1/metrics', { caller: acme, headers: { accept } })
    expect(read).toBe(7)
  })
})

describe('what the figures are read from', () => {
  it('is beside the summary once a deployment has ended, and in the log until then', async () => {
    const { table } = await kept()
    const summaryOf = (log: readonly LoggedEvent[]) => summaries.find({ table }, log[0]!.deploymentId)
    expect((await summaryOf(history[0]!))?.run).toEqual(runs[0])
    expect((await summaryOf(history[6]!))?.run).toBeUndefined()
    const found = await runsSince({ table }, 'acme', {}, at(0))
    expect(found.runs).toEqual([...runs].reverse())
  })

  it('is the log of one that ended before its facts were kept', async () => {
    const here = await kept()
    const { run: _, ...older } = (await summaries.find(here, history[1]![0]!.deploymentId))!
    await here.table.remove({ pk: older.deploymentId, sk: 'summary' })
    await summaries.keep(here, older)
    expect((await here.metrics('days=10')).all.downtimeSeconds).toMatchObject({ value: 90, of: 4 })
  })

  it('is a page at a time, 1,000 at most, and says when there is more', async () => {
    const here = place()
    const state = fold(history[0]!)!
    const { tenant, owner, repo, branch, environment } = state.request
    for (let n = 0; n <= mostRuns; n++) {
      const [deploymentId, createdAt] = [`dep_${n}`, at(n)]
      const own = { deploymentId, tenant, createdAt, lastSeq: 1, owner, repo, branch, environment }
      const run = { ...runs[0]!, deploymentId, acceptedAt: createdAt }
      await summaries.keep(here, { ...own, status: 'COMPLETED', state: liveView(state), run })
    }
    here.clock.at = Date.parse(at(mostRuns + 1))
    const pages: number[] = []
    const { index } = here.table
    here.table.index = (name, pk, range) => {
      pages.push(range.limit)
      return index(name, pk, range)
    }
    const all = await here.data<FiguresReport>('GET /api/v1/metrics', { caller: acme })
    // The oldest that was read is the second of them all.
    expect(all).toMatchObject({ cut: true, read: mostRuns, from: at(1) })
    expect(Math.max(...pages)).toBeLessThanOrEqual(100)
    // Of the 1,000 minutes that were looked at: 1,000 / (1,000 / 10,080) a week.
    expect(all.all.deploymentsPerWeek.value).toBe(10_080)
    await here.table.remove({ pk: 'dep_0', sk: 'summary' })
    expect(await here.data('GET /api/v1/metrics', { caller: acme })).toMatchObject({ cut: false, read: mostRuns })
  })
})
