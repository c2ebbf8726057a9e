// Around every handler: one line of log an event, and an error that nobody expected once, with its stack. What is logged are
// facts that a handler names one by one: never a body, a header, a token or a secret.
import { CloudFault, Refusal } from '../../core/faults.ts'
import type { Metric } from './metric-names.ts'

export type Facts = Record<string, string | number | undefined>

export interface Watch {
  line(facts: Facts): void
  fault(words: FaultWords, facts: Facts): void
  count(metric: Metric): void
}

export type FaultWords = { name: string; message: string; stack?: string; cause?: string }
/** Of Lambda's context object. */
export type Invocation = { awsRequestId: string }
export type Note = (facts: Facts) => void

/** `note` adds to the line what the work finds out. */
export const watched =
  <E, A>(watch: Watch, run: (event: E, note: Note) => Promise<A>) =>
  async (event: E, { awsRequestId: requestId }: Invocation): Promise<A> => {
    const began = performance.now()
    const facts: Facts = { requestId }
    const total = (outcome: string): Facts => ({ outcome, ...facts, ms: Math.round(performance.now() - began) })
    try {
      const answer = await run(event, more => void Object.assign(facts, more))
      watch.line(total('done'))
      return answer
    } catch (fault) {
      if (fault instanceof Refusal) watch.line({ ...total('refused'), errorCode: fault.errorCode })
      else reportFault(watch, fault, total('fault'))
      throw bare(fault)
    }
  }

export const reportFault = (watch: Watch, fault: unknown, facts: Facts): void => {
  watch.fault(wordsOf(fault), facts)
  watch.count('Faults')
}

/** A text within an event that may be anything. */
export const textAt = (event: unknown, ...path: string[]): string | undefined => {
  let value: unknown = event
  for (const name of path)
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
  return typeof value === 'string' ? value.slice(0, 200) : undefined
}

export const deploymentAt = (event: unknown, ...path: string[]): string | undefined => {
  const id = textAt(event, ...path)
  return id !== undefined && /^dep_\w+$/.test(id) ? id : undefined
}

/** The runtime prints what it is given once more, with all that hangs on it: an error of the SDK holds whole responses.
 *  Whoever called gets the name: the state machine retries by it. */
const bare = (fault: unknown): Error => {
  const { name, message } = wordsOf(fault)
  const plain = Object.assign(new Error(message), { name })
  plain.stack = `${name}: ${message}`
  return plain
}

const wordsOf = (fault: unknown): FaultWords => {
  if (!(fault instanceof Error)) return { name: 'Error', message: String(fault) }
  const { name, message, stack } = fault
  return { name, message, ...(stack && { stack }), ...causeOf(fault) }
}

/** AWS's own words may hold a whole request: its name and request id are enough to find it. */
const causeOf = (fault: Error) => {
  const about = fault instanceof CloudFault ? `${fault.operation} ${fault.kind}` : undefined
  if (!(fault.cause instanceof Error)) return about === undefined ? {} : { cause: about }
  const requestId = textAt(fault.cause, '$metadata', 'requestId')
  return { cause: [about, fault.cause.name, requestId].filter(Boolean).join(' ') }
}
