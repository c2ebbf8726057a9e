// How a deployment comes to be, for deploy and rollback: a place in the tenant's queue, then row 1 of its log. The row's
// condition is the check of `Idempotency-Key`; the machine is started by whoever reads the stream.
import { createHash } from 'node:crypto'
import type { LoggedEvent } from '../../core/event.ts'
import { Refusal } from '../../core/faults.ts'
import { fold } from '../../core/fold.ts'
import { apiMessage } from '../../core/messages.ts'
import { type DeploymentRequest, isFinal } from '../../core/state.ts'
import { liveView } from '../../core/view.ts'
import type { StartContext } from '../caller.ts'
import { load } from '../record.ts'
import * as admission from '../store/admission.ts'
import { appendRow } from '../store/log.ts'
import * as summaries from '../store/summaries.ts'
import { refuseUnfitCertificate } from './own-certificate.ts'
import { takePlace } from './take-place.ts'

export type Accepted = { deploymentId: string; message: string }

export const newId = ({ ports, caller }: StartContext, idempotencyKey: string | undefined) =>
  `dep_${idempotencyKey === undefined ? ports.random.hex(12) : sha256(`${keySpaceOf(caller)}\n${idempotencyKey}`).slice(0, 24)}`

/** What a token with scopes may not see, its keys do not meet. */
const keySpaceOf = ({ tenant, scopes, token }: StartContext['caller']) => (scopes ? `${tenant}\n${token}` : tenant)

/** Of a validated body: neither the order of its fields nor a default that was spelled out makes a difference. */
export const hashOf = (body: object) =>
  sha256(JSON.stringify(Object.entries(body).sort(([a], [b]) => (a < b ? -1 : 1))))

/** The answer of before, if this was asked for before. */
export const startedBefore = async (
  context: StartContext,
  id: string,
  bodyHash: string,
): Promise<Accepted | undefined> => {
  const state = await load(context.ports, id)
  if (!state) return undefined
  if (state.request.bodyHash === bodyHash) return accepted(id, context)
  throw new Refusal('IDEMPOTENCY_CONFLICT', 'This Idempotency-Key was used before, with another body', {
    deploymentId: id,
  })
}

/** In this order: whatever is cut off in between, the sweep and the queue's own clearing find it. */
export const start = async (context: StartContext, id: string, request: DeploymentRequest): Promise<Accepted> => {
  const { ports } = context
  // Whoever goes back is in a hurry, and gets the listener that there is.
  if (!request.rollback) refuseUnfitCertificate(request.infra?.certificateArn, context.settings, request)
  const timestamp = ports.clock.now()
  const member = admission.memberOf(timestamp, id)
  try {
    await takePlace(context, request.tenant, member)
    const row = firstRow(id, timestamp, request)
    await announce(ports, row, request)
    if (await appendRow(ports, row)) return accepted(id, context)
  } catch (fault) {
    // One that was refused has no place; one whose answer was lost may have one.
    if (!(fault instanceof Refusal)) await admission.leave(ports, admission.slotsKey(request.tenant), member)
    throw fault
  }
  return afterAnother(context, id, request, member)
}

/** Somebody was quicker with the same key: theirs is the deployment, and the place, unless it is one and the same. */
const afterAnother = async (
  context: StartContext,
  id: string,
  { tenant, bodyHash }: DeploymentRequest,
  member: string,
) => {
  const { ports } = context
  const there = await load(ports, id)
  // Theirs may have ended meanwhile, and given back the place that was just taken again.
  const isTheirs = there && !isFinal(there) && admission.memberOf(there.createdAt, id) === member
  if (!isTheirs) await admission.leave(ports, admission.slotsKey(tenant), member)
  const before = await startedBefore(context, id, bodyHash)
  if (!before) throw new Error(`Row 1 of ${id} was refused, and is not there`)
  return before
}

const firstRow = (deploymentId: string, timestamp: string, request: DeploymentRequest): LoggedEvent => {
  const { owner, repo, branch, environment, by } = request
  const details = { stage: 0, owner, repo, branch, environment, by }
  return { deploymentId, seq: 1, timestamp, code: 'QUEUED', details, private: { request } }
}

const announce = (ports: StartContext['ports'], row: LoggedEvent, request: DeploymentRequest) => {
  const { tenant, owner, repo, branch, environment } = request
  return summaries.announce(ports, {
    ...{ deploymentId: row.deploymentId, tenant, createdAt: row.timestamp },
    ...{ owner, repo, branch, environment, status: 'QUEUED' },
    state: liveView(fold([row])!),
  })
}

const accepted = (deploymentId: string, { locale }: StartContext): Accepted => ({
  deploymentId,
  message: `${apiMessage(locale, 'deploymentStarted')} Listen to /api/v1/deploy/${deploymentId}/events`,
})

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
