// What is said over a socket, as schemas: /api-docs is made from them, and the tests hold every message against them.
import * as z from 'zod'
import { event, evidence, share } from './answers.ts'
import { errorCodes } from './vocabulary.ts'

const time = z.string().meta({ format: 'date-time' })
const whole = z.int().min(0)
const figure = z.number().nullable()
const deploymentId = z.string()

const check = z.strictObject({
  color: z.enum(['blue', 'green']),
  at: time,
  ok: z.boolean(),
  latencyMs: figure.describe('Null: it did not answer'),
})
const point = z.strictObject({
  ...{ at: time, blueP95: figure, greenP95: figure, blueErrorRate: figure, greenErrorRate: figure, share },
})

/** By `type`; an event has `stage`, `success` or `fail` there. */
export const socketAnswers = {
  event,
  log: z
    .strictObject({ type: z.literal('log'), deploymentId, chunk: z.int().min(1), lines: z.array(z.string()) })
    .describe('What the build writes, with `logs: true`; a chunk a second at most'),
  figures: z
    .strictObject({
      ...{ type: z.literal('figures'), deploymentId, n: z.int().min(1).describe('Drop what is not newer'), at: time },
      ...{ evidence, measuredAt: time.nullable().describe('When evidence was measured'), share },
      checks: z.array(check).describe('The last 20, oldest first'),
      history: z.array(point).describe('The last 30 looks, oldest first: for small charts'),
    })
    .describe('How blue and green do: the whole each time, so that a lost one is made good by the next'),
  subscribed: z
    .strictObject({ type: z.literal('subscribed'), deploymentId, lastSeq: whole })
    .describe('Everything up to lastSeq has been said; from here on it is live'),
  pong: z
    .strictObject({ type: z.literal('pong'), lastSeq: z.record(z.string(), whole) })
    .describe('Ahead of what you have? Subscribe again from there'),
  error: z
    .strictObject({
      ...{ type: z.literal('error'), errorCode: z.enum(errorCodes), message: z.string() },
      deploymentId: deploymentId.optional(),
    })
    .describe('The socket stays open'),
}
