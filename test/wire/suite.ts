// What a port's check is: real calls through its adapter, on things that it makes for itself and takes away again.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Place } from './place.ts'
import { type Verdict, verdictOf } from './verdict.ts'

export type Result = { operation: string; verdict: Verdict; why?: string; seconds: number }
export type Check = (operation: string, run: () => Promise<void>) => Promise<void>
/** Takes away what was made, whatever came between; the last made goes first. */
export type Later = (what: string, takeAway: () => Promise<unknown>) => void

export type Suite = {
  port: string
  operations: readonly string[]
  run(on: Place, check: Check, later: Later): Promise<void>
}

export type Outcome = { results: Result[]; leftBehind: string[] }

/** No call waits longer than the SDK does (three attempts of 10 s); a check is some of them, and some looks. */
const limitMs = 5 * 60_000

export const runSuite = async (suite: Suite, on: Place): Promise<Outcome> => {
  const results: Result[] = []
  const made: [what: string, takeAway: () => Promise<unknown>][] = []
  const note = async (operation: string, run: () => Promise<void>) => {
    const began = performance.now()
    const said = await judged(run)
    const seconds = Math.round((performance.now() - began) / 100) / 10
    results.push({ operation: `${suite.port}.${operation}`, ...said, seconds })
  }
  const setUp = await judged(() => suite.run(on, note, (...one) => made.unshift(one)))
  const leftBehind = await takenAway(made)
  const done = new Set(results.map(result => result.operation))
  // What never came to be tried has the reason of what it would have stood on.
  for (const operation of suite.operations.map(name => `${suite.port}.${name}`))
    if (!done.has(operation)) results.push({ operation, ...untried(setUp), seconds: 0 })
  return { results, leftBehind }
}

const judged = async (run: () => Promise<void>): Promise<{ verdict: Verdict; why?: string }> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${limitMs / 1000} s`)), limitMs)
  })
  try {
    await Promise.race([run(), late])
    return { verdict: 'passed' }
  } catch (fault) {
    return verdictOf(fault)
  } finally {
    clearTimeout(timer)
  }
}

const untried = ({ verdict, why }: { verdict: Verdict; why?: string }) =>
  verdict === 'passed'
    ? { verdict: 'failed' as const, why: 'it was never tried' }
    : { verdict, why: `before it could be tried: ${why}` }

const takenAway = async (made: [what: string, takeAway: () => Promise<unknown>][]): Promise<string[]> => {
  const leftBehind: string[] = []
  for (const [what, takeAway] of made) {
    const { verdict, why } = await judged(async () => void (await takeAway()))
    if (verdict === 'failed') leftBehind.push(`${what}: ${why}`)
  }
  return leftBehind
}

/** Looks until it holds: much of AWS is seen a little later. The last fault is what is told. */
export const soon = async <T>(look: () => Promise<T>, seconds = 30): Promise<T> => {
  const end = performance.now() + seconds * 1000
  for (let pause = 50; ; pause = Math.min(pause * 2, 5_000)) {
    try {
      return await look()
    } catch (fault) {
      if (performance.now() > end || verdictOf(fault).verdict === 'not supported there') throw fault
      await sleep(pause)
    }
  }
}
