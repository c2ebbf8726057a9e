// When a rule is broken, and what holds of what somebody has set.
import { describe, expect, it } from 'vitest'
import { resolve } from '../../core/environment.ts'
import { environmentBody } from '../../core/environment-schemas.ts'
import type { MinuteFigures } from '../../core/ports.ts'
import {
  figureBreaches,
  hostBreaches,
  logBreaches,
  ofRollback,
  resolveRules,
  unwatchedAlarms,
  usualRules,
} from '../../core/rollback-rules.ts'

const time = (minute: number, second = 0) => new Date(Date.UTC(2026, 10, 21, 12, minute, second)).toISOString()
const minute = (n: number, more: Partial<MinuteFigures> = {}): MinuteFigures => ({
  ...{ at: time(n), requests: 100, errors: 0, meanMs: 20, p95Ms: 40 },
  ...more,
})
const slow = { p95Ms: 2_100 }

describe('errors', () => {
  const said = (errors: number[], rules = usualRules, now = time(errors.length - 1, 30)) =>
    figureBreaches(
      rules,
      errors.map((count, n) => minute(n, { errors: count })),
      now,
    )

  it('are too many over ten in five minutes, since the first minute that had any', () => {
    expect(said([0, 4, 0, 6])).toEqual([])
    expect(said([0, 4, 0, 7])).toEqual([
      {
        ...{ rule: 'serverErrors', severity: 'rollback', since: time(1) },
        said: '11 answers of 5xx in 5 minutes (10 at most)',
      },
    ])
  })

  it('of before the window do not count', () => {
    expect(said([10, 0, 0, 0, 0, 0, 10])).toEqual([])
    expect(said([0, 10, 0, 0, 0, 10])).toHaveLength(1)
  })

  it('over fifty are critical: it goes back though the rule only warns', () => {
    const rules = resolveRules({ serverErrors: { severity: 'warn' } })
    expect(said([50], rules)).toMatchObject([{ severity: 'warn' }])
    expect(said([51], rules)).toMatchObject([{ severity: 'rollback', said: expect.stringContaining('critical') }])
    expect(said([500], resolveRules({ serverErrors: { severity: 'warn', criticalOver: null } }))).toMatchObject([
      { severity: 'warn' },
    ])
  })
})

describe('latency', () => {
  const of = (all: MinuteFigures[], rules = usualRules) => figureBreaches(rules, all, time(9))

  it('is too high for three minutes in a row', () => {
    expect(of([minute(0, slow), minute(1, slow)])).toEqual([])
    expect(of([minute(0, slow), minute(1), minute(2, slow), minute(3, slow)])).toEqual([])
    expect(of([minute(0), minute(1, slow), minute(2, slow), minute(3, slow)])).toEqual([
      {
        ...{ rule: 'latency', severity: 'rollback', since: time(1) },
        said: '95 of 100 answers take up to 2100 ms (2000 at most), for 3 minutes',
      },
    ])
    expect(of([minute(0, slow), minute(1, slow), minute(3, slow)])).toEqual([])
  })

  it('of a few requests says nothing', () => {
    expect(of([0, 1, 2].map(n => minute(n, { ...slow, requests: 9 })))).toEqual([])
  })

  it('on average counts, too', () => {
    const rules = resolveRules({ latency: { meanMs: 100, minutes: 1, severity: 'warn' } })
    expect(of([minute(0, { meanMs: 101 })], rules)).toEqual([
      {
        ...{ rule: 'latency', severity: 'warn', since: time(0) },
        said: 'an answer takes 101 ms on average (100 at most), for a minute',
      },
    ])
  })
})

describe('what it prints', () => {
  it('has an error in more lines than may be: since the first of them', () => {
    const lines = ['fine', 'a FATAL\tthing', 'FATAL again'].map((text, n) => ({ at: time(n), text }))
    const rules = resolveRules({ errorLog: { patterns: ['FATAL'] } })
    expect(logBreaches(rules, lines)).toEqual([
      {
        ...{ rule: 'errorLog', severity: 'rollback', since: time(1) },
        said: 'its log has 2 lines of an error (0 at most), first: a FATAL thing',
      },
    ])
    expect(logBreaches(resolveRules({ errorLog: { patterns: ['FATAL'], over: 2 } }), lines)).toEqual([])
    expect(logBreaches(usualRules, lines)).toEqual([])
  })
})

describe('tasks', () => {
  const healthy = { id: 'a', state: 'healthy' as const }
  const sick = { id: 'b', state: 'unhealthy' as const, reason: 'Health checks failed' }
  it('have to be healthy: one at least, and all that are not on their way out', () => {
    expect(hostBreaches(usualRules, [healthy, { id: 'c', state: 'draining' }])).toEqual([])
    expect(hostBreaches(usualRules, [healthy, sick])).toMatchObject([
      { rule: 'unhealthyHosts', severity: 'rollback', said: '1 of 2 tasks healthy; Health checks failed' },
    ])
    expect(hostBreaches(usualRules, [])).toMatchObject([{ rule: 'healthyHosts' }])
    expect(hostBreaches(resolveRules({ unhealthyHosts: { over: 1 }, healthyHosts: null }), [sick])).toEqual([])
  })
})

describe('what is set', () => {
  it('is merged field by field with what is usual; null turns a rule off', () => {
    const { rollback } = resolve('prod', {}, { rollback: { latency: { p95Ms: 300 }, serverErrors: null } })
    expect(rollback).toEqual({
      ...usualRules,
      latency: { p95Ms: 300, meanMs: 2_000, minutes: 3, severity: 'rollback' },
      serverErrors: null,
    })
    expect(resolve('dev').rollback).toEqual(usualRules)
  })

  it.each([
    [{ latency: { p95Ms: 0 } }, 'rollback.latency.p95Ms'],
    [{ latency: { severity: 'page' } }, 'rollback.latency.severity'],
    [{ bakeSeconds: 2_701 }, 'rollback.bakeSeconds'],
    [{ smoke: null }, 'rollback.smoke'],
    [{ serverErrors: false }, 'rollback.serverErrors'],
  ])('is not %j', (rollback, field) => {
    const { error } = environmentBody.safeParse({ rollback })
    expect(error?.issues.map(({ path }) => path.join('.'))).toEqual([field])
  })

  it('says which alarms CodeDeploy is to leave alone: those that are stricter', () => {
    expect(unwatchedAlarms(usualRules)).toEqual([])
    expect(unwatchedAlarms(resolveRules({ latency: { p95Ms: 500 }, serverErrors: { over: 5 } }))).toEqual([])
    expect(unwatchedAlarms(resolveRules({ latency: { p95Ms: 5_000 }, serverErrors: { over: 100 } }))).toEqual([
      'SlowAnswers',
      'ServerErrors',
    ])
    expect(unwatchedAlarms(resolveRules({ healthyHosts: null, unhealthyHosts: { severity: 'warn' } }))).toEqual([
      'NoHealthyHosts',
      'UnhealthyHosts',
    ])
  })

  it('takes no rollback back for figures: that only warns', () => {
    const rules = ofRollback(usualRules)
    const all = [minute(0, { errors: 500 })]
    expect(figureBreaches(rules, all, time(0, 30))).toMatchObject([{ severity: 'warn' }])
    expect(rules).toMatchObject({ smoke: { severity: 'warn' }, healthyHosts: { severity: 'rollback' } })
  })
})
