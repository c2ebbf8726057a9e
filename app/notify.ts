// One attempt of one delivery: claimed by its row, made, and written down. What failed for now is called again later.
import * as z from 'zod/mini'
import { CloudFault } from '../core/faults.ts'
import { fold } from '../core/fold.ts'
import { type Links, type Notice, noticeOf } from '../core/notices.ts'
import type { NoticeCall, Ports } from '../core/ports.ts'
import type { Settings } from '../core/settings.ts'
import { takenBackNotice } from '../core/taken-back.ts'
import { type Outcome, tell } from './notify-target.ts'
import * as deliveries from './store/deliveries.ts'
import { readLog } from './store/log.ts'
import * as notifications from './store/notifications.ts'
import * as takenBack from './store/taken-back.ts'

type Needs = Pick<Ports, 'table' | 'clock' | 'vault' | 'posts' | 'mail' | 'laterNotices'>
type Say = Pick<Settings, 'PANDA_LOCALE'>

/** After how many seconds it is tried again; then it is given up. 2 h 36 min in all. */
export const pauses = [10, 60, 300, 1_800, 7_200] as const
const longestAsked = 3_600

export const notify =
  (ports: Needs, settings: Say, links: () => Links) =>
  async (event: unknown): Promise<void> => {
    const { detail: call } = callSchema.parse(event)
    const claimed = await claim(ports, call)
    if (!claimed) return
    const outcome = await attempt(ports, settings, links(), claimed)
    await conclude(ports, claimed, outcome)
  }

/** What the bus brings: core/rules.ts. */
const callSchema = z.object({
  detail: z.object({
    tenant: z.string(),
    id: z.string(),
    occurredAt: z.string(),
    attempt: z.int().check(z.minimum(1)),
  }),
})

/** Undefined: this attempt was made, is being made, or there is nothing left to do. */
const claim = async (ports: Needs, call: NoticeCall) => {
  const delivery = await deliveries.find(ports, call)
  if (delivery?.status !== 'waiting' || delivery.attempt !== call.attempt - 1) return undefined
  const now = ports.clock.now()
  const claimed = await deliveries.turn(ports, delivery, { status: 'sending', attempt: call.attempt, nextAt: now })
  return claimed || undefined
}

const attempt = async (ports: Needs, settings: Say, links: Links, delivery: deliveries.Delivery): Promise<Outcome> => {
  const target = await notifications.find(ports, delivery.tenant, delivery.targetId)
  if (!target) return over('the target was removed')
  const notice = await noticeFor(ports, delivery, links)
  if (!notice) return over('the log of the deployment is gone')
  try {
    return await tell(ports, target, { id: delivery.id, notice, locale: settings.PANDA_LOCALE })
  } catch (fault) {
    if (!(fault instanceof CloudFault)) throw fault
    return { ...over(`the address could not be opened (${fault.kind})`), final: false }
  }
}

/** Of an event of the log, or of what came after the last. */
const noticeFor = async (ports: Needs, delivery: deliveries.Delivery, links: Links): Promise<Notice | undefined> => {
  const log = await readLog(ports, delivery.deploymentId)
  const event = log.find(({ seq }) => seq === delivery.seq)
  const state = fold(log.filter(({ seq }) => seq <= delivery.seq))
  if (!state) return undefined
  if (event) return noticeOf(delivery.kind, event, state, links)
  const taken = await takenBack.find(ports, delivery.tenant, delivery.deploymentId)
  return taken && takenBackNotice(delivery.kind, taken, state, links)
}

const over = (error: string): Outcome => ({
  delivered: false,
  final: true,
  httpStatus: null,
  ms: 0,
  error,
  answer: null,
})

const conclude = async (ports: Needs, delivery: deliveries.Delivery, outcome: Outcome): Promise<void> => {
  const { httpStatus, ms, error } = outcome
  const now = ports.clock.now()
  const attempts = [...delivery.attempts, { attempt: delivery.attempt, at: now, httpStatus, ms, error }]
  const pause = outcome.delivered || outcome.final ? undefined : pauseOf(delivery.attempt, outcome, now)
  if (pause === undefined) {
    const status = outcome.delivered ? 'delivered' : 'failed'
    await deliveries.turn(ports, delivery, { status, nextAt: null, attempts })
    return
  }
  const nextAt = new Date(Date.parse(now) + pause * 1000).toISOString()
  if (!(await deliveries.turn(ports, delivery, { status: 'waiting', nextAt, attempts }))) return
  const { tenant, id, occurredAt } = delivery
  await ports.laterNotices.send({ tenant, id, occurredAt, attempt: delivery.attempt + 1 }, pause)
}

/** Undefined: given up. */
const pauseOf = (attempts: number, { retryAfter }: Outcome, now: string): number | undefined => {
  const pause = pauses[attempts - 1]
  return pause === undefined ? undefined : Math.max(pause, Math.min(secondsOf(retryAfter, now), longestAsked))
}

/** Seconds, or a date: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
const secondsOf = (retryAfter: string | undefined, now: string): number => {
  if (!retryAfter) return 0
  const seconds = /^\d{1,9}$/.test(retryAfter) ? Number(retryAfter) : (Date.parse(retryAfter) - Date.parse(now)) / 1000
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : 0
}
