// What begins without a person: the same call as theirs, with who it was (`github:octocat`), at most once for each cause, and
// a row in the audit log that says what it was, also where it was refused.
import { AuditNotWritten, Refusal } from '../../core/faults.ts'
import { type ErrorCode, errors } from '../../core/vocabulary.ts'
import { noteAudit } from '../audit.ts'
import type { StartContext } from '../caller.ts'
import { load } from '../record.ts'
import { deploy } from './deploy.ts'
import { newId } from './start.ts'

export type Cause = {
  tenant: string
  by: string
  /** The same for the same cause: whatever else changes meanwhile, it begins once. */
  key: string
  /** In words, for the audit log. */
  reason: string
}

export type Begun =
  | { kind: 'started' | 'already'; deploymentId: string }
  | { kind: 'refused'; errorCode: ErrorCode; message: string }

type Wish = { owner: string; repo: string; branch: string; environment: string }

/** Throws what is worth trying again. */
export const startByItself = async (wish: Wish, cause: Cause, outer: Omit<StartContext, 'caller'>): Promise<Begun> => {
  const { tenant, by, key } = cause
  const context: StartContext = { ...outer, caller: { tenant, by, role: 'deployer' } }
  const deploymentId = newId(context, key)
  if (await load(context.ports, deploymentId)) return { kind: 'already', deploymentId }
  try {
    await deploy({ ...wish, 'idempotency-key': key }, context)
  } catch (fault) {
    if (!(fault instanceof Refusal)) throw fault
    const { errorCode, message } = fault
    await noteDown(wish, cause, context, { errorCode, message })
    return { kind: 'refused', errorCode, message }
  }
  await noteDown(wish, cause, context, { deploymentId })
  return { kind: 'started', deploymentId }
}

type Outcome = { deploymentId?: string; errorCode?: ErrorCode; message?: string }

/** What has begun has begun: as of a call, what could not be noted is logged in full. */
const noteDown = async (wish: Wish, cause: Cause, { ports, settings, log }: StartContext, outcome: Outcome) => {
  const { tenant, by, reason } = cause
  const { deploymentId, errorCode = null, message } = outcome
  const status = errorCode === null ? 200 : errors[errorCode]
  const entry = {
    ...{ tenant, by, operation: 'deploy', target: { ...wish, ...(deploymentId && { deploymentId }) } },
    outcome: { status: status === 'event' ? null : status, errorCode },
    reason: message === undefined ? reason : `${reason}: ${message}`,
  }
  try {
    await noteAudit(ports, settings, entry)
  } catch (fault) {
    const words = `Not in the audit log of ${tenant}: ${JSON.stringify(entry)}`
    log(ports.random.hex(6), new AuditNotWritten(words, { cause: fault }))
  }
}
