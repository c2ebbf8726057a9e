// How windows and freezes are set: core/window.ts.
import * as z from 'zod'
import { days } from './window.ts'
import { isZone } from './zone.ts'

export const timeZone = z
  .string('must be a time zone')
  .max(60, 'must be a time zone such as "Asia/Seoul"')
  .refine(isZone, 'must be a time zone such as "Asia/Seoul"')
  .describe('By its name: summer time is its own')

const clock = (what: string) =>
  z
    .string('must be a time such as "09:00"')
    .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'must be a time such as "09:00"')
    .describe(what)
const instant = (what: string) =>
  z.iso.datetime({ offset: true, error: 'must be a time such as "2026-12-24T18:00:00+09:00"' }).describe(what)

export const windows = z
  .array(
    z
      .strictObject({
        days: z
          .array(z.enum(days, `must be one of ${days.join(', ')}`), 'must be a list of days')
          .min(1, 'must name one day at least')
          .max(7, 'must name seven days at most'),
        from: clock('The first minute'),
        to: clock('The first minute after it'),
        timeZone,
      })
      .refine(({ from, to }) => from < to, 'must end after it begins: a night is two windows'),
    'must be a list of windows',
  )
  .max(20, 'must name 20 windows at most')
  .describe('Only then; none: always')
  .meta({ examples: [[{ days: ['mon', 'tue', 'wed', 'thu'], from: '09:00', to: '17:00', timeZone: 'Asia/Seoul' }]] })

export const freezes = z
  .array(
    z
      .strictObject({
        from: instant('From when on'),
        to: instant('The first moment after it'),
        reason: z
          .string('must be a text')
          .regex(/^[^\p{C}]{1,200}$/u, 'must be a text of 1 to 200 characters')
          .describe('Told to whoever is refused'),
      })
      .refine(({ from, to }) => Date.parse(from) < Date.parse(to), 'must end after it begins'),
    'must be a list of freezes',
  )
  .max(50, 'must name 50 freezes at most')
  .describe('Not then, whatever the windows say')
