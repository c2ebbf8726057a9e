// The page of one deployment: what it is, how far it is, what can be decided, blue beside green, and the record of it all.
import { useEffect, useRef } from 'preact/hooks'
import { PandaError } from '../../client/faults.ts'
import type { LiveDeployment } from '../../client/types.ts'
import { ReviewCard } from '../approvals/review-card.tsx'
import { faultText } from '../faults.ts'
import { imageName } from '../format.ts'
import { Page } from '../frame.tsx'
import { Button, ButtonLink } from '../parts/button.tsx'
import { Copy } from '../parts/copy.tsx'
import { Empty } from '../parts/empty.tsx'
import { Icon } from '../parts/icon.tsx'
import { Skeleton } from '../parts/skeleton.tsx'
import { StatusBadge } from '../parts/status-badge.tsx'
import { Ago } from '../parts/time.tsx'
import { useToast } from '../parts/toast.tsx'
import { useWords } from '../words.ts'
import { Colours } from './colours.tsx'
import { type Connection, type Followed, useFollow } from './follow.ts'
import { GatesCard } from './gates-card.tsx'
import { NowCard } from './now.tsx'
import { ProgressCard } from './progress-card.tsx'
import { Record } from './record.tsx'
import { useService } from './service.ts'
import { isOver, isUnbuilt, type Story } from './story.ts'

export const DeploymentPage = ({ id }: { id: string }) => {
  const words = useWords()
  const followed = useFollow(id)
  const { state, story, fault } = followed
  if (fault !== undefined && story.seq === 0) return <Refused followed={followed} />
  const title = state ? `${state.owner}/${state.repo}` : words.deployment.title
  return (
    <Page title={title} lead={<Facts id={id} state={state} story={story} />} actions={<Standing followed={followed} />}>
      {state && story.seq > 0 ? <Told followed={followed} state={state} /> : <Skeleton rows={6} />}
      <Lost connection={followed.connection} />
    </Page>
  )
}

const Told = ({ followed, state }: { followed: Followed; state: LiveDeployment }) => {
  const { story } = followed
  const service = useService(state, isOver(story))
  // A first release that ended before there was a green has neither colour to show.
  const hasColours = !isOver(story) || story.greenStarted || state.blueUrl !== null
  return (
    <div class="stack">
      <ProgressCard story={story} estimate={state.estimate} lastAt={followed.events.at(-1)?.timestamp} />
      <NowCard followed={followed} state={state} service={service} />
      {state.gates && <GatesCard gates={state.gates} over={isOver(story)} />}
      {story.review && (
        <ReviewCard {...{ story, state }} lastAt={followed.events.at(-1)?.timestamp} know={followed.know} />
      )}
      {hasColours && <Colours followed={followed} state={state} service={service} />}
      <Record followed={followed} />
    </div>
  )
}

type FactsProps = { id: string; state: LiveDeployment | undefined; story: Story }

const Facts = ({ id, state, story }: FactsProps) => {
  const { deployment: words } = useWords()
  if (!state) return <span class="mono">{id}</span>
  const { branch, environment, deployedBy, startedAt } = state
  const image = imageName({ ...state, commitHash: story.commit?.hash ?? state.commitHash })
  const commitMessage = story.commit?.message ?? state.commitMessage
  return (
    <ul class="identity">
      <li>
        <Icon name="branch" /> {branch}
        {environment !== 'default' && <span class="tag">{environment}</span>}
        {isUnbuilt(story) && <span class="tag">{words.unbuilt}</span>}
      </li>
      <li>
        <Ago at={startedAt} /> {words.by(deployedBy)}
      </li>
      <li class="mono">
        {id}
        <Copy text={id} what={words.copyId} />
      </li>
      {/* Its line is there before it is known: what is below must not move then. */}
      <li class="fact-commit" title={commitMessage ?? undefined}>
        {image !== undefined && (
          <>
            <Icon name="commit" /> <span class="mono">{image}</span>
            <span class="cut">{commitMessage}</span>
          </>
        )}
      </li>
    </ul>
  )
}

const Standing = ({ followed: { story, connection, state } }: { followed: Followed }) => {
  const { deployment: words } = useWords()
  if (!state || story.seq === 0) return null
  return (
    <>
      <span class={`wire ${connection}`}>
        <span class="dot" aria-hidden="true" />
        {words.connection[connection]}
      </span>
      <StatusBadge status={story.status} />
    </>
  )
}

/** Over the page, not in it: a connection that comes and goes must not push anything about. */
const Lost = ({ connection }: { connection: Connection }) => {
  const { deployment: words } = useWords()
  const toast = useToast()
  const wasLost = useRef(false)
  useEffect(() => {
    if (connection === 'lost') wasLost.current = true
    if (connection !== 'open' || !wasLost.current) return
    wasLost.current = false
    toast(words.connectionBack)
  }, [connection])
  const lost = connection === 'lost' || (connection === 'connecting' && wasLost.current)
  return (
    <div class="lost" role="status">
      {lost && (
        <p>
          <span class="spinner" aria-hidden="true" /> {words.connectionLost}
        </p>
      )}
    </div>
  )
}

const Refused = ({ followed: { fault, again } }: { followed: Followed }) => {
  const words = useWords()
  const unknown = fault instanceof PandaError && fault.errorCode === 'DEPLOYMENT_NOT_FOUND'
  return (
    <Page title={words.deployment.title}>
      <Empty text={unknown ? words.deployment.notFound : faultText(fault, words)}>
        <div class="actions">
          {!unknown && <Button onClick={again}>{words.frame.retry}</Button>}
          <ButtonLink to="/deployments">{words.deployment.toList}</ButtonLink>
        </div>
      </Empty>
    </Page>
  )
}
