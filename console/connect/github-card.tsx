import { useState } from 'preact/hooks'
import type { GithubConnect, GithubConnection, Samples } from '../../client/types.ts'
import { newestFirst } from '../deploy/draft.ts'
import { Button, ButtonLink } from '../parts/button.tsx'
import { Card } from '../parts/card.tsx'
import { Chip } from '../parts/chip.tsx'
import { Notice } from '../parts/notice.tsx'
import { Ago } from '../parts/time.tsx'
import { useWords } from '../words.ts'
import { Disconnect } from './disconnect.tsx'
import { GithubForm } from './github-form.tsx'

type GithubCardProps = {
  connections: readonly GithubConnection[]
  /** AWS comes after it. */
  isFirst: boolean
  samples: Samples | undefined
  onChange(): void
}

export const GithubCard = ({ connections, isFirst, samples, onChange }: GithubCardProps) => {
  const { connect: words } = useWords()
  const [opened, open] = useState(false)
  const [done, setDone] = useState<GithubConnect>()
  const showsForm = opened || connections.length === 0
  return (
    <Card
      title={words.github}
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
          <p>{words.githubDone(`${done.owner}/${done.repo}`, done.branch)}</p>
          <p class="muted">{isFirst ? words.nextAws : words.nextDeploy}</p>
        </Notice>
      )}
      {connections.length === 0 && <p class="muted card-lead">{words.githubNone}</p>}
      <ul class="connections">
        {newestFirst(connections).map(one => (
          <ConnectionRow key={one.githubConnectionId} connection={one} onChange={onChange} />
        ))}
      </ul>
      {showsForm && (
        <GithubForm
          samples={samples?.github ?? undefined}
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

const ConnectionRow = ({ connection, onChange }: { connection: GithubConnection; onChange(): void }) => {
  const { connect: words } = useWords()
  const { githubConnectionId, owner, repo, branch, createdAt } = connection
  return (
    <li class="connection">
      <div class="connection-what">
        <p class="row-name">
          <span class="strong">{`${owner}/${repo}`}</span>
          <Chip icon="branch">{branch}</Chip>
        </p>
        <p class="muted small">
          {words.connected} <Ago at={createdAt} />
        </p>
      </div>
      <div class="actions">
        <ButtonLink small to={`/deploy?github=${encodeURIComponent(githubConnectionId)}`}>
          {words.deploy}
        </ButtonLink>
        <Disconnect
          id={githubConnectionId}
          what={`${owner}/${repo}`}
          consequence={words.deleteGithub}
          onDeleted={onChange}
        />
      </div>
    </li>
  )
}
