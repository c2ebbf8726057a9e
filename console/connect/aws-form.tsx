// The role way first; keys only for whoever unfolds them.
import { useId, useState } from 'preact/hooks'
import type { AwsConnect, AwsConnected, Samples } from '../../client/types.ts'
import { usePanda } from '../api.ts'
import { tellOtherTabs } from '../elsewhere.ts'
import { fieldFaults } from '../faults.ts'
import { useAction } from '../load.tsx'
import { Button } from '../parts/button.tsx'
import { Choice } from '../parts/choice.tsx'
import { FaultNotice } from '../parts/fault.tsx'
import { Field } from '../parts/field.tsx'
import { useWords } from '../words.ts'
import { KeyFields, type Keys } from './key-fields.tsx'
import { regions } from './role.ts'
import { RoleSteps } from './role-steps.tsx'

type Way = 'role' | 'keys'

type AwsFormProps = {
  samples: Samples['aws'] | undefined
  onCancel: (() => void) | undefined
  onConnected(connected: AwsConnected & { region: string }): void
}

export const AwsForm = ({ samples, onCancel, onConnected }: AwsFormProps) => {
  const { connect: words, frame } = useWords()
  const { panda } = usePanda()
  const list = useId()
  const [way, choose] = useState<Way>(samples ? 'keys' : 'role')
  const [region, setRegion] = useState(samples?.region ?? '')
  const [roleArn, setRoleArn] = useState('')
  const [keys, setKeys] = useState<Keys>({ accessKeyId: '', secretAccessKey: '', sessionToken: '' })
  const { run, busy, fault, clear } = useAction(async () => {
    const body = bodyOf(way, region.trim(), roleArn.trim(), keys)
    const connected = await panda.connectAws(body)
    tellOtherTabs()
    onConnected({ ...connected, region: body.region })
  })
  const faults = fieldFaults(fault)
  return (
    <form
      class="form connect-form"
      onSubmit={event => {
        event.preventDefault()
        void run()
      }}
    >
      <Field
        label={words.region}
        name="region"
        placeholder="ap-northeast-2"
        required
        list={list}
        hint={samples ? words.samplesWork(samples.region) : words.regionHint}
        fault={faults.region && words.regionFault}
        value={region}
        onValue={setRegion}
      />
      <datalist id={list}>
        {(samples ? [samples.region] : regions).map(name => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <Choice
        label={words.way}
        value={way}
        options={[
          { value: 'role', title: words.wayRole, text: words.wayRoleText },
          { value: 'keys', title: words.wayKeys, text: words.wayKeysText },
        ]}
        onValue={way => {
          choose(way)
          clear()
        }}
      />
      {way === 'role' ? (
        <RoleSteps
          region={region}
          isLocal={samples !== undefined}
          value={roleArn}
          fault={faults.roleArn && words.roleArnFault}
          onValue={setRoleArn}
        />
      ) : (
        <KeyFields samples={samples} keys={keys} faults={faults} onKeys={setKeys} />
      )}
      {fault !== undefined && <FaultNotice fault={fault} />}
      <div class="actions">
        <Button kind="primary" type="submit" busy={busy}>
          {words.connect}
        </Button>
        {onCancel && (
          <Button kind="quiet" onClick={onCancel}>
            {frame.cancel}
          </Button>
        )}
      </div>
    </form>
  )
}

const bodyOf = (way: Way, region: string, roleArn: string, keys: Keys): AwsConnect => {
  if (way === 'role') return { region, roleArn }
  const [accessKeyId, secretAccessKey, sessionToken] = [
    keys.accessKeyId.trim(),
    keys.secretAccessKey.trim(),
    keys.sessionToken.trim(),
  ]
  return { region, accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) }
}
