// How a schedule is set: core/schedule.ts.
import * as z from 'zod'
import { isBranch } from './git-names.ts'
import { scheduleWords, whyNot } from './schedule.ts'
import { timeZone } from './window-schemas.ts'

export const schedule = z
  .strictObject({
    when: z
      .string(scheduleWords)
      .max(200, scheduleWords)
      .refine(text => whyNot(text) === undefined, { error: ({ input }) => whyNot(String(input)) })
      .describe('Five fields as of cron, four times an hour at most, or "rate(12 hours)"'),
    timeZone: timeZone.optional().describe('By its name, UTC if there is none: nine is nine in summer and in winter'),
    branch: z
      .string('must be a branch')
      .refine(isBranch, 'must be a branch')
      .optional()
      .describe('What is deployed; else the first of `branches` that is no pattern'),
  })
  .describe('Then the branch is deployed by itself')
  .meta({ examples: [{ when: '0 9 * * mon-fri', timeZone: 'Asia/Seoul' }] })
