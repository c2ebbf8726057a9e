import { expect, test } from 'vitest'
import type { LoopReport, Stall } from './loop.ts'
import { judge } from './stalls.ts'

const stall = (ms: number, more: Partial<Stall> = {}): Stall => ({
  ...{ from: 1_000, to: 1_000 + ms, cpuMs: 0, waitedMs: 0, pressure: 0 },
  ...more,
})
const report = (...stalls: Stall[]): LoopReport => ({ p50Ms: 0, p99Ms: 0, maxMs: 0, stalls })
const counts = (panda: Stall, idle = report()) => {
  const { computed, held, machine } = judge(report(panda), idle)
  return [computed.length, held.length, machine.length]
}

test('what it computed is its own, whatever else went on', () => {
  expect(counts(stall(500, { cpuMs: 300, pressure: 1 }), report(stall(500)))).toEqual([1, 0, 0])
})

test('what held it while processors were to be had is its own', () => {
  expect(counts(stall(500))).toEqual([0, 1, 0])
})

test.for([
  ['it waited for a processor', stall(500, { waitedMs: 400 }), report()],
  ['others did', stall(500, { pressure: 0.9 }), report()],
  ['the idle process stood still as well', stall(500), report(stall(100))],
] as const)('it is the machine: %s', ([, panda, idle]) => {
  expect(counts(panda, idle)).toEqual([0, 0, 1])
})

test('what is short is nothing', () => {
  expect(counts(stall(200, { cpuMs: 200 }))).toEqual([0, 0, 0])
})
