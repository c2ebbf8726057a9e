// What holds for each environment of a repository, and the form to change it.
import { useState } from 'preact/hooks'
import type { Connections, EnvironmentView } from '../../client/types.ts'
import { usePanda } from '../api.ts'
import { useElsewhere } from '../elsewhere.ts'
import { Page } from '../frame.tsx'
import { Loaded, useLoad } from '../load.tsx'
import { ButtonLink } from '../parts/button.tsx'
import { Empty } from '../parts/empty.tsx'
import { Select } from '../parts/field.tsx'
import { replace, useRoute } from '../router.tsx'
import { useWords } from '../words.ts'
import { AddEnvironment } from './add.tsx'
import { EnvironmentCard } from './environment-card.tsx'
import { askedFor, repositoriesOf, shownOf } from './shown.ts'
import { WebhookCard } from './webhook-card.tsx'

type Known = { connections: Connections; repositories: string[]; repository: string; views: EnvironmentView[] }

export const EnvironmentsPage = () => {
  const { frame, environments: words } = useWords()
  const { panda } = usePanda()
  const { query } = useRoute()
  const asked = askedFor(query)
  const known = useLoad(async (): Promise<Known> => {
    const [connections, all] = await Promise.all([panda.connections(), panda.environments()])
    const repositories = repositoriesOf([...connections.github, ...all], asked.repository)
    const repository = asked.repository || (repositories[0] ?? '')
    const views = repository === '' ? [] : await shownOf(panda, all, { ...asked, repository })
    return { connections, repositories, repository, views }
  }, [panda, asked.repository, asked.environment])
  useElsewhere(known.again)
  return (
    <Page title={frame.environments} lead={words.lead}>
      <Loaded of={known} rows={3}>
        {known =>
          known.repository === '' ? (
            <Empty title={words.noneTitle} text={words.noneText}>
              <ButtonLink kind="primary" to="/connect">
                {frame.connections}
              </ButtonLink>
            </Empty>
          ) : (
            <Environments key={known.repository} known={known} />
          )
        }
      </Loaded>
    </Page>
  )
}

const Environments = ({ known }: { known: Known }) => {
  const { environments: words } = useWords()
  const { connections, repositories, repository, views } = known
  /** Of this page, newer than what was loaded: by name. */
  const [own, setOwn] = useState<Record<string, EnvironmentView>>({})
  const keep = (view: EnvironmentView) => setOwn(own => ({ ...own, [view.environment]: view }))
  const loaded = new Map(views.map(view => [view.environment, view]))
  for (const view of Object.values(own))
    if (view.version >= (loaded.get(view.environment)?.version ?? 0)) loaded.set(view.environment, view)
  const [added, setAdded] = useState('')
  return (
    <div class="environments">
      <Select
        label={words.repository}
        value={repository}
        options={repositories.map(value => ({ value, text: value }))}
        onValue={repo => replace(`/environments?${new URLSearchParams({ repo })}`)}
      />
      {[...loaded.values()].map(view => (
        <EnvironmentCard
          key={view.environment}
          {...{ view, connections }}
          editing={view.environment === added}
          onSaved={keep}
        />
      ))}
      <WebhookCard repository={repository} />
      <AddEnvironment
        repository={repository}
        onAdded={view => {
          setAdded(view.environment)
          keep(view)
        }}
      />
    </div>
  )
}
