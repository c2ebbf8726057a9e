// What to do next; once something serves, what is going on.
import { usePanda } from '../api.ts'
import { useLiveRows } from '../deployments/live-rows.ts'
import { LiveSign } from '../deployments/live-sign.tsx'
import { DeploymentRows } from '../deployments/rows.tsx'
import { useElsewhere, useLooks } from '../elsewhere.ts'
import { Page } from '../frame.tsx'
import { Loaded, useLoad } from '../load.tsx'
import { Link } from '../router.tsx'
import { useWords } from '../words.ts'
import { Checklist } from './checklist.tsx'
import { ServiceTiles } from './service-tiles.tsx'
import { stepsOf } from './steps.ts'
import { Waiting } from './waiting.tsx'

const latest = 6

export const HomePage = () => {
  const { home: words } = useWords()
  const { panda } = usePanda()
  const seen = useLoad(async () => {
    const [connections, { deployments }, services] = await Promise.all([
      panda.connections(),
      panda.deployments({ limit: 20 }),
      panda.services(),
    ])
    return { connections, deployments, services }
  }, [panda])
  useElsewhere(seen.again)
  const changed = useLooks(seen.again)
  const live = useLiveRows(seen.data?.deployments ?? [], ({ code }) => {
    if (code === 'SWITCHED' || code === 'COMPLETED' || code === 'CANCELLED') changed()
  })
  const steps = seen.data && stepsOf({ ...seen.data, deployments: live.rows })
  const isNew = steps?.some(({ done }) => !done) ?? false
  return (
    <Page title={isNew ? words.welcome : words.title} lead={isNew ? words.lead : undefined}>
      <Loaded of={seen} rows={5}>
        {({ services }) => (
          <div class="home">
            {steps && isNew && <Checklist steps={steps} />}
            <Waiting rows={live.rows} />
            {services.length > 0 && <ServiceTiles services={services} />}
            {live.rows.length > 0 && (
              <section>
                <div class="section-head">
                  <h2>{words.latest}</h2>
                  <LiveSign connection={live.connection} />
                  <span class="grow" />
                  <Link to="/deployments">{words.allDeployments}</Link>
                </div>
                <DeploymentRows rows={live.rows.slice(0, latest)} label={words.latest} />
              </section>
            )}
          </div>
        )}
      </Loaded>
    </Page>
  )
}
