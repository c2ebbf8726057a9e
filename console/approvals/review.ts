// What reviewers have said, as the events tell it, and what is missing.
import type { PandaEvent, Review } from '../../client/types.ts'
import type { EventCode, Stage } from '../../core/vocabulary.ts'

/** `stage`: in which it waits. */
export type ToldReview = Review & { stage: Stage }

type Change = (event: PandaEvent, review: ToldReview | null) => ToldReview | null

export const reviewChanges: Partial<Record<EventCode, Change>> = {
  AWAITING_APPROVAL: ({ timestamp, details }) => {
    const waited = Date.parse(timestamp) + Number(details.waitMinutes) * 60_000
    return {
      stage: details.stage,
      askedAt: timestamp,
      reviewers: Number(details.reviewers),
      approvals: [],
      notBefore: new Date(waited).toISOString(),
      expiresAt: new Date(waited + Number(details.expiresHours) * 3_600_000).toISOString(),
      rejected: null,
      skipped: null,
      grantedAt: null,
    }
  },
  APPROVED: (event, review) => review && { ...review, approvals: [...review.approvals, opinion(event)] },
  REJECTED: (event, review) => review && { ...review, rejected: opinion(event) },
  APPROVAL_SKIPPED: (event, review) => review && { ...review, skipped: opinion(event) },
  APPROVAL_GRANTED: ({ timestamp }, review) => review && { ...review, grantedAt: timestamp },
}

/** Somebody may still say something. */
export const isOpen = (review: Review | null): review is Review =>
  review !== null && review.grantedAt === null && review.rejected === null && review.skipped === null

/** How many more have to agree. */
export const missing = ({ reviewers, approvals }: Review) => Math.max(0, reviewers - approvals.length)

const opinion = ({ timestamp, details }: PandaEvent) => {
  const said = details.comment ?? details.reason
  return { by: String(details.by), comment: typeof said === 'string' ? said : null, at: timestamp }
}
