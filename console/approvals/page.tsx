// What waits for reviewers, longest first.
import type { LiveDeployment, Review } from '../../client/types.ts'
import { defaultEnvironment } from '../../core/names.ts'
import { usePanda } from '../api.ts'
import { useLiveRows } from '../deployments/live-rows.ts'
import { LiveSign } from '../deployments/live-sign.tsx'
import { useElsewhere, useLooks } from '../elsewhere.ts'
import { dateText, imageName } from '../format.ts'
import { Page } from '../frame.tsx'
import { Loaded, useLoad } from '../load.tsx'
import { ButtonLink } from '../parts/button.tsx'
import { Chip } from '../parts/chip.tsx'
import { Empty } from '../parts/empty.tsx'
import { Ago } from '../parts/time.tsx'
import { usePreferences } from '../reader.ts'
import { Link } from '../router.tsx'
import { useWords } from '../words.ts'
import { Missing } from './missing.tsx'
import { missing } from './review.ts'
import { changesApprovals } from './waiting.tsx'

type Waiting = LiveDeployment & { approval: Review }

export const ApprovalsPage = () => {
  const { frame, approvals: words } = useWords()
  const { panda } = usePanda()
  const waiting = useLoad(
    async () => (await panda.approvals()).filter((one): one is Waiting => one.approval !== null),
    [panda],
  )
  useElsewhere(waiting.again)
  const changed = useLooks(waiting.again)
  const live = useLiveRows(waiting.data ?? [], event => changesApprovals(event) && changed())
  return (
    <Page title={frame.approvals} lead={words.lead} actions={<LiveSign connection={live.connection} />}>
      <Loaded of={waiting} rows={3}>
        {all =>
          all.length === 0 ? (
            <Empty title={words.noneTitle} text={words.noneText} />
          ) : (
            <ul class="approvals">
              {all.map(one => (
                <WaitingCard key={one.deploymentId} deployment={one} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Page>
  )
}

const WaitingCard = ({ deployment }: { deployment: Waiting }) => {
  const { approvals: words, deployments } = useWords()
  const { locale } = usePreferences()
  const { owner, repo, branch, environment, commitMessage, deployedBy, approval } = deployment
  const image = imageName(deployment)
  const to = `/deployments/${encodeURIComponent(deployment.deploymentId)}`
  return (
    <li class="card waiting">
      <div class="waiting-what">
        <p class="row-name">
          <Link to={to} class="strong">{`${owner}/${repo}`}</Link>
          <Chip icon="branch">{branch}</Chip>
          {environment !== defaultEnvironment && <Chip>{environment}</Chip>}
        </p>
        {image !== undefined && (
          <p class="row-name">
            <code>{image}</code> {commitMessage}
          </p>
        )}
        <p class="muted small">
          {deployments.by(deployedBy)} · {words.asked} <Ago at={approval.askedAt} />
        </p>
        <p class="small">
          <span class="strong">{words.agreed(approval.approvals.length, approval.reviewers)}</span>
          {approval.approvals.length > 0 && ` (${approval.approvals.map(({ by }) => by).join(', ')})`}.{' '}
          <Missing review={approval} now={undefined} />{' '}
          {missing(approval) > 0 && words.until(dateText(approval.expiresAt, locale))}
        </p>
      </div>
      <ButtonLink kind="primary" to={to}>
        {words.review}
        <span class="unseen">: {`${owner}/${repo}`}</span>
      </ButtonLink>
    </li>
  )
}
