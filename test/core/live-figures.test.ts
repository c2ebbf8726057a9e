import { expect, test } from 'vitest'
import { heaviest, type LiveFigures, shareOf, withSight } from '../../core/live-figures.ts'
import { evidenceOf, figuresView } from '../../core/view.ts'
import { at, stateOf } from './logs.ts'

const evidence = (p95Ms: number, errors = 0) => {
  const figures = { requests: 100, errors, p50Ms: 1, p95Ms }
  return { blue: figures, green: { ...figures, p95Ms: p95Ms + 1 }, verdict: 'same' as const, why: 'because' }
}
const check = (minute: number) => ({ color: 'green' as const, at: at(minute), ok: true, latencyMs: 3 })
const blueHas = { blue: 1, green: 0 }

test('the first look is the first number, and a point of the history', () => {
  expect(withSight(undefined, { evidence: evidence(20, 5), share: blueHas, checks: [check(0)] }, at(0))).toEqual({
    ...{ n: 1, at: at(0), evidence: evidence(20, 5), measuredAt: at(0), share: blueHas, checks: [check(0)] },
    history: [
      { at: at(0), blueP95: 20, greenP95: 21, blueErrorRate: 0.05, greenErrorRate: 0.05, share: { blue: 1, green: 0 } },
    ],
  })
})

test('what a look has not looked at stays, and only news is a point of the history', () => {
  const first = withSight(undefined, { evidence: evidence(20), share: blueHas }, at(0))
  const checked = withSight(first, { checks: [check(1)] }, at(1))
  expect(checked).toEqual({ ...first, n: 2, at: at(1), checks: [check(1)] })
  expect(withSight(checked, { share: { blue: 1, green: 0 } }, at(2)).history).toHaveLength(1)
  const moved = withSight(checked, { share: { blue: 0, green: 1 } }, at(3))
  expect(moved).toMatchObject({ n: 3, measuredAt: at(0), share: { blue: 0, green: 1 }, evidence: evidence(20) })
  expect(moved.history.map(({ at, blueP95, share }) => [at, blueP95, share?.green])).toEqual([
    [at(0), 20, 0],
    [at(3), 20, 1],
  ])
})

test('what was never measured is null, and a listener that leads nowhere changes nothing', () => {
  const only = withSight(undefined, { checks: [check(0)] }, at(0))
  expect(only).toMatchObject({ n: 1, evidence: null, measuredAt: null, share: null, history: [] })
  expect(withSight({ ...only, share: blueHas }, { share: null }, at(1)).share).toEqual(blueHas)
  const nobody = { blue: null, green: { requests: 0, errors: 0, p50Ms: null, p95Ms: null } }
  const { history } = withSight(undefined, { evidence: { ...evidence(1), ...nobody } }, at(0))
  expect(history[0]).toMatchObject({ blueP95: null, greenP95: null, blueErrorRate: null, greenErrorRate: null })
})

test('it stays small however long it goes on', () => {
  let figures: LiveFigures | undefined
  for (let n = 0; n < 100; n++)
    figures = withSight(figures, { evidence: evidence(n), checks: [check(n), check(n)] }, at(n))
  expect(figures).toMatchObject({ n: 100, history: { length: 30 }, checks: { length: 20 } })
  expect([figures?.history[0]?.blueP95, figures?.history.at(-1)?.blueP95]).toEqual([70, 99])
  expect(JSON.stringify(figures).length).toBeLessThan(8_000)
})

test('the share of traffic is what the listener says, whatever its weights add up to', () => {
  const groups = { blueGroup: 'b', greenGroup: 'g' }
  const to = (blue: number, green: number) => [
    { targetGroupArn: 'b', weight: blue },
    { targetGroupArn: 'g', weight: green },
  ]
  expect(shareOf(to(100, 0), groups)).toEqual({ blue: 1, green: 0 })
  expect(shareOf(to(1, 3), groups)).toEqual({ blue: 0.25, green: 0.75 })
  expect(shareOf([{ targetGroupArn: 'else', weight: 1 }], groups)).toEqual({ blue: 0, green: 0 })
  expect(shareOf(to(0, 0), groups)).toBeNull()
  expect(shareOf([{ targetGroupArn: 'g', weight: 1 }], { blueGroup: null, greenGroup: 'g' })).toEqual({
    ...{ blue: 0, green: 1 },
  })
  expect([heaviest(to(1, 3)), heaviest(to(3, 1)), heaviest([])]).toEqual(['g', 'b', undefined])
})

test('the newest evidence: what was measured last, and of what has gone well what its log says', () => {
  const logged = evidence(1)
  const waiting = stateOf([['AWAITING_SWITCH', 1, { evidence: logged }]])
  const newer = withSight(undefined, { evidence: evidence(2) }, at(2))
  expect(evidenceOf(waiting, undefined)).toEqual(logged)
  expect(evidenceOf(waiting, newer)).toEqual(evidence(2))
  const over = stateOf([
    ['COMPLETED_STAGE', 3, {}, { evidence: logged }],
    ['COMPLETED', 3, { finalService: 'green' }],
  ])
  expect(evidenceOf(over, newer)).toEqual(logged)
  expect(figuresView('dep_1', newer)).toEqual({ type: 'figures', deploymentId: 'dep_1', ...newer })
})
