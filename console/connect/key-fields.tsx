import type { Samples } from '../../client/types.ts'
import { Field } from '../parts/field.tsx'
import { useWords } from '../words.ts'

export type Keys = { accessKeyId: string; secretAccessKey: string; sessionToken: string }

type KeyFieldsProps = {
  samples: Samples['aws'] | undefined
  keys: Keys
  faults: Record<string, string>
  onKeys(keys: Keys): void
}

export const KeyFields = ({ samples, keys, faults, onKeys }: KeyFieldsProps) => {
  const { connect: words } = useWords()
  return (
    <>
      <p class="why muted small">{words.whyRole}</p>
      <Field
        label={words.accessKeyId}
        name="accessKeyId"
        autocomplete="off"
        required
        hint={samples && words.samplesWork(samples.accessKeyId)}
        fault={faults.accessKeyId && words.accessKeyIdFault}
        value={keys.accessKeyId}
        onValue={accessKeyId => onKeys({ ...keys, accessKeyId })}
      />
      <Field
        label={words.secretAccessKey}
        name="secretAccessKey"
        type="password"
        autocomplete="off"
        required
        hint={samples && words.samplesWork(samples.secretAccessKey)}
        fault={faults.secretAccessKey && words.secretAccessKeyFault}
        value={keys.secretAccessKey}
        onValue={secretAccessKey => onKeys({ ...keys, secretAccessKey })}
      />
      <Field
        label={words.sessionToken}
        name="sessionToken"
        type="password"
        autocomplete="off"
        hint={words.sessionTokenHint}
        fault={faults.sessionToken && words.sessionTokenFault}
        value={keys.sessionToken}
        onValue={sessionToken => onKeys({ ...keys, sessionToken })}
      />
    </>
  )
}
