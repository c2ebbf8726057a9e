import type { ServiceView } from '../../client/types.ts'
import { defaultEnvironment } from '../../core/names.ts'
import { imageText } from '../format.ts'
import { Chip } from '../parts/chip.tsx'
import { OutsideLink } from '../parts/outside-link.tsx'
import { Ago } from '../parts/time.tsx'
import { Link } from '../router.tsx'
import { keyOf } from '../services/service.ts'
import { useWords } from '../words.ts'

const shown = 6

export const ServiceTiles = ({ services }: { services: readonly ServiceView[] }) => {
  const { home: words } = useWords()
  return (
    <section>
      <div class="section-head">
        <h2>{words.services}</h2>
        <Link to="/services">{words.allServices}</Link>
      </div>
      <ul class="tiles">
        {services.slice(0, shown).map(service => (
          <Tile key={keyOf(service)} service={service} />
        ))}
      </ul>
    </section>
  )
}

const Tile = ({ service: { owner, repo, branch, environment, url, current } }: { service: ServiceView }) => {
  const { home: words } = useWords()
  return (
    <li class="card tile">
      <p class="row-name">
        <span class="strong">{`${owner}/${repo}`}</span>
        <Chip icon="branch">{branch}</Chip>
        {environment !== defaultEnvironment && <Chip>{environment}</Chip>}
      </p>
      <p class="tile-url">
        <OutsideLink href={url}>{url.replace(/^https?:\/\//, '')}</OutsideLink>
      </p>
      <p class="muted small tile-commit">
        {current ? (
          <>
            <code>{imageText(current)}</code> {current.commitMessage} · <Ago at={current.at} />
          </>
        ) : (
          words.noServices
        )}
      </p>
    </li>
  )
}
