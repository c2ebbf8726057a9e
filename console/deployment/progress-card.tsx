// The stages as a rail, the time spent in each, and how much longer it should take.
import type { Estimate } from '../../client/types.ts'
import { durationText } from '../format.ts'
import { Card } from '../parts/card.tsx'
import { useWords, type Words } from '../words.ts'
import { useServerNow } from './clock.ts'
import { type Progress, progressOf } from './progress.ts'
import { type RailStage, railOf } from './rail.ts'
import { isOver, isReviewed, type Story } from './story.ts'

type ProgressCardProps = { story: Story; estimate: Estimate | null | undefined; lastAt: string | undefined }

export const ProgressCard = ({ story, estimate, lastAt }: ProgressCardProps) => {
  const words = useWords()
  const now = useServerNow(story, lastAt, 250, !isOver(story))
  const progress = progressOf(story, estimate, now)
  const percent = Math.round(progress.percent)
  return (
    <Card
      title={words.deployment.progress}
      class="progress"
      aside={<Left progress={progress} story={story} estimate={estimate} now={now} />}
    >
      <div
        class={`bar ${toneOf(story)}`}
        role="progressbar"
        aria-label={words.deployment.progress}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
      >
        <div class="bar-done" style={{ transform: `scaleX(${progress.percent / 100})` }} />
      </div>
      <ol class="rail">
        {railOf(story, estimate, now).map(stage => (
          <Stop key={stage.stage} {...stage} />
        ))}
      </ol>
    </Card>
  )
}

const Stop = ({ stage, state, seconds, waitedSeconds, expectedSeconds }: RailStage) => {
  const words = useWords()
  const { deployment } = words
  const running = state === 'now'
  const spent = seconds === null ? '' : durationText(running ? Math.floor(seconds) : seconds, words)
  const expected = expectedSeconds === null ? '' : deployment.expected(durationText(expectedSeconds, words))
  const waited = waitedSeconds >= 1 ? deployment.waited(durationText(Math.floor(waitedSeconds), words)) : ''
  return (
    <li class={`stop ${state}`} aria-current={running || state === 'wait' ? 'step' : undefined}>
      <span class="stop-mark" aria-hidden="true" />
      <span class="stop-name">{deployment.stages[stage]}</span>
      <span class="unseen">, {deployment.stageStates[state]}, </span>
      <span class="stop-time figure">{spent || (state === 'skipped' ? deployment.stageStates.skipped : '–')}</span>
      <span class="stop-more figure">{waited || (state === 'todo' || running ? expected : '')}</span>
    </li>
  )
}

type LeftProps = { progress: Progress; story: Story; estimate: Estimate | null | undefined; now: number }

const Left = ({ progress, story, estimate, now }: LeftProps) => {
  const words = useWords()
  const { deployment } = words
  return (
    <p class="left figure">
      <span>{leftText(progress, story, now, words)}</span>
      {estimate && (progress.kind === 'estimated' || progress.kind === 'late') && (
        <span class="muted"> · {deployment.fromRuns(estimate.runs)}</span>
      )}
    </p>
  )
}

const leftText = ({ kind, leftSeconds }: Progress, story: Story, now: number, words: Words) => {
  const { deployment } = words
  if (kind === 'over') {
    const end = story.finishedAt === null ? now : Date.parse(story.finishedAt)
    const took = durationText((end - Date.parse(story.startedAt ?? '')) / 1000, words)
    return story.status === 'COMPLETED' ? deployment.took(took) : deployment.stoppedAfter(took)
  }
  if (kind === 'waits') return isReviewed(story) ? words.approvals.waits : deployment.waitsForYou
  if (kind === 'queued') return deployment.waitsForTurn
  if (kind === 'late') return deployment.late
  if (leftSeconds === null) return story.stopping ? '' : deployment.noEstimate
  return leftSeconds < 1 ? deployment.leftNow : deployment.left(durationText(Math.ceil(leftSeconds), words))
}

const toneOf = ({ status, stopping }: Story) =>
  status === 'FAILED' || stopping ? 'bad' : status === 'COMPLETED' ? 'good' : status === 'CANCELLED' ? 'idle' : 'live'
