// All settings of one environment. It keeps what it began from: another's change is told, and nothing typed is lost.
import { useState } from 'preact/hooks'
import { PandaError } from '../../client/faults.ts'
import type { Connections, EnvironmentView } from '../../client/types.ts'
import { usePanda } from '../api.ts'
import { tellOtherTabs } from '../elsewhere.ts'
import { fieldFaults } from '../faults.ts'
import { useAction } from '../load.tsx'
import { Button } from '../parts/button.tsx'
import { FaultNotice } from '../parts/fault.tsx'
import { TextArea } from '../parts/field.tsx'
import { Notice } from '../parts/notice.tsx'
import { useToast } from '../parts/toast.tsx'
import { useWords } from '../words.ts'
import { disputed, draftOf, faultsOf, type Name, onTopOf, restFaults, restText, settingsOf, withRest } from './draft.ts'
import { SettingFields } from './fields.tsx'

type EnvironmentFormProps = {
  view: EnvironmentView
  connections: Connections
  onClose(): void
  onSaved(view: EnvironmentView): void
}

export const EnvironmentForm = ({ view, connections, onClose, onSaved }: EnvironmentFormProps) => {
  const { environments: words, frame } = useWords()
  const { panda } = usePanda()
  const toast = useToast()
  const [base, setBase] = useState(view)
  const [draft, setDraft] = useState(() => draftOf(view.set))
  const [theirs, setTheirs] = useState<Name[]>()
  const [rest, setRest] = useState(() => restText(view.set))
  const whole = withRest(settingsOf(base.set, draft), rest)
  const save = useAction(async () => {
    if (!whole) return
    const saved = await panda.setEnvironment(view, { ...whole, version: base.version })
    tellOtherTabs()
    toast(words.saved(view.environment))
    onSaved(saved)
  })
  const reload = useAction(async () => {
    const newest = await panda.environment(view)
    const [before, now] = [draftOf(base.set), draftOf(newest.set)]
    setTheirs(disputed(now, before, draft))
    setDraft(onTopOf(now, before, draft))
    if (rest === restText(base.set)) setRest(restText(newest.set))
    setBase(newest)
    save.clear()
  })
  const stale = save.fault instanceof PandaError && save.fault.errorCode === 'SETTINGS_CHANGED'
  const faults = fieldFaults(save.fault)
  return (
    <form
      class="form environment-form"
      onSubmit={event => {
        event.preventDefault()
        void save.run()
      }}
    >
      {theirs && !stale && <Notice kind="info">{words.reloaded}</Notice>}
      <SettingFields
        {...{ draft, base, connections }}
        faults={faultsOf(faults)}
        theirs={theirs ?? []}
        onChange={changes => setDraft(draft => ({ ...draft, ...changes }))}
      />
      <TextArea
        label={words.rest}
        name="rest"
        hint={words.restHint}
        value={rest}
        onValue={setRest}
        fault={whole ? restFaults(faults).join('. ') || undefined : words.restFault}
      />
      {stale && (
        <Notice
          kind="ask"
          action={
            <Button small busy={reload.busy} onClick={() => void reload.run()}>
              {words.reload}
            </Button>
          }
        >
          {words.stale}
        </Notice>
      )}
      {save.fault !== undefined && !stale && <FaultNotice fault={save.fault} />}
      {reload.fault !== undefined && <FaultNotice fault={reload.fault} />}
      <div class="actions">
        <Button kind="primary" type="submit" busy={save.busy}>
          {words.save}
        </Button>
        <Button kind="quiet" onClick={onClose}>
          {frame.cancel}
        </Button>
      </div>
    </form>
  )
}
