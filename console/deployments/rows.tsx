// Deployments as a list: state, what, since when. Each is a link to its page.
import { defaultEnvironment } from '../../core/names.ts'
import { isOpen } from '../approvals/review.ts'
import { imageName } from '../format.ts'
import { Chip } from '../parts/chip.tsx'
import { StatusBadge } from '../parts/status-badge.tsx'
import { Ago, Duration } from '../parts/time.tsx'
import { Link } from '../router.tsx'
import { useWords } from '../words.ts'
import { isOver, type Row } from './row.ts'

export const DeploymentRows = ({ rows, label }: { rows: readonly Row[]; label: string }) => (
  <ul class="deployment-rows card" aria-label={label}>
    {rows.map(row => (
      <DeploymentRow key={row.deploymentId} row={row} />
    ))}
  </ul>
)

const DeploymentRow = ({ row }: { row: Row }) => {
  const { deployments, deployment } = useWords()
  const { owner, repo, branch, environment, status, deployedBy } = row
  const moves = status === 'RUNNING'
  return (
    <li class="deployment-row">
      <StatusBadge status={status} />
      <div class="row-what">
        <p class="row-name">
          <Link to={`/deployments/${encodeURIComponent(row.deploymentId)}`} class="row-link">
            {`${owner}/${repo}`}
          </Link>
          <Chip icon="branch">{branch}</Chip>
          {environment !== defaultEnvironment && <Chip>{environment}</Chip>}
        </p>
        <p class="row-line muted">
          <Line row={row} />
        </p>
      </div>
      <div class="row-time muted">
        {isOver(row) ? (
          <Duration from={row.startedAt} to={row.completedAt} />
        ) : (
          <>
            {moves && <span>{deployment.stages[row.stage]}</span>}
            <Duration from={row.startedAt} to={null} />
          </>
        )}
      </div>
      <div class="row-when muted">
        <Ago at={row.startedAt} />
        <span class="row-by">{deployments.by(deployedBy)}</span>
      </div>
      {moves && (
        <div
          class="row-bar"
          role="progressbar"
          aria-label={`${owner}/${repo}`}
          aria-valuenow={row.percent}
          aria-valuetext={deployments.progress(row.percent)}
        >
          <span style={{ transform: `scaleX(${row.percent / 100})` }} />
        </div>
      )}
    </li>
  )
}

/** What goes on while it does; else what was deployed, or why it was not. */
const Line = ({ row }: { row: Row }) => {
  const { deployments, deployment, approvals } = useWords()
  if (row.status === 'QUEUED') return <>{deployment.nowQueued}</>
  if (row.status === 'RUNNING' && row.doing === undefined && isOpen(row.approval)) return <>{approvals.nowTitle}</>
  if (row.status === 'RUNNING') return <>{row.doing ?? deployment.doing[row.stage]}</>
  if (row.status === 'FAILED' && row.errorMessage !== null) return <>{row.errorMessage}</>
  const image = imageName(row)
  if (image === undefined) return <>{deployments.noCommit}</>
  return (
    <>
      <code>{image}</code> {row.commitMessage}
    </>
  )
}
