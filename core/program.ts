// What a release runs with: how large its tasks are, how many, and what they are told. It is resolved once, when a deployment
// is accepted, and goes with the release: a rollback brings it back.

export type Program = {
  /** Null: as the revision before has it; at first a quarter of a CPU and half a GB. */
  cpu: number | null
  memory: number | null
  /** Null: as many as there are; at first two. */
  count: number | null
  variables: Record<string, string>
  /** Names, and where their values are kept in the customer's account: the values are never here. Absent: none. */
  secrets?: Record<string, string>
}

/** Nothing is said of it. Logs from before it could be said have none. */
export const usualProgram: Program = { cpu: null, memory: null, count: null, variables: {} }

export const usualCount = 2

const between = (least: number, most: number, step: number) =>
  Array.from({ length: (most - least) / step + 1 }, (_, n) => least + n * step)

/** MiB by CPU units: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html */
const memoryOf: Record<number, number[]> = {
  256: [512, 1024, 2048],
  512: between(1024, 4096, 1024),
  1024: between(2048, 8192, 1024),
  2048: between(4096, 16_384, 1024),
  4096: between(8192, 30_720, 1024),
  8192: between(16_384, 61_440, 4096),
  16384: between(32_768, 122_880, 8192),
}
export const cpus = Object.keys(memoryOf).map(Number)

/** What goes into the template that a service begins with has to fit there: 51,200 characters take 16 kB of it beside the rest. */
const most = { variables: 50, bytes: 16_384 }

type Size = { cpu?: number | undefined; memory?: number | undefined }

/** Why they do not go together, or nothing. */
export const sizeFault = ({ cpu, memory }: Size): string | undefined => {
  if (memory === undefined) return undefined
  if (cpu === undefined) return `goes with cpu: say one of ${cpus.join(', ')} too`
  const fitting = memoryOf[cpu]
  if (!fitting || fitting.includes(memory)) return undefined
  return `with cpu ${cpu} it must be ${listed(fitting)}`
}

/** Both from the first that says one: half of one and half of another would be no size. */
export const sizeOf = (given: Size[]): Pick<Program, 'cpu' | 'memory'> => {
  const { cpu, memory } = given.find(one => one.cpu !== undefined) ?? {}
  return cpu === undefined ? { cpu: null, memory: null } : { cpu, memory: memory ?? memoryOf[cpu]![0]! }
}

/** Of all of them together. */
export const variablesFault = (all: Program['variables']): string | undefined => {
  if (Object.keys(all).length > most.variables) return `must be ${most.variables} at most`
  return bytesOf(all) > most.bytes ? `must be ${most.bytes} bytes at most, all together` : undefined
}

type Service = { owner: string; repo: string; environment: string }

/** Below this, and no other name, is what a program may be given without its owner saying so at the secret itself. */
export const secretsPath = ({ owner, repo, environment }: Service) => `${owner}/${repo}/${environment}`

/** Why these cannot be the service's secrets, by name. An account that is not known yet is not held against them. */
export const secretFaults = (secrets: Record<string, string>, service: Service, accountId?: string) =>
  Object.entries(secrets).flatMap(([name, reference]) => {
    const path = `/panda/${secretsPath(service)}/`
    const account = /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(reference)?.[1]
    const isTheirs = account !== undefined && accountId !== undefined && account !== accountId
    const isElsewhere = account === undefined && !reference.startsWith(path)
    const message = isTheirs ? `must be of account ${accountId}` : `must be below ${path}, or an ARN`
    return isTheirs || isElsewhere ? [{ field: `secrets.${name}`, message }] : []
  })

const listed = (values: number[]) =>
  values.length <= 4
    ? `one of ${values.join(', ')}`
    : `${values[0]} to ${values.at(-1)} in steps of ${values[1]! - values[0]!}`

const bytesOf = (value: object) => new TextEncoder().encode(JSON.stringify(value)).length
