import { useState } from 'preact/hooks'
import type { Release, ServiceView } from '../../client/types.ts'
import type { Row } from '../deployments/row.ts'
import { imageText } from '../format.ts'
import { Button } from '../parts/button.tsx'
import { Chip } from '../parts/chip.tsx'
import { Ago } from '../parts/time.tsx'
import { Link } from '../router.tsx'
import { useWords } from '../words.ts'
import { RollBack } from './roll-back.tsx'
import { releasesOf } from './service.ts'

const shownAtFirst = 4

export const Releases = ({ service, running }: { service: ServiceView; running: Row | undefined }) => {
  const { services: words } = useWords()
  const [all, showAll] = useState(false)
  const [chosen, choose] = useState<Release>()
  const releases = releasesOf(service)
  if (releases.length === 0) return null
  return (
    <div class="service-releases">
      <div class="service-releases-head">
        <h3>{words.releases}</h3>
        <p class="muted small">{releases.length > 1 ? words.releasesText : words.noOther}</p>
      </div>
      <ul>
        {(all ? releases : releases.slice(0, shownAtFirst)).map(({ release, serves }) => (
          <ReleaseRow key={release.deploymentId} {...{ release, serves }} onChoose={() => choose(release)} />
        ))}
      </ul>
      {!all && releases.length > shownAtFirst && (
        <Button kind="quiet" small onClick={() => showAll(true)}>
          {words.all(releases.length)}
        </Button>
      )}
      {chosen && <RollBack {...{ service, running }} to={chosen} onClose={() => choose(undefined)} />}
    </div>
  )
}

const ReleaseRow = ({ release, serves, onChoose }: { release: Release; serves: boolean; onChoose(): void }) => {
  const { services: words } = useWords()
  const { deploymentId, commitMessage, at, by, rollbackOf, rollback } = release
  const commit = imageText(release)
  return (
    <li class="release">
      <div class="release-what">
        <p class="release-name">
          <Link to={`/deployments/${encodeURIComponent(deploymentId)}`}>
            <code>{commit}</code> {commitMessage}
          </Link>
          {rollbackOf !== undefined && <Chip>{words.rolledBack}</Chip>}
          {rollback?.how === 'warm' && <Chip>{words.warm}</Chip>}
        </p>
        <p class="muted small">
          <Ago at={at} /> {by !== null && words.by(by)}
        </p>
      </div>
      {serves ? (
        <span class="badge good">
          <span class="dot" aria-hidden="true" />
          {words.servesNow}
        </span>
      ) : (
        <Button small onClick={onChoose}>
          {words.rollBack}
          <span class="unseen">: {commit}</span>
        </Button>
      )}
    </li>
  )
}
