// Who has to agree before anything is released: decided from the log alone, so that two reviewers at once are two, and one
// who says it twice is one.
import type { Decision } from './decide.ts'
import { type Approval, type DeploymentRequest, type DeploymentState, isFinal, type Review } from './state.ts'

type Said = { by: string; maker: string | null }
export type ReviewCommand = Said & { type: 'approve' | 'reject' | 'skip'; comment: string | null }

export const needsReview = ({ approvals }: DeploymentRequest): boolean =>
  approvals !== undefined && (approvals.reviewers > 0 || approvals.waitMinutes > 0)

export const decideReview = (state: DeploymentState, command: ReviewCommand): Decision => {
  const { review, request, stage } = state
  const { type, by, maker, comment } = command
  if (review && hasSaid(review, command)) return { kind: 'nothing' }
  if (!review || review.grantedAt || review.rejected || review.skipped || state.stopping || isFinal(state))
    return notAwaiting(state)
  const hidden = { private: { maker } }
  if (type === 'reject') return append({ code: 'REJECTED', details: { stage, by, comment }, ...hidden })
  if (type === 'skip') return append({ code: 'APPROVAL_SKIPPED', details: { stage, by, reason: comment }, ...hidden })
  if (authorsOf(request).some(author => author === by || author === maker))
    return refused(
      'AUTHOR_MAY_NOT_APPROVE',
      'Whoever has started a deployment may not approve it: somebody else has to',
    )
  const { reviewers } = request.approvals!
  const approvals = review.approvals.length + 1
  return append({ code: 'APPROVED', details: { stage, by, comment, approvals, reviewers }, ...hidden })
}

const hasSaid = ({ approvals, rejected, skipped }: Review, { type, ...one }: ReviewCommand) => {
  const said = { approve: approvals, reject: [rejected], skip: [skipped] }[type]
  return said.some(other => other !== null && isSame(one, other))
}

/** Nobody is two by way of a token that they have made. */
const isSame = (one: Said, other: Said) => one.by === other.by || one.by === other.maker || one.maker === other.by

const authorsOf = ({ authors = [], by }: DeploymentRequest) => [by, ...authors]

/** Null: not before somebody more has agreed. */
export const opensAt = ({ review, request }: DeploymentState): string | null => {
  if (!review) return null
  if (review.skipped) return review.skipped.at
  const { reviewers, waitMinutes } = request.approvals!
  const waited = later(review.askedAt, waitMinutes * 60_000)
  const enough = reviewers === 0 ? review.askedAt : review.approvals[reviewers - 1]?.at
  if (enough === undefined) return null
  return [enough, waited].sort()[1]!
}

/** The time for reviewers begins when the wait is over. */
export const expiryOf = ({ review, request }: DeploymentState) => {
  const { waitMinutes, expiresHours } = request.approvals!
  return { since: review!.askedAt, seconds: waitMinutes * 60 + expiresHours * 3_600 }
}

/** What readers get of it: nobody's identity but as they are called. */
export const reviewView = (state: DeploymentState) => {
  const { review, request } = state
  if (!review) return null
  const { reviewers, waitMinutes } = request.approvals!
  return {
    ...{ askedAt: review.askedAt, reviewers },
    approvals: review.approvals.map(shown),
    notBefore: later(review.askedAt, waitMinutes * 60_000),
    expiresAt: later(review.askedAt, expiryOf(state).seconds * 1_000),
    rejected: review.rejected && shown(review.rejected),
    skipped: review.skipped && shown(review.skipped),
    grantedAt: review.grantedAt,
  }
}

const shown = ({ by, comment, at }: Approval) => ({ by, comment, at })

const later = (timestamp: string, ms: number) => new Date(Date.parse(timestamp) + ms).toISOString()

const append = (event: Extract<Decision, { kind: 'append' }>['event']): Decision => ({ kind: 'append', event })

const refused = (errorCode: 'AUTHOR_MAY_NOT_APPROVE' | 'NOT_AWAITING_APPROVAL', message: string): Decision => ({
  kind: 'refused',
  errorCode,
  message,
})

const notAwaiting = ({ review, status }: DeploymentState): Decision =>
  refused(
    'NOT_AWAITING_APPROVAL',
    review ? `It waits for no approval any more: it is ${status}` : `It waits for no approval: it is ${status}`,
  )
