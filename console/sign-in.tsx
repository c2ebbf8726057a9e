// Shown when a call was answered 401: on AWS every call carries an identity.
import { useState } from 'preact/hooks'
import { panda } from '../client/api.ts'
import { PandaError } from '../client/faults.ts'
import { useSession } from './api.ts'
import { faultText } from './faults.ts'
import { Page } from './frame.tsx'
import { useAction } from './load.tsx'
import { Button } from './parts/button.tsx'
import { Field } from './parts/field.tsx'
import { useWords } from './words.ts'

export const SignInPage = () => {
  const words = useWords()
  const { frame } = words
  const { signIn } = useSession()
  const [token, setToken] = useState('')
  const { run, busy, fault } = useAction(async () => {
    // A call that whoever has any role may make.
    await panda({ baseUrl: '', token: token.trim() }).deployments({ limit: 1 })
    signIn(token.trim())
  })
  const refused = fault instanceof PandaError && fault.status === 401
  return (
    <Page title={frame.signInTitle} lead={frame.signInText}>
      <form
        class="card form narrow"
        onSubmit={event => {
          event.preventDefault()
          void run()
        }}
      >
        <Field
          label={frame.signInToken}
          hint={frame.signInHint}
          fault={fault === undefined ? undefined : refused ? frame.signInRefused : faultText(fault, words)}
          type="password"
          name="token"
          autocomplete="off"
          required
          value={token}
          onValue={setToken}
        />
        <Button kind="primary" type="submit" busy={busy}>
          {frame.signIn}
        </Button>
      </form>
    </Page>
  )
}
