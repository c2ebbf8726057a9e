import type { Release, ServiceView } from '../../client/types.ts'
import { defaultEnvironment } from '../../core/names.ts'
import { addressOf, noFilter } from '../deployments/filter.ts'
import type { Row } from '../deployments/row.ts'
import { imageText, shortDigest } from '../format.ts'
import { ButtonLink } from '../parts/button.tsx'
import { Card } from '../parts/card.tsx'
import { Chip } from '../parts/chip.tsx'
import { Copy } from '../parts/copy.tsx'
import { OutsideLink } from '../parts/outside-link.tsx'
import { StatusBadge } from '../parts/status-badge.tsx'
import { Ago } from '../parts/time.tsx'
import { Link } from '../router.tsx'
import { useWords } from '../words.ts'
import { Releases } from './releases.tsx'

type ServiceCardProps = { service: ServiceView; running: Row | undefined }

export const ServiceCard = ({ service, running }: ServiceCardProps) => {
  const { services: words } = useWords()
  const { owner, repo, branch, environment, current, url } = service
  const repository = `${owner}/${repo}`
  const more = new URLSearchParams({ repo: repository, branch, environment })
  return (
    <Card
      class="service"
      title={repository}
      aside={
        <div class="service-aside">
          <Chip icon="branch">{branch}</Chip>
          {environment !== defaultEnvironment && <Chip>{environment}</Chip>}
          {running && (
            <Link to={`/deployments/${encodeURIComponent(running.deploymentId)}`} class="badge-link">
              <StatusBadge status={running.status} />
            </Link>
          )}
          <span class="grow" />
          <Link
            to={`/environments?${new URLSearchParams({ repo: repository, environment })}`}
            class="button quiet small"
          >
            {words.settings}
          </Link>
          <Link to={addressOf({ ...noFilter, repository, environment })} class="button quiet small">
            {words.history}
          </Link>
          <ButtonLink small to={`/deploy?${more}`}>
            {words.deploy}
          </ButtonLink>
        </div>
      }
    >
      <p class="service-url">
        <OutsideLink href={url}>{url}</OutsideLink>
      </p>
      {current ? <Current service={service} release={current} /> : <p class="muted">{words.nothingServes}</p>}
      <Releases service={service} running={running} />
    </Card>
  )
}

const Current = ({ service, release }: { service: ServiceView; release: Release }) => {
  const { services: words } = useWords()
  return (
    <dl class="facts">
      <div class="wide">
        <dt>{words.serves}</dt>
        <dd>
          <Link to={`/deployments/${encodeURIComponent(release.deploymentId)}`}>
            <code>{imageText(release)}</code> {release.commitMessage}
          </Link>
        </dd>
      </div>
      <div>
        <dt>{words.since}</dt>
        <dd>
          <Ago at={release.at} />
          {release.by !== null && ` ${words.by(release.by)}`}
        </dd>
      </div>
      <div>
        <dt>{words.image}</dt>
        <dd class="with-copy">
          <code title={release.imageDigest}>{shortDigest(release.imageDigest)}</code>
          <Copy text={release.imageDigest} what={words.digest} />
        </dd>
      </div>
      <div>
        <dt>{words.where}</dt>
        <dd>
          {service.accountId}
          <br />
          {service.region}
        </dd>
      </div>
    </dl>
  )
}
