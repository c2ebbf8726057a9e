// What can be said of a deployment of Panda itself: `npx cdk deploy -c stage=prod -c alarmEmail=ops@example.com`, or the
// same in cdk.json. Every fault at once, in words, before anything is made.
import * as z from 'zod'
import { stages } from '../aws/deployed.ts'
import { issuerSchema } from '../aws/environment.ts'
import { readSettings } from '../core/settings.ts'

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const retentions = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288]

const days = (usual: number) =>
  z.coerce
    .number()
    .refine(value => [...retentions, 3653].includes(value), { error: `must be one of ${retentions.join(', ')}, 3653` })
    .default(usual)

/** `-c` knows text only: lists and objects are given as JSON there, and as they are in cdk.json. */
const json = <T extends z.ZodType>(schema: T) =>
  z.preprocess((given, context) => {
    if (typeof given !== 'string') return given
    try {
      return JSON.parse(given) as unknown
    } catch {
      context.addIssue('must be JSON')
      return z.NEVER
    }
  }, schema)

const settingsSchema = z.object({
  stage: z.enum(stages).default('dev'),
  /** Whose JWTs are taken. None: API tokens only. */
  issuers: json(
    z.array(issuerSchema).refine(list => JSON.stringify(list).length < 3000, {
      error: 'too many: a function’s environment holds 4 kB in all',
    }),
  ).default([]),
  alarmEmail: z.email().optional(),
  /** The fixed address that Panda's requests come from, if it has one; without, each probe opens a door of its own. */
  probeCidr: z.cidrv4().optional(),
  /** Pages of other origins that may call the API; the console's own is always among them. */
  corsOrigins: json(z.array(z.url({ protocol: /^https?$/ }))).default([]),
  /** Days that logs are kept: the functions'; builds and the machine; API access. */
  retention: json(z.object({ application: days(30), deployment: days(90), access: days(7) })).prefault({}),
  /** API Gateway writes a socket's access log with one role for the whole account and region. `present`: it has one. */
  gatewayLogRole: z.enum(['make', 'present']).default('make'),
})

export type PlatformSettings = z.output<typeof settingsSchema> & {
  /** Settings of core/settings.ts that are not as usual. */
  overrides: Record<string, string>
}

export class SettingsFault extends Error {
  override name = 'SettingsFault'
}

/** Of the CDK's context; what belongs to the CDK itself is passed over. */
export const platformSettings = (context: Record<string, unknown>): PlatformSettings => {
  const own = Object.entries(context).filter(([key]) => /^[A-Za-z][A-Za-z_]*$/.test(key))
  const [overriding, plain] = [own.filter(isOverride), own.filter(entry => !isOverride(entry))]
  const overrides = Object.fromEntries(overriding.map(([key, value]) => [key, String(value)]))
  const parsed = settingsSchema.safeParse(Object.fromEntries(plain))
  const faults = [
    ...plain.filter(([key]) => !(key in settingsSchema.shape)).map(([key]) => unknown(key, settingsSchema.shape)),
    ...(parsed.error?.issues ?? []).map(issue => `${issue.path.join('.')}: ${issue.message}`),
    ...overridesFaults(overrides),
  ]
  if (!parsed.success || faults.length > 0) throw new SettingsFault(`Panda's settings do not fit:\n${list(faults)}`)
  const { probeCidr } = parsed.data
  return { ...parsed.data, overrides: { ...overrides, ...(probeCidr && { PANDA_PROBE_CIDR: probeCidr }) } }
}

const isOverride = ([key]: [string, unknown]) => key.startsWith('PANDA_')

const overridesFaults = (overrides: Record<string, string>) => {
  const usual = readSettings({})
  const strange = Object.keys(overrides).filter(key => !(key in usual) && key !== 'PANDA_PROBE_CIDR')
  const read = readSettings(overrides)
  return [...strange.map(key => unknown(key, usual)), ...('faults' in read ? read.faults : [])]
}

const unknown = (key: string, known: object) => `${key}: unknown; known are ${Object.keys(known).join(', ')}`
const list = (faults: string[]) => faults.map(fault => `  ${fault}`).join('\n')
