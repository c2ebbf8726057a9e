import { concurrencies } from '../../core/vocabulary.ts'
import { Choice } from '../parts/choice.tsx'
import { Field, Select } from '../parts/field.tsx'
import { useWords } from '../words.ts'
import type { Draft } from './request.ts'

type HowFieldsProps = {
  draft: Draft
  faults: Record<string, string>
  onChange(changes: Partial<Draft>): void
}

export const HowFields = ({ draft, faults, onChange }: HowFieldsProps) => {
  const { deploy: words } = useWords()
  return (
    <>
      <Choice
        label={words.how}
        value={draft.autoSwitch ? 'auto' : 'me'}
        options={[
          { value: 'me', title: words.switchMe, text: words.switchMeText },
          { value: 'auto', title: words.switchAuto, text: words.switchAutoText },
        ]}
        onValue={way => onChange({ autoSwitch: way === 'auto' })}
      />
      <details class="more" open={['concurrency', 'healthPath', 'port'].some(name => name in faults) || undefined}>
        <summary>{words.more}</summary>
        <div class="form">
          <Select
            label={words.concurrency}
            name="concurrency"
            value={draft.concurrency}
            options={concurrencies.map(value => ({ value, text: words.concurrencies[value] }))}
            onValue={value => onChange({ concurrency: concurrencies.find(one => one === value) ?? 'supersede' })}
          />
          <div class="pair">
            <Field
              label={words.healthPath}
              name="healthPath"
              placeholder="/health"
              hint={words.healthPathHint}
              fault={faults.healthPath && words.healthPathFault}
              value={draft.healthPath}
              onValue={healthPath => onChange({ healthPath })}
            />
            <Field
              label={words.port}
              name="port"
              placeholder="8080"
              hint={words.portHint}
              fault={faults.port && words.portFault}
              value={draft.port}
              onValue={port => onChange({ port })}
            />
          </div>
        </div>
      </details>
    </>
  )
}
