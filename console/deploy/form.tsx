import { useRef, useState } from 'preact/hooks'
import type { AwsConnection, GithubConnection } from '../../client/types.ts'
import { usePanda } from '../api.ts'
import { tellOtherTabs } from '../elsewhere.ts'
import { fieldFaults } from '../faults.ts'
import { dateText } from '../format.ts'
import { useAction } from '../load.tsx'
import { Button } from '../parts/button.tsx'
import { FaultNotice } from '../parts/fault.tsx'
import { Field, Select } from '../parts/field.tsx'
import { usePreferences } from '../reader.ts'
import { go, Link, useRoute } from '../router.tsx'
import { useWords } from '../words.ts'
import { BranchField } from './branch-field.tsx'
import { draftOf, newestFirst, repositoryName } from './draft.ts'
import { HowFields } from './how-fields.tsx'
import { Outlook } from './outlook.tsx'
import { type Draft, keys, requestOf } from './request.ts'

type DeployFormProps = { github: readonly GithubConnection[]; aws: readonly AwsConnection[] }

export const DeployForm = ({ github, aws }: DeployFormProps) => {
  const { deploy: words } = useWords()
  const { locale } = usePreferences()
  const { panda } = usePanda()
  const { query } = useRoute()
  const [draft, set] = useState(() => draftOf({ github, aws }, query))
  const change = (changes: Partial<Draft>) => set(draft => ({ ...draft, ...changes }))
  // One that was deleted in another tab is no choice any more.
  const connection = github.find(one => one.githubConnectionId === draft.githubConnectionId) ?? newestFirst(github)[0]!
  const account = aws.find(one => one.awsConnectionId === draft.awsConnectionId) ?? newestFirst(aws)[0]!
  const { githubConnectionId } = connection
  const { awsConnectionId } = account
  const keyOf = useRef(keys(() => crypto.randomUUID()))
  const { run, busy, fault } = useAction(async () => {
    const request = requestOf({ ...draft, githubConnectionId, awsConnectionId }, connection)
    const { deploymentId } = await panda.deploy(request, { idempotencyKey: keyOf.current(request) })
    tellOtherTabs()
    go(`/deployments/${encodeURIComponent(deploymentId)}`)
  })
  const faults = fieldFaults(fault)
  return (
    <div class="deploy">
      <form
        class="card form"
        onSubmit={event => {
          event.preventDefault()
          void run()
        }}
      >
        {/* A folded field's fault is shown where the button is. */}
        <Select
          label={words.repository}
          name="repository"
          value={githubConnectionId}
          hint={<Link to="/connect">{words.notHere}</Link>}
          options={newestFirst(github).map(one => ({
            value: one.githubConnectionId,
            text: repositoryName(one, github, at => dateText(at, locale)),
          }))}
          onValue={id => change({ githubConnectionId: id, branch: branchOf(github, id) })}
        />
        <BranchField
          key={githubConnectionId}
          connection={connection}
          value={draft.branch}
          fault={faults.branch && words.branchFault}
          onValue={branch => change({ branch })}
        />
        <div class="pair">
          <Select
            label={words.account}
            name="account"
            value={awsConnectionId}
            options={newestFirst(aws).map(one => ({
              value: one.awsConnectionId,
              text: `${one.accountId}, ${one.region}`,
            }))}
            onValue={awsConnectionId => change({ awsConnectionId })}
          />
          <Field
            label={words.environment}
            name="environment"
            placeholder="default"
            hint={words.environmentHint}
            fault={faults.environment && words.environmentFault}
            value={draft.environment}
            onValue={environment => change({ environment })}
          />
        </div>
        <HowFields draft={draft} faults={faults} onChange={change} />
        {fault !== undefined && <FaultNotice fault={fault} />}
        <Button kind="primary" type="submit" busy={busy}>
          {words.go}
        </Button>
      </form>
      <Outlook draft={draft} connection={connection} account={account} />
    </div>
  )
}

const branchOf = (github: readonly GithubConnection[], id: string) =>
  github.find(one => one.githubConnectionId === id)?.branch ?? ''
