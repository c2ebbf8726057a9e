// What is asked of the figures, and what is answered.
import * as z from 'zod'
import { deploymentsQuery } from './schemas.ts'
import { stages } from './vocabulary.ts'

const { owner, repo, environment } = deploymentsQuery.shape

export const metricsQuery = z.strictObject({
  owner,
  repo,
  environment,
  days: z.coerce
    .number('must be a whole number')
    .int('must be a whole number')
    .min(1, 'must be 1 to 90')
    .max(90, 'must be 1 to 90')
    .default(30)
    .describe('Deployments that were accepted in the last so many days'),
})
export type MetricsQuery = z.output<typeof metricsQuery>

export const metricsHeaders = z.object({ accept: z.string().optional() })

const time = z.string().meta({ format: 'date-time', examples: ['2026-11-20T10:35:05.120Z'] })
const whole = z.int().min(0)
const figure = z.number().nullable()
const of = whole.describe('How many it was measured on')
const judged = {
  target: figure,
  verdict: z.enum(['met', 'missed']).nullable().describe('Null: there is no target, or nothing was measured'),
}
const rate = z
  .strictObject({ value: figure.describe('Null: nothing was measured'), of, ...judged })
  .meta({ id: 'Rate' })
const seconds = { p50: figure, p95: figure, of }
const times = z
  .strictObject({ ...seconds, ...judged })
  .meta({ id: 'Times', description: 'In seconds, at the nearest rank; the verdict is on p95' })
const counts = { completed: whole, failed: whole, cancelled: whole, unfinished: whole }

const figures = z
  .strictObject({
    deployments: z.strictObject({ ...counts, rollbacks: whole.describe('Of all of these') }),
    deploymentsPerWeek: rate.describe('Changes that users got, a week; a rollback is no change'),
    leadTimeSeconds: times.describe('From the commit until users got it'),
    changeFailureRate: rate.describe(
      'Of the changes that users got, 0 to 1: fell sick after the switch, or rolled back',
    ),
    timeToRestoreSeconds: z
      .strictObject({ ...seconds, ...judged, open: whole.describe('Not restored yet') })
      .describe('Of those: from the first sign until a good release served'),
    successRate: rate.describe('Completed, of completed and failed, 0 to 1'),
    pipelineSeconds: times.describe('Of changes that went well: worked, until the bake begins'),
    stages: z.array(z.strictObject({ stage: z.int().min(0).max(6), name: z.enum(stages), ...seconds })),
    rollbackSeconds: times.describe('From being asked for, or needed, until it served'),
    downtimeSeconds: rate.describe(
      'From the first bad look at a release that fell sick in its bake until what served before did again',
    ),
  })
  .meta({ id: 'Figures' })

export const metricsAnswer = z.strictObject({
  from: time,
  to: time,
  days: whole,
  cut: z.boolean().describe('There are more than the 1,000 newest that are read: from is the oldest of these'),
  read: whole.describe('Deployments that the figures are of'),
  all: figures,
  services: z.array(z.strictObject({ owner: z.string(), repo: z.string(), environment: z.string(), figures })),
  weeks: z
    .array(z.strictObject({ ...counts, from: time, to: time }))
    .describe('Oldest first, by when they were accepted; the first may be a part of a week'),
  leadTimes: z
    .array(z.strictObject({ deploymentId: z.string(), servedAt: time, seconds: z.number() }))
    .describe('The newest 200, oldest first'),
})
