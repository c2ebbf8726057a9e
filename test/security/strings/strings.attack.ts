// Every place where a string from outside becomes something else than text: the schemas, the builders of arguments,
// addresses and paths, the lines of logs and terminals.
import type { Attack, Found, Wish } from '../attack.ts'
import { argumentChecks } from './argument-checks.ts'
import { contentChecks } from './content-checks.ts'
import { schemaChecks } from './schema-checks.ts'
import { makeValues, shown } from './values.ts'

const sizes = { ci: 10_000, full: 100_000 }
/** Nothing that is done with a string on Panda's one thread takes longer, of the processor: what else runs here is not told by it. */
const patienceMs = 1_000

const run = async ({ size, seed, say }: Wish): Promise<Found> => {
  const checks = [...schemaChecks, ...argumentChecks(), ...contentChecks]
  const { next } = makeValues(seed, 'CANARY')
  const violations: string[] = []
  let [longest, slowest] = [0, 0]
  const count = sizes[size]
  for (let n = 0; n < count; n++) {
    if (n % 1_000 === 0) say('values', n / count)
    const value = next()
    longest = Math.max(longest, value.length)
    for (const check of checks) {
      const began = performance.now()
      const words = attempted(() => check(value))
      const ms = performance.now() - began
      slowest = Math.max(slowest, ms)
      if (words) violations.push(`${words}: ${shown(value)} (value ${n})`)
      const worked = ms > patienceMs ? processorMs(() => check(value)) : 0
      if (worked > patienceMs) violations.push(`it took ${Math.round(worked)} ms: ${shown(value)} (value ${n})`)
    }
  }
  const figures = { checks: checks.length, 'longest value': longest, 'slowest check, ms': Math.round(slowest) }
  return { tried: count * checks.length, violations, figures }
}

const processorMs = (check: () => string | undefined) => {
  const before = process.threadCpuUsage()
  attempted(check)
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1000
}

/** A string that makes something throw which has no words for it. */
const attempted = (check: () => string | undefined) => {
  try {
    return check()
  } catch (fault) {
    return `it throws ${fault}`
  }
}

export default {
  name: 'strings',
  about: 'hostile values through every schema, argument builder, address, path, log line and Dockerfile word',
  run,
} satisfies Attack
