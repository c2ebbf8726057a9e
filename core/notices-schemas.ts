// What callers may send about notifications, beside core/schemas.ts.
import * as z from 'zod'
import { ownerPattern, repoPattern } from './git-names.ts'
import { noticeKinds } from './notices.ts'
import { templateNames, unknownNames } from './notices-words.ts'
import { deploymentIdPattern } from './schemas.ts'

const any = z.literal('*')
const text = (pattern: RegExp, what: string) =>
  z.string(`must be a string: ${what}`).regex(pattern, `must be ${what}`).describe(what)

/** Said to whoever posts: an address of a channel is its key. */
const address = text(/^[\x21-\x7e]{8,2000}$/, 'an address of 8 to 2000 printable ASCII characters without spaces')

const template = z
  .string('must be a text')
  .max(1000, 'must be of at most 1000 characters')
  .superRefine((given, context) => {
    for (const name of unknownNames(given))
      context.addIssue({ code: 'custom', message: `has {${name}}: known are ${templateNames.join(', ')}` })
  })

export const createNotificationBody = z
  .strictObject({
    owner: z.union([any, text(ownerPattern, 'an owner, or "*"')]).default('*'),
    repo: z.union([any, text(repoPattern, 'a repository name, or "*"')]).default('*'),
    environment: z
      .union([any, text(/^[a-z0-9][a-z0-9-]{0,29}$/, 'an environment, or "*"')])
      .default('*')
      .describe('"*": of every environment'),
    kind: z.enum(['slack', 'webhook', 'email'], 'must be one of slack, webhook, email'),
    events: z
      .array(z.enum(noticeKinds, `must be one of ${noticeKinds.join(', ')}`), 'must be a list')
      .min(1, 'must name one kind at least')
      .default([...noticeKinds])
      .describe('What it is told of; all, unless said otherwise'),
    address: address.describe('Of the channel or the program, or the e-mail address: it goes in and never comes out'),
    secret: text(/^[\x21-\x7e]{16,200}$/, '16 to 200 printable ASCII characters without spaces')
      .optional()
      .describe('Of a webhook: what its messages are signed with; none: Panda makes one, and shows it once'),
    template: z.partialRecord(z.enum(noticeKinds), template).optional().describe('Own words for a kind'),
    channel: text(/^[\p{L}\p{N}#@._ -]{1,60}$/u, 'a name of 1 to 60 letters, digits and #@._-')
      .optional()
      .describe('What people call it: shown in lists'),
  })
  .superRefine(({ kind, secret, address: given }, context) => {
    const fault = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message })
    if (secret !== undefined && kind !== 'webhook') fault('secret', 'is for webhooks only')
    if (kind === 'email' && !/^[^@\s]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,}$/.test(given))
      fault('address', 'must be an e-mail address')
    if (kind !== 'email' && !/^https?:\/\//.test(given)) fault('address', 'must begin with https://')
  })
export type CreateNotification = z.output<typeof createNotificationBody>

export const deliveriesQuery = z.strictObject({
  deploymentId: text(deploymentIdPattern, 'a deployment id').optional(),
  limit: z.coerce
    .number('must be a whole number')
    .int('must be a whole number')
    .min(1, 'must be 1 to 100')
    .max(100, 'must be 1 to 100')
    .default(20),
})
export type DeliveriesQuery = z.output<typeof deliveriesQuery>
