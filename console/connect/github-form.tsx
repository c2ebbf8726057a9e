import { useId, useState } from 'preact/hooks'
import type { GithubConnect, Samples } from '../../client/types.ts'
import { usePanda } from '../api.ts'
import { tellOtherTabs } from '../elsewhere.ts'
import { fieldFaults } from '../faults.ts'
import { useAction } from '../load.tsx'
import { Button } from '../parts/button.tsx'
import { FaultNotice } from '../parts/fault.tsx'
import { Field } from '../parts/field.tsx'
import { OutsideLink } from '../parts/outside-link.tsx'
import { useWords } from '../words.ts'
import { branchIn, repositoryIn } from './repository.ts'

/** Filled in: https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/managing-your-personal-access-tokens */
const newToken = 'https://github.com/settings/personal-access-tokens/new?name=Panda&contents=read'

type GithubFormProps = {
  samples: Samples['github'] | undefined
  onCancel: (() => void) | undefined
  onConnected(connected: GithubConnect): void
}

export const GithubForm = ({ samples, onCancel, onConnected }: GithubFormProps) => {
  const { connect: words, frame } = useWords()
  const { panda } = usePanda()
  const list = useId()
  const [repository, setRepository] = useState('')
  const [branch, setBranch] = useState('main')
  const [token, setToken] = useState('')
  const [unclear, setUnclear] = useState(false)
  const { run, busy, fault } = useAction(async () => {
    const found = repositoryIn(repository)
    setUnclear(found === undefined)
    if (!found) return
    const asked = { ...found, branch: branch.trim(), token: token.trim() }
    await panda.connectGithub(asked)
    tellOtherTabs()
    onConnected(asked)
  })
  const faults = fieldFaults(fault)
  const typed = (text: string) => {
    setRepository(text)
    setUnclear(false)
    const named = branchIn(text)
    if (named !== undefined) setBranch(named)
  }
  return (
    <form
      class="form connect-form"
      onSubmit={event => {
        event.preventDefault()
        void run()
      }}
    >
      <Field
        label={words.repository}
        name="repository"
        placeholder="panda/hello"
        required
        list={samples ? list : undefined}
        hint={
          samples
            ? `${words.repositoryHint}. ${words.samplesWork(examples(samples.repositories).join(', '))} …`
            : words.repositoryHint
        }
        fault={unclear || faults.owner || faults.repo ? words.repositoryFault : undefined}
        value={repository}
        onValue={typed}
      />
      <datalist id={list}>
        {samples?.repositories.map(name => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <Field
        label={words.branch}
        name="branch"
        required
        hint={words.branchHint}
        fault={faults.branch && words.branchFault}
        value={branch}
        onValue={setBranch}
      />
      <Field
        label={words.token}
        name="token"
        type="password"
        autocomplete="off"
        required
        hint={samples ? words.samplesWork(samples.token) : words.tokenHint}
        fault={faults.token && words.tokenFault}
        value={token}
        onValue={setToken}
      />
      <details class="more">
        <summary>{words.tokenHelp}</summary>
        <ul class="points small">
          <li>{words.tokenFine}</li>
          <li>{words.tokenClassic}</li>
          <li>{words.tokenKept}</li>
        </ul>
        <p>
          <OutsideLink href={newToken}>{words.tokenMake}</OutsideLink>
        </p>
      </details>
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

/** The one that goes well first. */
const examples = (repositories: readonly string[]) =>
  [...new Set([...repositories.filter(name => name.endsWith('/hello')), ...repositories])].slice(0, 3)
