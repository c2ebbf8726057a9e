// On the page of a deployment: who has agreed, what is missing, and what a reviewer can say.
import type { LiveDeployment, Opinion, Review } from '../../client/types.ts'
import { useServerNow } from '../deployment/clock.ts'
import { isOver, type Story } from '../deployment/story.ts'
import { dateText } from '../format.ts'
import { Card } from '../parts/card.tsx'
import { Icon, type IconName } from '../parts/icon.tsx'
import { Ago } from '../parts/time.tsx'
import { usePreferences } from '../reader.ts'
import { useWords, type Words } from '../words.ts'
import { Missing } from './missing.tsx'
import { isOpen, missing } from './review.ts'
import { Say } from './say.tsx'
import { SkipButton } from './skip-button.tsx'

type ReviewCardProps = {
  story: Story
  state: LiveDeployment
  lastAt: string | undefined
  know(state: LiveDeployment): void
}

export const ReviewCard = ({ story, state, lastAt, know }: ReviewCardProps) => {
  const words = useWords()
  const { approvals } = words
  const { locale } = usePreferences()
  const { review } = story
  const open = isOpen(review) && !story.stopping && !isOver(story)
  const now = useServerNow(story, lastAt, 1000, open)
  if (!review) return null
  const [tone, said] = open
    ? ['ask', approvals.agreed(review.approvals.length, review.reviewers)]
    : outcomeOf(review, approvals)
  return (
    <Card title={approvals.title} class="review" aside={<span class={`badge ${tone}`}>{said}</span>}>
      <ul class="opinions">
        {review.approvals.map(one => (
          <Said key={one.by} {...one} icon="good" what={approvals.approvedBy} />
        ))}
        {review.rejected && <Said {...review.rejected} icon="bad" what={approvals.rejectedBy} />}
        {review.skipped && <Said {...review.skipped} icon="bad" what={approvals.skippedBy} />}
      </ul>
      {open && (
        <>
          <p class="strong">
            <Missing review={review} now={now} />
          </p>
          <p class="muted small">
            {missing(review) > 0 &&
              `${approvals.author(state.deployedBy)} ${approvals.until(dateText(review.expiresAt, locale))}`}
          </p>
          <Say state={state} agrees={missing(review) > 0} know={know}>
            <SkipButton state={state} know={know} />
          </Say>
        </>
      )}
    </Card>
  )
}

const outcomeOf = ({ grantedAt, rejected, skipped }: Review, words: Words['approvals']) => {
  if (rejected) return ['bad', words.rejected]
  if (skipped) return ['bad', words.skipped]
  return grantedAt === null ? ['idle', words.over] : ['good', words.granted]
}

const Said = ({ by, comment, at, icon, what }: Opinion & { icon: IconName; what: string }) => (
  <li class={`opinion ${icon}`}>
    <Icon name={icon} />
    <div>
      <p>
        <span class="strong">{by}</span> {what}{' '}
        <span class="muted small">
          <Ago at={at} />
        </span>
      </p>
      {comment !== null && <p class="opinion-comment">{comment}</p>}
    </div>
  </li>
)
