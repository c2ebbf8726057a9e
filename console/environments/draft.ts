// The settings as they are typed: '' is "as usual". What this page does not know of is sent back as it was read.
import type { EnvironmentSettings, EnvironmentView } from '../../client/types.ts'

const plain = [
  ...['branches', 'githubConnectionId', 'awsConnectionId', 'strategy', 'autoSwitch', 'concurrency'],
  ...['healthPath', 'port'],
] as Plain[]
const ofApprovals = ['reviewers', 'waitMinutes', 'expiresHours'] as const

type Plain =
  | 'branches'
  | 'githubConnectionId'
  | 'awsConnectionId'
  | 'strategy'
  | 'autoSwitch'
  | 'concurrency'
  | 'healthPath'
  | 'port'
export type Name = Plain | (typeof ofApprovals)[number]
export const names: readonly Name[] = [...plain, ...ofApprovals]
export type Draft = Record<Name, string>

type Loose = Record<string, unknown>

/** Of `set` or of `settings`; undefined: nothing is said of it. */
export const settingIn = (settings: EnvironmentSettings | EnvironmentView['settings'], name: Name): unknown =>
  (isOfApprovals(name) ? (settings.approvals as Loose | undefined) : (settings as Loose))?.[name]

export const draftOf = (set: EnvironmentSettings): Draft =>
  Object.fromEntries(names.map(name => [name, textOf(settingIn(set, name))])) as Draft

/** All that is to be set: what was not touched is as it was, whatever it is. */
export const settingsOf = (set: EnvironmentSettings, draft: Draft): EnvironmentSettings => {
  const before = draftOf(set)
  const next: Loose = { ...set }
  const approvals: Loose = { ...set.approvals }
  for (const name of names)
    if (draft[name] !== before[name]) (isOfApprovals(name) ? approvals : next)[name] = typed(name, draft[name].trim())
  next.approvals = Object.values(approvals).some(value => value !== undefined) ? approvals : undefined
  return next
}

/** Somebody else has written meanwhile: what was typed stays, the rest is as they have it. */
export const onTopOf = (theirs: Draft, base: Draft, mine: Draft): Draft =>
  Object.fromEntries(names.map(name => [name, mine[name] === base[name] ? theirs[name] : mine[name]])) as Draft

/** Both have changed it, and not to the same. */
export const disputed = (theirs: Draft, base: Draft, mine: Draft): Name[] =>
  names.filter(
    name => mine[name] !== base[name] && theirs[name] !== base[name] && mine[name].trim() !== theirs[name].trim(),
  )

/** What this page has no field for: name and value, of what is within another as `promotion.from`. */
export const unknownOf = (settings: object): [string, string][] =>
  Object.entries(settings)
    .flatMap(([name, value]): [string, unknown][] =>
      isObject(value) ? Object.entries(value).map(([inner, one]) => [`${name}.${inner}`, one]) : [[name, value]],
    )
    .filter(([name, value]) => value != null && !names.some(known => known === name || `approvals.${known}` === name))
    .map(([name, value]) => [name, anyText(value)])

/** The same as text, to be changed: JSON, as `panda env set --file` takes it. */
export const restText = (set: EnvironmentSettings): string => {
  const rest = Object.fromEntries(Object.entries(set).filter(([name, value]) => !isShown(name) && value !== undefined))
  return Object.keys(rest).length > 0 ? JSON.stringify(rest, null, 2) : ''
}

/** Undefined: it is no JSON, or says what has a field of its own. */
export const withRest = (settings: EnvironmentSettings, text: string): EnvironmentSettings | undefined => {
  const rest = text.trim() === '' ? {} : parsed(text)
  if (!isObject(rest) || Object.keys(rest).some(isShown)) return undefined
  const shown = Object.entries(settings).filter(([name]) => isShown(name))
  return { ...Object.fromEntries(shown), ...rest }
}

/** What the server said of it, a line each. */
export const restFaults = (faults: Record<string, string>): string[] =>
  Object.entries(faults).flatMap(([field, message]) => (isShown(field.split('.')[0]!) ? [] : [`${field} ${message}`]))

/** As the server names its faults: the first of a setting counts. */
export const faultsOf = (faults: Record<string, string>): Name[] =>
  names.filter(name => Object.keys(faults).some(field => field.split('.').includes(name)))

/** `mon, tue 09:00 17:00 Asia/Seoul; …`: of what it is of, this page knows nothing. */
const anyText = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(anyText).join(value.some(isObject) ? '; ' : ', ')
  if (!isObject(value)) return String(value)
  const said = Object.entries(value).filter(([, one]) => one !== null)
  // A word says what it is, a number does not.
  const numbered = said.some(([, one]) => typeof one === 'number')
  return said
    .map(([name, one]) => (typeof one === 'number' ? `${name} ${one}` : anyText(one)))
    .join(numbered ? ', ' : ' ')
}

const isObject = (value: unknown): value is Loose =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isShown = (name: string) => name === 'approvals' || plain.some(one => one === name)

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isOfApprovals = (name: Name) => ofApprovals.some(one => one === name)

const textOf = (value: unknown) => (Array.isArray(value) ? value.join(', ') : value == null ? '' : String(value))

const typed = (name: Name, text: string): unknown => {
  if (text === '') return undefined
  if (name === 'branches') return text.split(/[\s,]+/).filter(Boolean)
  if (name === 'autoSwitch') return text === 'true'
  // What is no number is sent as one that is refused: for a port JSON's null means that none is wished for.
  if (name === 'port') return Number(text) || 0
  return isOfApprovals(name) ? Number(text) : text
}
