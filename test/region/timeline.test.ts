import { afterEach, expect, test, vi } from 'vitest'
import { clockOf, virtualTimeline, wallTimeline } from '../../region/timeline.ts'

afterEach(() => {
  vi.useRealTimers()
})

test('virtual time: everything in its order, each after what came before has come to rest', async () => {
  const timeline = virtualTimeline(0)
  const seen: string[] = []
  const note = (what: string) => seen.push(`${what}@${timeline.now()}`)
  timeline.at(20, () => note('late'))
  const slow = async () => {
    note('first')
    await Promise.resolve()
    timeline.at(15, () => note('between'))
  }
  let first = Promise.resolve()
  timeline.at(10, () => {
    first = slow()
  })
  timeline.at(10, () => note('second'))
  timeline.at(12, () => note('never'))()
  timeline.at(-5, () => note('past'))
  await timeline.advance(19)
  expect(seen).toEqual(['past@0', 'first@10', 'second@10', 'between@15'])
  await first
  expect(timeline.now()).toBe(19)
  expect(await timeline.runUntilIdle()).toBe(true)
  expect(seen.at(-1)).toBe('late@20')
})

test('running until idle ends where there is no end', async () => {
  const timeline = virtualTimeline(0)
  const round = () => {
    timeline.at(timeline.now() + 1000, round)
  }
  round()
  expect(await timeline.runUntilIdle(60_000)).toBe(false)
  expect(timeline.now()).toBe(60_000)
})

test('the clock of a timeline sleeps on it', async () => {
  const timeline = virtualTimeline(Date.parse('2026-11-20T10:00:00.000Z'))
  const clock = clockOf(timeline)
  let awake = ''
  const slept = clock.sleep(1500).then(() => {
    awake = clock.now()
  })
  await timeline.advance(2000)
  await slept
  expect(awake).toBe('2026-11-20T10:00:01.500Z')
})

test('the wall, sixty times as fast: a minute takes a second', () => {
  vi.useFakeTimers({ now: 1_000_000 })
  const timeline = wallTimeline(60)
  const rung: number[] = []
  timeline.at(timeline.now() + 60_000, () => rung.push(timeline.now()))
  const cancel = timeline.at(timeline.now() + 30_000, () => rung.push(-1))
  vi.advanceTimersByTime(400)
  cancel()
  vi.advanceTimersByTime(599)
  expect(rung).toEqual([])
  vi.advanceTimersByTime(1)
  expect(rung).toEqual([1_060_000])
})

test('given where it began, fast time goes on after a restart where it would be', () => {
  vi.useFakeTimers({ now: 1_000_000 })
  const before = wallTimeline(60, 1_000_000)
  vi.advanceTimersByTime(1000)
  expect(wallTimeline(60, 1_000_000).now()).toBe(before.now())
})

test('waits longer than a timer can hold, and rings nothing once stopped', () => {
  vi.useFakeTimers({ now: 0 })
  const timeline = wallTimeline()
  let rung = 0
  timeline.at(40 * 86_400_000, () => rung++)
  vi.advanceTimersByTime(39 * 86_400_000)
  expect(rung).toBe(0)
  vi.advanceTimersByTime(86_400_000)
  expect(rung).toBe(1)
  timeline.at(timeline.now() + 10, () => rung++)
  timeline.stop()
  timeline.at(timeline.now() + 10, () => rung++)
  expect(vi.getTimerCount()).toBe(0)
  expect(rung).toBe(1)
})

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('a clock cannot run at the rate %s', rate => {
  expect(() => wallTimeline(rate)).toThrow('A clock cannot run at the rate')
})
