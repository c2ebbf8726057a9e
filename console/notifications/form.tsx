// One more who is told. The address is typed as a password is: whoever looks over a shoulder could post to it.
import { useState } from 'preact/hooks'
import type { NewNotification } from '../../client/types.ts'
import { type NoticeKind, noticeKinds, type TargetKind, targetKinds } from '../../core/notices.ts'
import { usePanda } from '../api.ts'
import { repositoryIn } from '../connect/repository.ts'
import { fieldFaults } from '../faults.ts'
import { useAction } from '../load.tsx'
import { Button } from '../parts/button.tsx'
import { FaultNotice } from '../parts/fault.tsx'
import { Check, Field, Select } from '../parts/field.tsx'
import { useWords } from '../words.ts'

type FormProps = { onCancel(): void; onAdded(one: NewNotification): void }

const empty = { address: '', channel: '', repository: '', environment: '' }

export const NotificationForm = ({ onCancel, onAdded }: FormProps) => {
  const { notifications: words, frame } = useWords()
  const { panda } = usePanda()
  const [kind, setKind] = useState<TargetKind>('slack')
  const [typed, setTyped] = useState(empty)
  const [events, setEvents] = useState<NoticeKind[]>([...noticeKinds])
  const [unclear, setUnclear] = useState(false)
  const set = (name: keyof typeof empty) => (value: string) => setTyped({ ...typed, [name]: value })
  const { run, busy, fault } = useAction(async () => {
    const repository = typed.repository.trim() === '' ? {} : repositoryIn(typed.repository)
    setUnclear(repository === undefined)
    if (!repository) return
    const [address, channel, environment] = [typed.address.trim(), typed.channel.trim(), typed.environment.trim()]
    const more = { ...(channel && { channel }), ...(environment && { environment }), ...repository }
    onAdded(await panda.createNotification({ kind, address, events, ...more }))
  })
  const faults = fieldFaults(fault)
  return (
    <form
      class="form"
      onSubmit={event => {
        event.preventDefault()
        void run()
      }}
    >
      <Select
        label={words.kind}
        name="kind"
        value={kind}
        onValue={value => setKind(value as TargetKind)}
        options={targetKinds.map(value => ({ value, text: words.kinds[value] }))}
      />
      <Field
        label={words.address}
        name="address"
        type={kind === 'email' ? 'text' : 'password'}
        autocomplete="off"
        required
        hint={words.addressHints[kind]}
        fault={faults.address}
        value={typed.address}
        onValue={set('address')}
      />
      <Field
        label={words.channel}
        hint={words.channelHint}
        fault={faults.channel}
        value={typed.channel}
        onValue={set('channel')}
      />
      <Field
        label={words.repository}
        hint={words.repositoryHint}
        fault={unclear || faults.owner || faults.repo ? words.repositoryFault : undefined}
        value={typed.repository}
        onValue={set('repository')}
      />
      <Field
        label={words.environment}
        hint={words.environmentHint}
        fault={faults.environment}
        value={typed.environment}
        onValue={set('environment')}
      />
      <fieldset>
        <legend>{words.events}</legend>
        {noticeKinds.map(one => (
          <Check
            key={one}
            label={words.eventNames[one]}
            checked={events.includes(one)}
            onChecked={checked => setEvents(noticeKinds.filter(k => (k === one ? checked : events.includes(k))))}
          />
        ))}
      </fieldset>
      {fault !== undefined && <FaultNotice fault={fault} />}
      <div class="actions">
        <Button kind="primary" type="submit" busy={busy}>
          {words.add}
        </Button>
        <Button kind="quiet" onClick={onCancel}>
          {frame.cancel}
        </Button>
      </div>
    </form>
  )
}
