import type { Review } from '../../client/types.ts'
import { durationText } from '../format.ts'
import { useNow } from '../now.ts'
import { useWords } from '../words.ts'
import { missing } from './review.ts'

/** How many more, and how much longer. `now`: by the server's clock, where that is known. */
export const Missing = ({ review, now }: { review: Review; now: number | undefined }) => {
  const words = useWords()
  const { approvals } = words
  const own = useNow(1000, now === undefined)
  const left = Math.ceil((Date.parse(review.notBefore) - (now ?? own)) / 1000)
  const waits = review.notBefore !== review.askedAt
  return (
    <span class="figure">
      {review.reviewers > 0 && (missing(review) > 0 ? approvals.more(missing(review)) : approvals.enough)}{' '}
      {waits && (left > 0 ? approvals.wait(durationText(left, words)) : approvals.waitOver)}
    </span>
  )
}
