// The noes that a service's API reference lists for an operation, as the SDK's own exception classes: what they mean here.
import { expect, test } from 'vitest'
import { CloudFault } from '../../../core/faults.ts'
import { type Answers, mocked } from './mocked.ts'
import { operations } from './operations.ts'

/** What every exception is made of. Those that the service calls its own fault have a status of 500. */
export const no = (message: string, status = 400) => ({ message, $metadata: { httpStatusCode: status, attempts: 1 } })

/** The answer is a value, or the kind of the fault that is thrown. */
export type Row = [operation: keyof typeof operations, says: Answers, answer: unknown, sentence: string]

export const mean = (rows: Row[]) => {
  const place = mocked()
  test.each(rows)('$3 ($0)', async (operation, says, expected) => {
    place.will(says)
    const answer = await operations[operation](place.ports).catch((fault: unknown) => {
      if (fault instanceof CloudFault) return fault.kind
      throw fault
    })
    expect(answer).toEqual(expected)
  })
}
