import { useState } from 'preact/hooks'
import { type Role, roles } from '../../core/vocabulary.ts'
import { usePanda } from '../api.ts'
import { repositoryIn } from '../connect/repository.ts'
import { fieldFaults } from '../faults.ts'
import { useAction } from '../load.tsx'
import { Button } from '../parts/button.tsx'
import { FaultNotice } from '../parts/fault.tsx'
import { Field, Select } from '../parts/field.tsx'
import { useToast } from '../parts/toast.tsx'
import { useWords } from '../words.ts'

type GrantFormProps = { onCancel(): void; onAdded(): void }

const everywhere = { owner: '*', repo: '*' }

/** A viewer may nothing more than everybody who is let in: such a grant gives nothing. */
const given = roles.filter(role => role !== 'viewer')

export const GrantForm = ({ onCancel, onAdded }: GrantFormProps) => {
  const { access: words, frame } = useWords()
  const { panda } = usePanda()
  const toast = useToast()
  const [typed, setTyped] = useState({ subject: '', role: 'deployer' as Role, repository: '', environment: '' })
  const [unclear, setUnclear] = useState(false)
  const set = (name: keyof typeof typed) => (value: string) => setTyped({ ...typed, [name]: value })
  const { run, busy, fault } = useAction(async () => {
    const repository = typed.repository.trim() === '' ? everywhere : repositoryIn(typed.repository)
    setUnclear(repository === undefined)
    if (!repository) return
    const subject = typed.subject.trim()
    await panda.createGrant({ subject, role: typed.role, ...repository, environment: typed.environment.trim() || '*' })
    toast(words.added(subject))
    onAdded()
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
      <Field
        label={words.who}
        name="subject"
        required
        hint={words.whoHint}
        fault={faults.subject && words.whoFault}
        value={typed.subject}
        onValue={set('subject')}
      />
      <Select
        label={words.role}
        name="role"
        hint={words.roleHints[typed.role]}
        value={typed.role}
        onValue={set('role')}
        options={given.map(value => ({ value, text: words.roles[value] }))}
      />
      <Field
        label={words.repository}
        name="repository"
        hint={words.repositoryHint}
        fault={unclear || faults.owner || faults.repo ? words.repositoryFault : undefined}
        value={typed.repository}
        onValue={set('repository')}
      />
      <Field
        label={words.environment}
        name="environment"
        hint={words.environmentHint}
        fault={faults.environment && words.environmentFault}
        value={typed.environment}
        onValue={set('environment')}
      />
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
