// What a release runs with: how large its tasks are, how many, and what they are told. It is resolved once, when a deployment
// is accepted, and goes with the release: a rollback brings it back.
import * as z from 'zod'

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
const cpus = Object.keys(memoryOf).map(Number)

/** What goes into the template that a service begins with has to fit there: 51,200 characters take 16 kB of it beside the rest. */
const most = { variables: 50, bytes: 16_384, secrets: 30 }

const variableName = z.string().regex(/^(?!PORT$)[A-Za-z][A-Za-z0-9_]{0,99}$/)
const nameWords =
  'its name must be 1 to 100 letters, digits and "_", begin with a letter, and not be PORT, which Panda sets'

/** CloudFormation would put a secret in the place of what begins like its references:
 *  https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html */
const variableValue = z
  .string('must be a string')
  .regex(
    /^(?!.*\{\{resolve:)[\p{L}\p{M}\p{N}\p{P}\p{S} ]{0,2048}$/u,
    'must be at most 2048 characters, without line breaks and without "{{resolve:"',
  )

/** No part of a name is `.` or `..`. A secret's ARN may go on with a key, a stage and a version. */
const reference = z
  .string('must be a reference')
  .max(600, 'must be at most 600 characters')
  .regex(
    /^(?!.*\/\.{1,2}(?:\/|$))(?:\/panda(?:\/[\w.-]+){4,12}|arn:aws[a-z-]*:ssm:[a-z0-9-]+:\d{12}:parameter(?:\/?[\w.-]+)(?:\/[\w.-]+)*|arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@!-]+(?::[\w.-]*:\w*:[\w-]*)?)$/,
    'must be a name as /panda/OWNER/REPO/ENVIRONMENT/NAME, or the ARN of a parameter (ssm) or secret (secretsmanager)',
  )

export const programFields = {
  cpu: z
    .literal(cpus, `must be one of ${cpus.join(', ')}`)
    .describe('Of each task, in CPU units: 1024 are one vCPU. Alone it takes the least memory that goes with it'),
  memory: z
    .int('must be a whole number')
    .min(512, 'must be 512 to 122880')
    .max(122_880, 'must be 512 to 122880')
    .describe('Of each task, in MiB; goes with `cpu`, which says what may be'),
  count: z
    .int('must be a whole number')
    .min(1, 'must be 1 to 100')
    .max(100, 'must be 1 to 100')
    .describe(
      'So many tasks. A release that brings another number sets it; else what your own scaling has made of it stays',
    ),
  variables: z
    .record(variableName, variableValue, {
      error: ({ code }) => (code === 'invalid_key' ? nameWords : 'must be names and values'),
    })
    .refine(all => Object.keys(all).length <= most.variables, `must be ${most.variables} at most`)
    .refine(all => bytesOf(all) <= most.bytes, `must be ${most.bytes} bytes at most, all together`)
    .describe('The program’s environment. Whoever may look reads them, so nothing secret goes here')
    .meta({ examples: [{ LOG_LEVEL: 'debug' }] }),
  secrets: z
    .record(variableName, reference, {
      error: ({ code }) => (code === 'invalid_key' ? nameWords : 'must be names and references'),
    })
    .refine(all => Object.keys(all).length <= most.secrets, `must be ${most.secrets} at most`)
    .describe(
      'Beside the variables, what ECS reads in your account when a task starts: a name of Parameter Store below /panda/OWNER/REPO/ENVIRONMENT/, or the ARN of a parameter or of a secret of Secrets Manager. Panda never has the value',
    )
    .meta({ examples: [{ DB_PASSWORD: '/panda/panda/hello/prod/DB_PASSWORD' }] }),
}

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

/** Of what several say together: each alone has fitted. */
export const variablesFault = (all: Program['variables']): string | undefined =>
  programFields.variables.safeParse(all).error?.issues[0]?.message

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
