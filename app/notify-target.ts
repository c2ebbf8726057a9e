// Telling one target one notice, once, and what became of it in plain words.
import { createHmac } from 'node:crypto'
import { CloudFault } from '../core/faults.ts'
import type { Notice } from '../core/notices.ts'
import { slackPayload } from '../core/notices-slack.ts'
import { mailOf, webhookPayload } from '../core/notices-webhook.ts'
import type { Ports, Posted } from '../core/ports.ts'
import type { Locale } from '../core/vocabulary.ts'
import { type NotificationTarget, type SealedTarget, sealingOf } from './store/notifications.ts'

type Needs = Pick<Ports, 'clock' | 'vault' | 'posts' | 'mail'>

export type Outcome = {
  delivered: boolean
  /** Asking again would change nothing. */
  final: boolean
  httpStatus: number | null
  ms: number
  error: string | null
  answer: string | null
  retryAfter?: string
}

export type Message = { id: string; notice: Notice; locale: Locale }

export const tell = async (ports: Needs, target: NotificationTarget, message: Message): Promise<Outcome> => {
  const opened = await ports.vault.open(sealingOf(target.tenant), target.sealed)
  // Nothing but create-notification.ts seals one.
  const sealed = JSON.parse(opened) as SealedTarget
  if (target.kind === 'email') return mailed(ports, target, sealed, message)
  const body = JSON.stringify(payloadOf(target, message))
  const posted = await ports.posts.post(sealed.address, body, {
    'content-type': 'application/json',
    'user-agent': 'panda',
    'panda-delivery': message.id,
    ...(sealed.secret && { 'panda-signature': signature(sealed.secret, body, ports.clock.now()) }),
  })
  return outcomeOf(posted, secretPartsOf(sealed))
}

/** As a receiver makes it, to compare. `t` is in seconds: an old message sent again by somebody else shows. */
const signature = (secret: string, body: string, now: string) => {
  const t = Math.floor(Date.parse(now) / 1000)
  return `t=${t},v1=${createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')}`
}

const payloadOf = ({ kind, template }: NotificationTarget, { id, notice, locale }: Message) =>
  kind === 'slack'
    ? slackPayload(notice, locale, template[notice.kind])
    : webhookPayload(id, notice, locale, template[notice.kind])

const mailed = async (ports: Needs, { template }: NotificationTarget, sealed: SealedTarget, message: Message) => {
  const { address, topic = '' } = sealed
  const { notice, locale } = message
  const result = { httpStatus: null, ms: 0, answer: null }
  try {
    await ports.mail.send(topic, address, mailOf(notice, locale, template[notice.kind]))
    return { ...result, delivered: true, final: true, error: null }
  } catch (fault) {
    if (!(fault instanceof CloudFault)) throw fault
    return { ...result, delivered: false, final: false, error: `SNS did not take it (${fault.kind})` }
  }
}

/** 2xx is delivered. Of the others 408, 429 and 5xx pass by themselves; a redirect is not followed. */
const outcomeOf = ({ httpStatus, ms, reason, refused, body, retryAfter }: Posted, secrets: string[]): Outcome => {
  const clean = (text: string) => secrets.reduce((rest, secret) => rest.replaceAll(secret, '…'), text)
  const answer = httpStatus === null ? null : clean(body)
  if (httpStatus === null)
    return { delivered: false, final: refused === true, httpStatus, ms, error: clean(reason ?? 'no answer'), answer }
  if (httpStatus >= 200 && httpStatus < 300)
    return { delivered: true, final: true, httpStatus, ms, error: null, answer }
  const final = httpStatus < 500 && httpStatus !== 408 && httpStatus !== 429
  const error = httpStatus < 400 ? `it answered ${httpStatus}: a redirect is not followed` : `it answered ${httpStatus}`
  return { delivered: false, final, httpStatus, ms, error, answer, ...(retryAfter && { retryAfter }) }
}

/** What a target that repeats what it was sent must not bring back. */
const secretPartsOf = ({ address, secret }: SealedTarget): string[] => {
  const { pathname, search } = new URL(address)
  return [address, `${pathname}${search}`, pathname, search, secret ?? ''].filter(part => part.length > 3)
}
