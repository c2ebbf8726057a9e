// What is happening now, in words, and what can be done about it. It is always there, so that nothing jumps when it changes.
import type { ComponentChildren } from 'preact'
import type { LiveDeployment, ServiceView, TakenBack } from '../../client/types.ts'
import { ButtonLink } from '../parts/button.tsx'
import { OutsideLink } from '../parts/outside-link.tsx'
import { Ago } from '../parts/time.tsx'
import { Link } from '../router.tsx'
import { useWords, type Words } from '../words.ts'
import { CancelButton } from './cancel-button.tsx'
import { Failure } from './failure.tsx'
import type { Followed } from './follow.ts'
import { RollBackButton } from './roll-back-button.tsx'
import { isOver, isReviewed, type Story } from './story.ts'
import { SwitchButton } from './switch-button.tsx'

export type NowProps = { followed: Followed; state: LiveDeployment; service: ServiceView | undefined }

export const NowCard = (props: NowProps) => {
  const words = useWords()
  const { story } = props.followed
  const { takenBack } = props.state
  const title = takenBack ? words.deployment.nowTakenBack : titleOf(story, words)
  return (
    <section class={`card now ${takenBack ? 'bad' : toneOf(story)}`} aria-label={title}>
      <div class="now-head">
        <div class="now-text">
          <h2>{title}</h2>
          <p>{takenBack ? <TakenBackText taken={takenBack} /> : textOf(props, words)}</p>
        </div>
        <div class="actions">{actionsOf(props, words)}</div>
      </div>
      {story.status === 'FAILED' && <Failure story={story} state={props.state} output={props.followed.output} />}
      <p class="unseen" role="status">
        {title}
      </p>
    </section>
  )
}

/** After its end: the log says nothing of it. */
const TakenBackText = ({ taken: { at, reason, serves } }: { taken: TakenBack }) => {
  const { deployment: words } = useWords()
  return (
    <>
      {words.takenBack(reason)} <Ago at={at} />. {words.otherServes}{' '}
      {serves !== null && (
        <Link to={`/deployments/${serves}`} class="mono">
          {serves}
        </Link>
      )}
    </>
  )
}

const titleOf = (story: Story, { deployment: words, approvals }: Words): string => {
  if (isReviewed(story)) return approvals.nowTitle
  if (story.status === 'QUEUED') return words.nowQueued
  if (story.status === 'DEPLOYMENT_READY') return words.nowReady
  if (story.status === 'COMPLETED') return words.nowCompleted
  if (story.status === 'FAILED') return words.nowFailed(words.stages[story.stage])
  if (story.status === 'CANCELLED')
    return story.failure?.reason === 'superseded' ? words.nowSuperseded : words.nowCancelled
  return story.stopping ? words.nowStopping : words.stages[story.stage]
}

const textOf = (
  { followed: { story }, state, service }: NowProps,
  { deployment: words, approvals }: Words,
): ComponentChildren => {
  if (isReviewed(story)) return approvals.nowText
  if (story.status === 'QUEUED') return words.nowQueuedText
  if (story.status === 'DEPLOYMENT_READY') return words.nowReadyText
  if (story.status === 'COMPLETED') return <Serves state={state} service={service} />
  if (story.status === 'CANCELLED') return words.nowCancelledText
  if (story.status === 'FAILED') return standing(story, words)
  if (story.stopping) return words.nowStoppingText
  const { buildStep, tasks } = story
  const more =
    story.stage === 1 && buildStep
      ? words.buildStep(buildStep.step, buildStep.steps)
      : story.stage === 4 && tasks
        ? words.tasks(tasks.running, tasks.desired)
        : ''
  return (
    <>
      {words.doing[story.stage]}
      <span class="now-more figure">{more}</span>
    </>
  )
}

/** What a failure has left behind. */
const standing = (story: Story, words: Words['deployment']) => {
  if (story.finalService === null) return story.switchedAt && !story.rolledBack ? words.notBack : words.nothingServes
  return story.switchedAt ? words.backAgain : words.stillServing
}

const Serves = ({ state, service }: Omit<NowProps, 'followed'>) => {
  const { deployment: words } = useWords()
  const { current } = service ?? {}
  if (current && current.deploymentId !== state.deploymentId)
    return (
      <>
        {words.otherServes}{' '}
        <Link to={`/deployments/${current.deploymentId}`} class="mono">
          {current.deploymentId}
        </Link>
      </>
    )
  return (
    <>
      {state.blueUrl === null ? words.nowCompletedFirst : words.nowCompletedText}{' '}
      {state.url && <OutsideLink href={state.url}>{state.url}</OutsideLink>}
    </>
  )
}

const actionsOf = ({ followed, state, service }: NowProps, { deployment: words }: Words): ComponentChildren => {
  const { story, know } = followed
  if (story.status === 'COMPLETED') return service && <RollBackButton state={state} service={service} />
  if (isOver(story)) return <ButtonLink to={againTo(state)}>{words.again}</ButtonLink>
  if (story.stopping) return null
  return (
    <>
      {!story.switchedAt && <CancelButton state={state} know={know} />}
      {story.status === 'DEPLOYMENT_READY' && <SwitchButton followed={followed} state={state} service={service} />}
    </>
  )
}

const againTo = ({ owner, repo, branch, environment }: LiveDeployment) =>
  `/deploy?${new URLSearchParams({ owner, repo, branch, environment })}`

const toneOf = (story: Story) => (isReviewed(story) ? 'ask' : toneOfStatus(story))

const toneOfStatus = ({ status, stopping }: Story) =>
  status === 'FAILED' || stopping
    ? 'bad'
    : status === 'COMPLETED'
      ? 'good'
      : status === 'DEPLOYMENT_READY'
        ? 'ask'
        : status === 'CANCELLED'
          ? 'idle'
          : 'live'
