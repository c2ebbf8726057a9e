// The gates of an environment, as somebody sets them, and as they are answered.
import * as z from 'zod'
import { severities } from './scan.ts'

/** A name as GitHub shows it: of a check run, or of a commit status (its context). */
const checkName = z
  .string('must be the name of a check')
  .min(1, 'must be the name of a check')
  .max(200, 'must be 200 characters at most')
  .regex(/^[^\p{Cc}]+$/u, 'must be one line')

const until = z.union([z.iso.date(), z.iso.datetime({ offset: true })], {
  error: 'must be a date ("2026-12-31") or an instant ("2026-12-31T12:00:00Z")',
})

const line = (what: string, most: number) =>
  z
    .string(`must be ${what}`)
    .trim()
    .min(1, `must be ${what}`)
    .max(most, `must be ${most} characters at most`)
    .regex(/^[^\p{Cc}]+$/u, 'must be one line')

const waiver = z.strictObject({
  id: line('the id of a finding ("CVE-2026-12345")', 100),
  reason: line('a reason', 500),
  until: until.describe('It lets through until then: a date to its end in UTC, an instant to the second'),
  by: z.string().max(200).optional().describe('Whoever has set it: Panda says so, what is sent is not taken'),
})

const scan = z.strictObject({
  atSeverity: z
    .enum([...severities, 'none'], `must be one of ${severities.join(', ')}, none`)
    .describe('This and what is worse blocks; none: nobody asks'),
  notScanned: z
    .enum(['pass', 'block'], 'must be pass or block')
    .nullable()
    .describe('Where there is no answer of a scanner; null: as PANDA_NOT_SCANNED says (block; pass on one machine)'),
  waivers: z
    .array(waiver, 'must be a list of waivers: {id, reason, until}')
    .max(50, 'must name 50 waivers at most')
    .describe('Findings that are let through for a while'),
})

export const gates = z.strictObject({
  scan: scan.partial().optional(),
  checks: z
    .array(checkName, 'must be a list of names of checks')
    .max(20, 'must name 20 checks at most')
    .describe('Check runs and commit statuses on GitHub that must be good for the commit')
    .meta({ examples: [['ci/test']] })
    .optional(),
  waitMinutes: z
    .int('must be a whole number')
    .min(1, 'must be 1 to 120')
    .max(120, 'must be 1 to 120')
    .describe('So long for what has not been said yet; then it fails')
    .optional(),
})

const fact = z.string().nullable()
const whole = z.int().min(0)
const counts = z.strictObject({ critical: whole, high: whole, medium: whole, low: whole, other: whole })

export const scanAnswer = z.strictObject({
  notScanned: fact.describe('Null: it was scanned; else why not'),
  counts: counts.describe('other: less than low, or not rated'),
  blocking: whole.describe('At the severity that is asked for or worse, and not waived'),
  waived: whole.describe('At the severity that is asked for or worse, and let through'),
  findings: z
    .array(
      z.strictObject({
        id: z.string().meta({ examples: ['CVE-2026-12345'] }),
        severity: z.enum([...severities, 'OTHER']),
        package: fact,
        version: fact,
        fixedVersion: fact.describe('Null: the scanner does not say'),
        waiver: z.strictObject({ by: fact, until: z.string(), reason: z.string() }).nullable(),
      }),
    )
    .describe('The ten worst, those that block before all others'),
  blocks: z.boolean(),
})

export const gatesSettings = z.strictObject({
  scan: z.strictObject({
    atSeverity: scan.shape.atSeverity,
    notScanned: scan.shape.notScanned,
    waivers: z.array(
      z.strictObject({ id: z.string(), reason: z.string(), until: z.string(), by: z.string().optional() }),
    ),
  }),
  checks: z.array(z.string()),
  waitMinutes: whole,
})
export const gatesSet = gatesSettings.partial().extend({ scan: gatesSettings.shape.scan.partial().optional() })
