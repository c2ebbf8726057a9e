// So that a push deploys by itself: the webhooks of this repository, and how GitHub is told of a new one.
import { useState } from 'preact/hooks'
import type { Hook, NewHook } from '../../client/types.ts'
import { usePanda } from '../api.ts'
import { Loaded, useAction, useLoad } from '../load.tsx'
import { Button } from '../parts/button.tsx'
import { Card } from '../parts/card.tsx'
import { Copy } from '../parts/copy.tsx'
import { FaultNotice } from '../parts/fault.tsx'
import { Notice } from '../parts/notice.tsx'
import { OutsideLink } from '../parts/outside-link.tsx'
import { Removal } from '../parts/removal.tsx'
import { Ago } from '../parts/time.tsx'
import { useWords } from '../words.ts'

export const WebhookCard = ({ repository }: { repository: string }) => {
  const { hooks: words } = useWords()
  const { panda } = usePanda()
  const [owner = '', repo = ''] = repository.split('/')
  const [made, setMade] = useState<NewHook>()
  const load = useLoad(async () => (await panda.hooks()).filter(one => isOf(one, repository)), [panda, repository])
  const make = useAction(async () => {
    setMade(await panda.createHook({ owner, repo }))
    load.again()
  })
  return (
    <Card
      title={words.title}
      aside={
        <Button small busy={make.busy} onClick={() => void make.run()}>
          {words.add}
        </Button>
      }
    >
      <p class="muted">{words.lead}</p>
      {make.fault !== undefined && <FaultNotice fault={make.fault} />}
      {made && <Made hook={made} />}
      <Loaded of={load} rows={1}>
        {hooks =>
          hooks.map(({ id, url, createdBy, createdAt }) => (
            <div key={id} class="hook">
              <div>
                <code>{url}</code>
                <p class="muted small">
                  {createdBy} <Ago at={createdAt} />
                </p>
              </div>
              <Removal
                {...{ name: id, label: words.remove, title: words.removeTitle, text: words.removeText }}
                done={words.removed}
                remove={async () => {
                  await panda.removeHook(id)
                  if (made?.id === id) setMade(undefined)
                  load.again()
                }}
              />
            </div>
          ))
        }
      </Loaded>
    </Card>
  )
}

/** Shown this once: nobody can read the secret again. */
const Made = ({ hook: { owner, repo, url, secret } }: { hook: NewHook }) => {
  const { hooks: words } = useWords()
  const given = [
    ['Payload URL', url],
    ['Content type', 'application/json'],
    ['Secret', secret],
  ] as const
  return (
    <Notice kind="ask">
      <p class="strong">{words.next}</p>
      <dl class="hook-given">
        {given.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <code>{value}</code>
              <Copy text={value} what={name} />
            </dd>
          </div>
        ))}
      </dl>
      <p>{words.once}</p>
      <OutsideLink href={`https://github.com/${owner}/${repo}/settings/hooks/new`}>{words.open}</OutsideLink>
    </Notice>
  )
}

const isOf = ({ owner, repo }: Hook, repository: string) =>
  `${owner}/${repo}`.toLowerCase() === repository.toLowerCase()
