// Who may do more than their role says, and where: grants.
import { useState } from 'preact/hooks'
import { usePanda } from '../api.ts'
import { Page } from '../frame.tsx'
import { Loaded, useLoad } from '../load.tsx'
import { Button } from '../parts/button.tsx'
import { Card } from '../parts/card.tsx'
import { Empty } from '../parts/empty.tsx'
import { useWords } from '../words.ts'
import { GrantForm } from './form.tsx'
import { GrantRows } from './rows.tsx'

export const AccessPage = () => {
  const { access: words } = useWords()
  const { panda } = usePanda()
  const [adds, add] = useState(false)
  const load = useLoad(() => panda.grants(), [panda])
  const actions = !adds && (
    <Button kind="primary" small onClick={() => add(true)}>
      {words.add}
    </Button>
  )
  return (
    <Page title={words.title} lead={words.lead} actions={actions}>
      {adds && (
        <Card title={words.add}>
          <GrantForm
            onCancel={() => add(false)}
            onAdded={() => {
              add(false)
              load.again()
            }}
          />
        </Card>
      )}
      <Loaded of={load} rows={4}>
        {grants =>
          grants.length > 0 ? (
            <GrantRows grants={grants} onRemoved={load.again} />
          ) : (
            !adds && <Empty text={words.none} />
          )
        }
      </Loaded>
    </Page>
  )
}
