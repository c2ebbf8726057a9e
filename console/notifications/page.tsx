// Who is told, and what became of it.
import { useState } from 'preact/hooks'
import type { NewNotification } from '../../client/types.ts'
import { usePanda } from '../api.ts'
import { Page } from '../frame.tsx'
import { Loaded, useLoad } from '../load.tsx'
import { Button } from '../parts/button.tsx'
import { Card } from '../parts/card.tsx'
import { Empty } from '../parts/empty.tsx'
import { Notice } from '../parts/notice.tsx'
import { useWords } from '../words.ts'
import { Deliveries } from './deliveries.tsx'
import { NotificationForm } from './form.tsx'
import { TargetRow } from './target-row.tsx'

export const NotificationsPage = () => {
  const { notifications: words } = useWords()
  const { panda } = usePanda()
  const [adds, add] = useState(false)
  const [made, setMade] = useState<NewNotification>()
  const load = useLoad(
    async () => ({ targets: await panda.notifications(), deliveries: await panda.deliveries({ limit: 50 }) }),
    [panda],
  )
  const actions = !adds && (
    <Button kind="primary" small onClick={() => add(true)}>
      {words.add}
    </Button>
  )
  return (
    <Page title={words.title} lead={words.lead} actions={actions}>
      {adds && (
        <Card title={words.add}>
          <NotificationForm
            onCancel={() => add(false)}
            onAdded={one => {
              add(false)
              setMade(one)
              load.again()
            }}
          />
        </Card>
      )}
      {made?.secret && <Notice kind="ask">{words.secret(made.secret)}</Notice>}
      {made?.note && <Notice kind="ask">{words.addressHints.email}</Notice>}
      <Loaded of={load} rows={6}>
        {({ targets, deliveries }) => (
          <>
            {targets.length === 0 && !adds && <Empty text={words.nobody} />}
            {targets.map(one => (
              <TargetRow key={one.id} target={one} onRemoved={load.again} />
            ))}
            <Card title={words.deliveries}>
              <Deliveries deliveries={deliveries} />
            </Card>
          </>
        )}
      </Loaded>
    </Page>
  )
}
