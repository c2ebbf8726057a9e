// What serves now, and the way back.
import type { PandaEvent } from '../../client/types.ts'
import { usePanda } from '../api.ts'
import { useLiveRows } from '../deployments/live-rows.ts'
import { useElsewhere, useLooks } from '../elsewhere.ts'
import { Page } from '../frame.tsx'
import { Loaded, useLoad } from '../load.tsx'
import { ButtonLink } from '../parts/button.tsx'
import { Empty } from '../parts/empty.tsx'
import { Notice } from '../parts/notice.tsx'
import { useWords } from '../words.ts'
import { keyOf, underWay } from './service.ts'
import { ServiceCard } from './service-card.tsx'

export const ServicesPage = () => {
  const { frame, deployments, services: words } = useWords()
  const { panda } = usePanda()
  const services = useLoad(() => panda.services(), [panda])
  const newest = useLoad(async () => (await panda.deployments({ limit: 60 })).deployments, [panda])
  useElsewhere(() => {
    services.again()
    newest.again()
  })
  const changed = useLooks(services.again)
  const live = useLiveRows(newest.data ?? [], event => changesServices(event) && changed())
  return (
    <Page title={frame.services} lead={words.lead}>
      {live.connection === 'lost' && <Notice kind="ask">{deployments.lost}</Notice>}
      <Loaded of={services} rows={3}>
        {all =>
          all.length === 0 ? (
            <Empty title={words.noneTitle} text={words.noneText}>
              <ButtonLink kind="primary" to="/deploy">
                {frame.deploy}
              </ButtonLink>
            </Empty>
          ) : (
            <div class="services">
              {all.map(service => (
                <ServiceCard key={keyOf(service)} service={service} running={underWay(live.rows, service)} />
              ))}
            </div>
          )
        }
      </Loaded>
    </Page>
  )
}

/** The record of a service is written with these. */
const changesServices = ({ code }: PandaEvent) => ['SWITCHED', 'COMPLETED', 'FAILED', 'CANCELLED'].includes(code)
