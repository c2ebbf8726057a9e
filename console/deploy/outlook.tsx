// What will happen with what is filled in, before anybody presses the button.
import type { AwsConnection, GithubConnection, Release } from '../../client/types.ts'
import { defaultEnvironment, names } from '../../core/names.ts'
import { usePanda } from '../api.ts'
import { useLiveRows } from '../deployments/live-rows.ts'
import type { Row } from '../deployments/row.ts'
import { useElsewhere } from '../elsewhere.ts'
import { imageText } from '../format.ts'
import { useLoad } from '../load.tsx'
import { Card } from '../parts/card.tsx'
import { Skeleton } from '../parts/skeleton.tsx'
import { StatusBadge } from '../parts/status-badge.tsx'
import { Link } from '../router.tsx'
import { isFar, underWay } from '../services/service.ts'
import { useWords, type Words } from '../words.ts'
import type { Draft } from './request.ts'

type OutlookProps = { draft: Draft; connection: GithubConnection; account: AwsConnection }

export const Outlook = ({ draft, connection, account }: OutlookProps) => {
  const { deploy: words } = useWords()
  const { panda } = usePanda()
  const { owner, repo } = connection
  const seen = useLoad(async () => {
    const [services, { deployments }] = await Promise.all([panda.services(), panda.deployments({ owner, repo })])
    return { services, deployments }
  }, [panda, owner, repo])
  useElsewhere(seen.again)
  const live = useLiveRows(seen.data?.deployments ?? [])
  const environment = draft.environment.trim() || defaultEnvironment
  const at = { owner, repo, branch: draft.branch, environment, region: account.region }
  const service = seen.data?.services.find(
    one => one.accountId === account.accountId && names(one).service === names(at).service && one.region === at.region,
  )
  return (
    <Card title={words.outlook} class="outlook">
      <p class="muted small">
        {words.serviceName} <code>{names(at).service}</code>
      </p>
      {seen.data ? (
        <Way draft={draft} current={service?.current ?? null} />
      ) : seen.fault === undefined ? (
        <Skeleton rows={2} />
      ) : (
        <p class="muted">{words.unknown}</p>
      )}
      <UnderWay draft={draft} running={underWay(live.rows, at)} />
    </Card>
  )
}

type Current = Pick<Release, 'commitHash' | 'commitMessage' | 'imageTag' | 'deploymentId'> | null

const Way = ({ draft, current }: { draft: Draft; current: Current }) => {
  const { deploy: words } = useWords()
  if (!current)
    return (
      <>
        <p class="strong">{words.first}</p>
        <p>{words.firstText}</p>
        <p class="muted">{words.failingFirst}</p>
      </>
    )
  return (
    <>
      <p>
        <span class="strong">{words.servesNow}</span>{' '}
        <Link to={`/deployments/${encodeURIComponent(current.deploymentId)}`}>
          <code>{imageText(current)}</code> {current.commitMessage}
        </Link>
      </p>
      <p>
        {words.blueGreen} {draft.autoSwitch ? words.thenAuto : words.thenMe}
      </p>
      <p class="muted">{words.failing}</p>
    </>
  )
}

const UnderWay = ({ draft, running }: { draft: Draft; running: Row | undefined }) => {
  const { deploy: words } = useWords()
  if (!running) return null
  return (
    <div class="under-way" role="status">
      <p>
        <Link to={`/deployments/${encodeURIComponent(running.deploymentId)}`}>{words.under}</Link>{' '}
        <StatusBadge status={running.status} />
      </p>
      <p>{whatBecomesOf(draft, running, words)}</p>
    </div>
  )
}

const whatBecomesOf = ({ concurrency }: Draft, running: Row, words: Words['deploy']) => {
  if (concurrency === 'queue') return words.underQueue
  if (concurrency === 'reject') return words.underReject
  return isFar(running) ? words.underFar : words.underSupersede
}
