// What the calls about notifications answer, beside core/answers.ts.
import * as z from 'zod'
import { noticeKinds, targetKinds } from './notices.ts'

const time = z.string().meta({ format: 'date-time', examples: ['2026-11-20T10:35:05.120Z'] })

const target = z
  .strictObject({
    id: z.string().meta({ examples: ['nt_0123456789abcdef01234567'] }),
    owner: z.string(),
    repo: z.string(),
    environment: z.string(),
    kind: z.enum(targetKinds),
    events: z.array(z.enum(noticeKinds)),
    channel: z.string().nullable(),
    host: z.string().describe('Of its address, which is never answered'),
    tail: z.string().describe('The last four characters of its address, to tell two apart'),
    template: z.partialRecord(z.enum(noticeKinds), z.string()),
    createdBy: z.string(),
    createdAt: time,
  })
  .meta({ id: 'Notification' })

export const notificationCreated = z.strictObject({
  ...target.shape,
  secret: z
    .string()
    .optional()
    .describe('Of a webhook without one of your own: what its messages are signed with; shown this once'),
  note: z.string().optional().describe('What is left to do'),
})
export const notifications = z.strictObject({ notifications: z.array(target) })
export const notificationRemoved = z.strictObject({ id: z.string() })

const outcome = {
  httpStatus: z.int().nullable().describe('What the target answered; null: nothing'),
  ms: z.int().min(0),
  error: z.string().nullable().describe('In plain words'),
}
export const notificationTested = z.strictObject({
  delivered: z.boolean(),
  ...outcome,
  answer: z.string().nullable().describe('The first 200 characters of its answer'),
})

const delivery = z
  .strictObject({
    id: z.string().describe('Panda-Delivery: the same over all attempts'),
    targetId: z.string(),
    targetKind: z.enum(targetKinds),
    channel: z.string().nullable(),
    host: z.string(),
    deploymentId: z.string(),
    seq: z.int().min(1),
    kind: z.enum(noticeKinds),
    occurredAt: time,
    status: z
      .enum(['waiting', 'sending', 'delivered', 'failed'])
      .describe('failed: given up, or refused for good; nothing more is tried'),
    attempt: z.int().min(0).describe('How many have been made'),
    nextAt: time.nullable().describe('When the next attempt is due'),
    attempts: z.array(z.strictObject({ attempt: z.int().min(1), at: time, ...outcome })),
  })
  .meta({ id: 'Delivery' })
export const deliveries = z.strictObject({ deliveries: z.array(delivery) })
