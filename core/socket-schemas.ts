// What a client may say over a socket: one JSON object a message.
import * as z from 'zod'
import { locales } from './vocabulary.ts'

/** Longer ones are refused unread. */
const longest = 16 * 1024

const deploymentId = z
  .string('must be a deployment id')
  .min(1, 'must be a deployment id')
  .max(128, 'must be a deployment id')

const subscribe = z.strictObject({
  action: z.literal('subscribe'),
  deploymentId,
  /** The last `seq` that the client has. */
  after: z.int('must be a whole number').min(0, 'must be 0 or more').default(0),
  lang: z.enum(locales, `must be one of ${locales.join(', ')}`).optional(),
  logs: z.boolean('must be true or false').default(false),
})
const unsubscribe = z.strictObject({ action: z.literal('unsubscribe'), deploymentId })
const ping = z.strictObject({ action: z.literal('ping') })

export const socketMessageSchema = z.discriminatedUnion('action', [subscribe, unsubscribe, ping], {
  error: 'must be subscribe, unsubscribe or ping',
})

export type SocketMessage = z.infer<typeof socketMessageSchema>
export type SubscribeMessage = z.infer<typeof subscribe>

export type SocketMessageFault = {
  errorCode: 'INVALID_REQUEST' | 'PAYLOAD_TOO_LARGE'
  message: string
  /** Which deployment it was about, as far as that can be read. */
  deploymentId?: string
}

export const readSocketMessage = (data: string): { message: SocketMessage } | { fault: SocketMessageFault } => {
  if (new TextEncoder().encode(data).length > longest)
    return { fault: { errorCode: 'PAYLOAD_TOO_LARGE', message: `A message is at most ${longest} bytes` } }
  const body = object(data)
  if (!body) return { fault: { errorCode: 'INVALID_REQUEST', message: 'A message is one JSON object' } }
  const parsed = socketMessageSchema.safeParse(body)
  if (parsed.success) return { message: parsed.data }
  const message = parsed.error.issues.map(issue => wordsOf(issue, body)).join('; ')
  const about = deploymentId.safeParse(body.deploymentId)
  return { fault: { errorCode: 'INVALID_REQUEST', message, ...(about.success && { deploymentId: about.data }) } }
}

const wordsOf = (issue: z.core.$ZodIssue, body: Record<string, unknown>) => {
  if (issue.code === 'unrecognized_keys') return issue.keys.map(key => `${key}: is not known here`).join('; ')
  const field = issue.path.join('.')
  const missing = field !== 'action' && body[field] === undefined
  return `${field}: ${missing ? 'is missing' : issue.message}`
}

const object = (text: string): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined // not JSON
  }
}
