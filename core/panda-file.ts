// panda.yml: settings of environments in the repository. Whoever may push writes it, so it gives what nobody has set, and
// protects more than what is set or usual, never less: docs/panda-yml.md.
import * as z from 'zod'
import { type Environment, type EnvironmentSettings, resolve } from './environment.ts'
import { settingsInFile } from './environment-schemas.ts'
import { sizeFault } from './program.ts'
import * as fields from './schemas.ts'
import { readYaml, type Spot, spotKey, YamlFault } from './yaml.ts'

export const pandaFileName = 'panda.yml'
/** Bytes; GitHub answers up to a megabyte. */
const mostFileBytes = 65_536

export const pandaFile = z.strictObject({
  environments: z
    .record(fields.environment, settingsInFile, 'must be names of environments, each with its settings')
    .describe('By name: dev, prod or any other'),
})
export type FileSettings = z.output<typeof settingsInFile>

export type FileFault = Spot & { field: string; message: string }
export type PandaFile =
  | { ok: true; environments: Record<string, FileSettings> }
  /** All of what is wrong, in the order of the file. */
  | { ok: false; faults: FileFault[] }

export const readPandaFile = (text: string): PandaFile => {
  if (text.length > mostFileBytes) return wrong({ line: 1, column: 1, message: 'must be 64 kB at most' })
  try {
    const { value, spots } = readYaml(text)
    const read = pandaFile.safeParse(value ?? {})
    const faults = read.success
      ? sizeFaults(read.data.environments, spots)
      : read.error.issues.flatMap(issue => faultsOf(issue, value, spots))
    if (faults.length > 0 || !read.success) return { ok: false, faults: faults.sort(inOrder).slice(0, mostFaults) }
    return { ok: true, environments: read.data.environments }
  } catch (fault) {
    if (!(fault instanceof YamlFault)) throw fault
    return wrong({ ...fault.spot, message: fault.message })
  }
}

/** Who is asked first wins; what protects is added up. */
export const withFile = (name: string, given: EnvironmentSettings[], file: FileSettings | undefined): Environment => {
  if (!file) return resolve(name, ...given)
  const { approvals, gates, promotion, windows = [], freezes = [], ...usual } = file
  // Of somebody's strategy a switch that the file wants by itself would make another.
  if (given.some(one => one.strategy !== undefined)) delete usual.autoSwitch
  const all = resolve(name, ...given, usual)
  return {
    ...all,
    approvals: {
      reviewers: Math.max(all.approvals.reviewers, approvals?.reviewers ?? 0),
      waitMinutes: Math.max(all.approvals.waitMinutes, approvals?.waitMinutes ?? 0),
      expiresHours: Math.min(all.approvals.expiresHours, approvals?.expiresHours ?? all.approvals.expiresHours),
    },
    gates: { ...all.gates, checks: [...new Set([...all.gates.checks, ...(gates?.checks ?? [])])] },
    promotion: { ...all.promotion, only: all.promotion.only || (promotion?.only ?? false) },
    windows: all.windows.length > 0 ? all.windows : windows,
    freezes: [...all.freezes, ...freezes],
  }
}

const mostFaults = 50

const wrong = (fault: Spot & { message: string }): PandaFile => ({ ok: false, faults: [{ field: '', ...fault }] })

const inOrder = (a: Spot, b: Spot) => a.line - b.line || a.column - b.column

const sizeFaults = (environments: Record<string, FileSettings>, spots: Map<string, Spot>): FileFault[] =>
  Object.entries(environments).flatMap(([name, settings]) => {
    const message = sizeFault(settings)
    const path = ['environments', name, 'memory']
    return message === undefined ? [] : [{ field: path.join('.'), message, ...spotOf(path, spots) }]
  })

const faultsOf = (issue: z.core.$ZodIssue, value: unknown, spots: Map<string, Spot>): FileFault[] => {
  const field = issue.path.map(String).join('.')
  if (issue.code === 'unrecognized_keys')
    return issue.keys.slice(0, mostFaults).map(key => ({
      field: [field, short(key)].filter(part => part !== '').join('.'),
      message: `is not known here: ${knownAt(issue.path)}`,
      ...(spots.get(spotKey(['key', ...issue.path, key])) ?? spotOf(issue.path, spots)),
    }))
  const isMissing = issue.code === 'invalid_type' && at(value, issue.path) === undefined
  return [{ field: short(field), message: isMissing ? 'is missing' : issue.message, ...spotOf(issue.path, spots) }]
}

/** Of what is not there, the place of what it should be in. */
const spotOf = (path: readonly PropertyKey[], spots: Map<string, Spot>): Spot => {
  for (let length = path.length; length >= 0; length--) {
    const spot = spots.get(spotKey(path.slice(0, length)))
    if (spot) return spot
  }
  return { line: 1, column: 1 }
}

const at = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  )

const knownAt = (path: readonly PropertyKey[]) => {
  if (path.length === 0) return 'environments'
  const known = Object.keys(settingsInFile.shape).join(', ')
  return path.length === 2
    ? `${known} are. Connections, branches, secrets, a schedule, imageTags and what a service stands on are set by an admin`
    : 'see docs/panda-yml.md'
}

const short = (text: string) => (text.length > 100 ? `${text.slice(0, 100)}…` : text)
