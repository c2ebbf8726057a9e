// How rules are set, each with its thresholds and what follows of it: core/rollback-rules.ts.
import * as z from 'zod'
import { textPattern } from './text-pattern-schema.ts'

const severities = ['rollback', 'warn'] as const

const number = (least: number, most: number) =>
  z.int('must be a whole number').min(least, `must be ${least} to ${most}`).max(most, `must be ${least} to ${most}`)
const severity = z
  .enum(severities, `must be one of ${severities.join(', ')}`)
  .describe('rollback: what served before serves again; warn: people are told, and it goes on')
const minutes = number(1, 45)
const milliseconds = number(1, 60_000).nullable()

const rule = <T extends z.ZodRawShape>(fields: T) =>
  z.strictObject({ ...fields, severity }, 'must be an object, or null').partial()

/** Blue is kept warm for an hour: it has to be there as long as green is watched. */
export const rollbackRules = z
  .strictObject({
    bakeSeconds: number(1, 45 * 60)
      .nullable()
      .describe('So long it is watched; null: as long as this Panda is set up for'),
    healthyHosts: rule({ below: number(1, 1_000) })
      .nullable()
      .describe('Too few healthy tasks; null turns a rule off'),
    unhealthyHosts: rule({ over: number(0, 1_000) })
      .nullable()
      .describe('Too many that are not'),
    latency: rule({ p95Ms: milliseconds, meanMs: milliseconds, minutes })
      .nullable()
      .describe('Over either of them, in each of so many minutes in a row'),
    serverErrors: rule({ over: number(0, 1e6), criticalOver: number(0, 1e6).nullable(), minutes })
      .nullable()
      .describe('Answers of 5xx in so many minutes; over `criticalOver` it goes back whatever the severity'),
    errorLog: rule({
      patterns: z
        .array(textPattern, 'must be a list of patterns')
        .min(1, 'must name one pattern at least')
        .max(10, 'must name 10 patterns at most')
        .meta({ examples: [['FATAL', 'level*error']] }),
      over: number(0, 1_000),
    })
      .nullable()
      .describe('More lines than that of what green prints since the switch have one of these in them'),
    smoke: rule({}).describe('A smoke request of production that fails'),
  })
  .partial()

export type RollbackSettings = z.output<typeof rollbackRules>
