import { useState } from 'preact/hooks'
import type { AwsConnected, AwsConnection, Samples } from '../../client/types.ts'
import { newestFirst } from '../deploy/draft.ts'
import { Button } from '../parts/button.tsx'
import { Card } from '../parts/card.tsx'
import { Notice } from '../parts/notice.tsx'
import { useWords } from '../words.ts'
import { AwsForm } from './aws-form.tsx'
import { AwsRow } from './aws-row.tsx'

type AwsCardProps = {
  connections: readonly AwsConnection[]
  /** A repository comes after it. */
  isFirst: boolean
  samples: Samples | undefined
  onChange(): void
}

export const AwsCard = ({ connections, isFirst, samples, onChange }: AwsCardProps) => {
  const { connect: words } = useWords()
  const [opened, open] = useState(false)
  const [done, setDone] = useState<AwsConnected & { region: string }>()
  const showsForm = opened || connections.length === 0
  return (
    <Card
      title={words.aws}
      aside={
        !showsForm && (
          <Button small onClick={() => open(true)}>
            {words.another}
          </Button>
        )
      }
    >
      {done && (
        <Notice kind="good">
          <p>{words.awsDone(done.accountId, done.region)}</p>
          <p class="muted">{isFirst ? words.nextGithub : words.nextDeploy}</p>
        </Notice>
      )}
      {done?.slow && <Notice kind="ask">{words.slow}</Notice>}
      {connections.length === 0 && <p class="muted card-lead">{words.awsNone}</p>}
      <ul class="connections">
        {newestFirst(connections).map(one => (
          <AwsRow
            key={one.awsConnectionId}
            connection={one}
            tested={done?.awsConnectionId === one.awsConnectionId ? done.permissions : undefined}
            onChange={onChange}
          />
        ))}
      </ul>
      {showsForm && (
        <AwsForm
          samples={samples?.aws}
          onCancel={connections.length > 0 ? () => open(false) : undefined}
          onConnected={connected => {
            setDone(connected)
            open(false)
            onChange()
          }}
        />
      )}
    </Card>
  )
}
