// What begins without a person: the same call as theirs, with who it was (`github:octocat`), at most once for each cause, and
// a row in the audit log that says what it was, also where it was refused.
import { AuditNotWritten, Refusal } from '../../core/faults.ts'
import type { PushedImage } from '../../core/state.ts'
import { type ErrorCode, errors } from '../../core/vocabulary.ts'
import { noteAudit } from '../audit.ts'
import type { StartContext } from '../caller.ts'
import { load } from '../record.ts'
import { deploy } from './deploy.ts'
import { deployImage } from './deploy-image.ts'
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

type Place = { owner: string; repo: string; environment: string }
/** A branch is built, an image is there. */
type Wish = Place & ({ branch: string } | { image: PushedImage })

/** Throws what is worth trying again. */
export const startByItself = async (wish: Wish, cause: Cause, outer: Omit<StartContext, 'caller'>): Promise<Begun> => {
  const { tenant, by, key } = cause
  const context: StartContext = { ...outer, caller: { tenant, by, role: 'deployer' } }
  const deploymentId = newId(context, key)
  if (await load(context.ports, deploymentId)) return { kind: 'already', deploymentId }
  try {
    if ('image' in wish) await deployImage(wish, key, context)
    else await deploy({ ...wish, 'idempotency-key': key }, context)
  } catch (fault) {
    if (!(fault instanceof Refusal)) throw fault
    return refuse(wish, cause, context, fault)
  }
  await noteDown(wish, cause, context, { deploymentId })
  return { kind: 'started', deploymentId }
}

/** Nothing begins: whoever set it up finds out why in the audit log. */
export const refuse = async (
  wish: Wish,
  cause: Cause,
  context: Omit<StartContext, 'caller'>,
  { errorCode, message }: Refusal,
): Promise<Begun> => {
  await noteDown(wish, cause, context, { errorCode, message })
  return { kind: 'refused', errorCode, message }
}

type Outcome = { deploymentId?: string; errorCode?: ErrorCode; message?: string }

/** What has begun has begun: as of a call, what could not be noted is logged in full. */
const noteDown = async (
  { owner, repo, environment, ...what }: Wish,
  cause: Cause,
  { ports, settings, log }: Omit<StartContext, 'caller'>,
  outcome: Outcome,
) => {
  const { tenant, by, reason } = cause
  const { deploymentId, errorCode = null, message } = outcome
  const branch = 'branch' in what && { branch: what.branch }
  const target = { owner, repo, environment, ...branch, ...(deploymentId && { deploymentId }) }
  const status = errorCode === null ? 200 : errors[errorCode]
  const entry = {
    ...{ tenant, by, operation: 'deploy', target },
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
