import { useState } from 'preact/hooks'
import type { Connections, EnvironmentView } from '../../client/types.ts'
import { Button } from '../parts/button.tsx'
import { Card } from '../parts/card.tsx'
import { Chip } from '../parts/chip.tsx'
import { Ago } from '../parts/time.tsx'
import { useWords } from '../words.ts'
import { names, settingIn, unknownOf } from './draft.ts'
import { EnvironmentForm } from './form.tsx'
import { otherName, valueText } from './value-text.ts'

type EnvironmentCardProps = {
  view: EnvironmentView
  connections: Connections
  /** Its form is open from the start. */
  editing: boolean
  onSaved(view: EnvironmentView): void
}

export const EnvironmentCard = ({ view, connections, editing, onSaved }: EnvironmentCardProps) => {
  const { environments: words } = useWords()
  const [edits, edit] = useState(editing)
  const { environment, version, updatedAt, updatedBy } = view
  return (
    <Card
      class="environment"
      title={environment}
      aside={
        <div class="environment-aside">
          <Chip>{version === 0 ? words.nothingSet : words.version(version)}</Chip>
          <span class="muted small grow">
            {updatedAt !== null && <Ago at={updatedAt} />} {updatedBy !== null && words.changed(updatedBy)}
          </span>
          {!edits && (
            <Button small onClick={() => edit(true)}>
              {words.edit}
              <span class="unseen">: {environment}</span>
            </Button>
          )}
        </div>
      }
    >
      {edits ? (
        <EnvironmentForm
          view={view}
          connections={connections}
          onClose={() => edit(false)}
          onSaved={view => {
            onSaved(view)
            edit(false)
          }}
        />
      ) : (
        <WhatHolds view={view} connections={connections} />
      )}
    </Card>
  )
}

const WhatHolds = ({ view: { set, settings }, connections }: Pick<EnvironmentCardProps, 'view' | 'connections'>) => {
  const words = useWords()
  const { environments } = words
  const alsoSet = new Set(unknownOf(set).map(([name]) => name))
  return (
    <dl class="settings">
      {names.map(name => (
        <div key={name}>
          <dt>
            {environments.names[name]}
            <IsSet is={settingIn(set, name) !== undefined} />
          </dt>
          <dd>{valueText(name, settingIn(settings, name), words, connections)}</dd>
        </div>
      ))}
      {unknownOf({ ...set, ...settings })
        .filter(([name, value]) => alsoSet.has(name) || !nothing.includes(value))
        .map(([name, value]) => (
          <div key={name}>
            <dt>
              {otherName(name, environments)}
              <IsSet is={alsoSet.has(name)} />
            </dt>
            <dd>{value || '–'}</dd>
          </div>
        ))}
    </dl>
  )
}

/** As it is usual, and not worth a line. */
const nothing = ['', 'false']

/** What is usual is not marked: most is. */
const IsSet = ({ is }: { is: boolean }) => {
  const { environments: words } = useWords()
  return is ? <span class="tag">{words.isSet}</span> : <span class="unseen"> ({words.usual})</span>
}
