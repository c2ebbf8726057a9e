// How smoke requests are set: core/smoke.ts.
import * as z from 'zod'
import * as fields from './schemas.ts'
import { mostMs } from './smoke.ts'
import { textPattern } from './text-pattern-schema.ts'

const number = (least: number, most: number) =>
  z.int('must be a whole number').min(least, `must be ${least} to ${most}`).max(most, `must be ${least} to ${most}`)

export const smoke = z
  .array(
    z.strictObject({
      path: fields.healthPath.describe('Of the service itself; a redirect is an answer, and is not followed'),
      status: number(100, 599).optional().describe('None: 200 to 399'),
      body: textPattern.optional().describe('Has to be in the first 64 kB of the answer; "*" stands for anything'),
      withinMs: number(1, mostMs).optional().describe('None: 5 s'),
    }),
    'must be a list of requests',
  )
  .max(20, 'must name 20 requests at most')
  .describe('Asked of green before the switch, and of production after it and at the end of the bake')
  .meta({ examples: [[{ path: '/', status: 200, body: 'Welcome', withinMs: 500 }]] })
