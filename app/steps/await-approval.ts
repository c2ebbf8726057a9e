// AwaitApproval: nothing has changed in the account but an image. Reviewers look at it, and it goes on when enough of them
// have agreed and the wait is over.
import { patient } from '../../core/pipeline.ts'
import { needsReview, opensAt, reviewView } from '../../core/review.ts'
import * as pending from '../store/pending-approvals.ts'
import { again, done, failed, type Outcome, type Run, type Step, waiting } from './step.ts'

export const awaitApproval: Step = async run => {
  if (!needsReview(run.state.request) || run.has('APPROVAL_GRANTED')) return done
  if (!run.state.review) await ask(run)
  return run.keepLooking(2, () => look(run))
}

const ask = async (run: Run) => {
  const { reviewers, waitMinutes, expiresHours } = run.state.request.approvals!
  // Before the event: who hears it and looks finds it. A row that is too early is not shown.
  await pending.add(run.ports, run.state.request.tenant, run.state.id)
  await run.note('AWAITING_APPROVAL', { reviewers, waitMinutes, expiresHours })
}

const look = async (run: Run): Promise<Outcome> => {
  const { review, request } = run.state
  if (review?.rejected)
    return failed('APPROVAL_REJECTED', `Rejected by ${review.rejected.by}${said(review.rejected.comment)}`)
  const opens = opensAt(run.state)
  if (opens === null) return waiting
  const seconds = -run.secondsSince(opens)
  // The end of the wait is not overslept: it is sat out in here once it is nearer than the machine's next look.
  if (seconds > 0) return seconds <= patient.most ? again : waiting
  await pending.remove(run.ports, request.tenant, run.state.id)
  const { approvals, skipped } = reviewView(run.state)!
  await run.note('APPROVAL_GRANTED', { approvals: approvals.map(({ by }) => by), skippedBy: skipped?.by ?? null })
  return done
}

const said = (comment: string | null) => (comment ? `: ${comment}` : '')
