import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Connections, EnvironmentView } from '../../client/types.ts'
import { concurrencies } from '../../core/vocabulary.ts'
import { Field, Select } from '../parts/field.tsx'
import { useWords } from '../words.ts'
import { type Draft, draftOf, type Name, settingIn } from './draft.ts'
import { valueText } from './value-text.ts'

type SettingFieldsProps = {
  draft: Draft
  base: EnvironmentView
  connections: Connections
  faults: readonly Name[]
  /** Changed by somebody else as well. */
  theirs: readonly Name[]
  onChange(changes: Partial<Draft>): void
}

export const SettingFields = ({ draft, base, connections, faults, theirs, onChange }: SettingFieldsProps) => {
  const words = useWords()
  const { environments } = words
  const first = useRef<HTMLDivElement>(null)
  useEffect(() => first.current?.querySelector('input')?.focus(), [])
  const { github, aws } = connections
  const wanted = `${base.owner}/${base.repo}`.toLowerCase()
  const said = (name: Name, value: unknown) => valueText(name, value, words, connections)
  const before = draftOf(base.set)
  const around = (name: Name) => ({
    name,
    label: environments.names[name],
    value: draft[name],
    onValue: (value: string) => onChange({ [name]: value }),
    hint: hintOf(name),
    fault: faults.includes(name) ? (own(environments.faults, name) ?? environments.faults.other) : undefined,
  })
  const hintOf = (name: Name): ComponentChildren =>
    theirs.includes(name) ? (
      <span class="strong">{environments.theirs(before[name] || environments.usual)}</span>
    ) : (
      own(environments.hints, name)
    )
  /** What is usual is known where nothing is set; else only that it would be. */
  const usual = (name: Name) =>
    settingIn(base.set, name) === undefined ? said(name, settingIn(base.settings, name)) : environments.usual
  const text = (name: Name) => <Field {...around(name)} placeholder={usual(name)} />
  const choice = (name: Name, values: readonly unknown[]) => {
    const first = settingIn(base.set, name) === undefined ? environments.usualIs(usual(name)) : environments.usual
    const known = values.map(String)
    // What is set is a choice, also if this page would not offer it.
    const all = draft[name] === '' || known.includes(draft[name]) ? known : [...known, draft[name]]
    const options = [{ value: '', text: first }, ...all.map(value => ({ value, text: said(name, value) }))]
    return <Select {...around(name)} options={options} />
  }
  return (
    <>
      <h3>{environments.where}</h3>
      <div class="pair" ref={first}>
        {text('branches')}
        {choice(
          'githubConnectionId',
          github
            .filter(({ owner, repo }) => `${owner}/${repo}`.toLowerCase() === wanted)
            .map(one => one.githubConnectionId),
        )}
        {choice(
          'awsConnectionId',
          aws.map(one => one.awsConnectionId),
        )}
      </div>
      <h3>{environments.how}</h3>
      <div class="pair">
        {choice('strategy', ['blue-green', 'all-at-once'])}
        {choice('autoSwitch', [true, false])}
        {choice('concurrency', concurrencies)}
        {text('healthPath')}
        {text('port')}
      </div>
      <h3>{environments.approvals}</h3>
      <div class="pair">
        {text('reviewers')}
        {text('waitMinutes')}
        {text('expiresHours')}
      </div>
    </>
  )
}

const own = (words: Partial<Record<Name, string>>, name: Name) => words[name]
