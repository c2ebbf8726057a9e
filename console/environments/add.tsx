import { useState } from 'preact/hooks'
import type { EnvironmentView } from '../../client/types.ts'
import { usePanda } from '../api.ts'
import { fieldFaults } from '../faults.ts'
import { useAction } from '../load.tsx'
import { Button } from '../parts/button.tsx'
import { Card } from '../parts/card.tsx'
import { FaultNotice } from '../parts/fault.tsx'
import { Field } from '../parts/field.tsx'
import { useWords } from '../words.ts'

type AddProps = { repository: string; onAdded(view: EnvironmentView): void }

/** Nothing is written: the first that is saved makes it. */
export const AddEnvironment = ({ repository, onAdded }: AddProps) => {
  const { environments: words, deploy } = useWords()
  const { panda } = usePanda()
  const [name, setName] = useState('')
  const { run, busy, fault } = useAction(async () => {
    const [owner = '', repo = ''] = repository.split('/')
    onAdded(await panda.environment({ owner, repo, environment: name.trim() }))
    setName('')
  })
  const faults = fieldFaults(fault)
  return (
    <Card title={words.add}>
      <form
        class="form narrow"
        onSubmit={event => {
          event.preventDefault()
          void run()
        }}
      >
        <Field
          label={words.name}
          name="environment"
          placeholder="staging"
          required
          value={name}
          onValue={setName}
          fault={faults.environment && deploy.environmentFault}
        />
        {fault !== undefined && !faults.environment && <FaultNotice fault={fault} />}
        <Button type="submit" busy={busy}>
          {words.addConfirm}
        </Button>
      </form>
    </Card>
  )
}
