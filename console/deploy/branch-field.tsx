// The branches as GitHub has them now; where they cannot be had, one is typed.
import { useId } from 'preact/hooks'
import type { GithubConnection } from '../../client/types.ts'
import { usePanda } from '../api.ts'
import { useLoad } from '../load.tsx'
import { Field, Select } from '../parts/field.tsx'
import { useWords } from '../words.ts'

type BranchFieldProps = {
  connection: GithubConnection
  value: string
  fault: string | undefined
  onValue(branch: string): void
}

export const BranchField = ({ connection, value, fault, onValue }: BranchFieldProps) => {
  const { deploy: words } = useWords()
  const { panda } = usePanda()
  const list = useId()
  const { githubConnectionId } = connection
  const { data, fault: failed } = useLoad(() => panda.branches(githubConnectionId), [panda, githubConnectionId])
  const shared = { label: words.branch, name: 'branch', value, fault, onValue }
  if (failed !== undefined && data === undefined) return <Field {...shared} required hint={words.branchesFailed} />
  if (data?.truncated)
    return (
      <>
        <Field {...shared} required list={list} hint={words.branchesMany} />
        <datalist id={list}>
          {data.branches.map(name => (
            <option key={name} value={name} />
          ))}
        </datalist>
      </>
    )
  const { branches, defaultBranch } = data ?? { branches: [], defaultBranch: undefined }
  // The one that is asked for stays to be seen, also when GitHub has it no more: then Panda says so.
  const names = [...new Set([...(defaultBranch ? [defaultBranch] : []), ...branches, value])].filter(Boolean)
  return (
    <Select
      {...shared}
      hint={data ? words.branchesRead : words.branchesLoading}
      options={names.map(name => ({
        value: name,
        text: name === defaultBranch ? `${name} (${words.branchDefault})` : name,
      }))}
    />
  )
}
