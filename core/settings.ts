// What can be set, with its defaults: one schema, all faults at once, at start.
import * as z from 'zod/mini'
import { locales } from './vocabulary.ts'
import './zod-words.ts'

// Every function reads these at its start: the small form of zod takes a quarter of the time of the other.
// And one schema for all that are alike.
const positive = z.coerce.number().check(z.positive())
const whole = z.coerce.number().check(z.int(), z.positive())
const seconds = (value: number) => z._default(positive, value)
const count = (value: number) => z._default(whole, value)

const settingsSchema = z.object({
  PANDA_LOCALE: z._default(z.enum(locales), 'en'),
  /** Deployments of one tenant that run, and that wait, at most. */
  PANDA_RUNNING: count(10),
  PANDA_WAITING: count(50),
  /** How long a deployment may wait for its slot, and for somebody to switch. */
  PANDA_QUEUE_MINUTES: seconds(120),
  PANDA_APPROVAL_MINUTES: seconds(60),
  PANDA_STAGE_MINUTES: seconds(10),
  PANDA_FIRST_INFRA_MINUTES: seconds(15),
  PANDA_TOTAL_MINUTES: seconds(30),
  PANDA_ROLLBACK_MINUTES: seconds(15),
  /** Green has this long to get healthy, and is looked at this often. */
  PANDA_GREEN_MINUTES: seconds(5),
  PANDA_GREEN_CHECK_SECONDS: seconds(10),
  /** Between the five checks before the switch, and between looks at a switch under way. */
  PANDA_VERIFY_SECONDS: seconds(2),
  PANDA_BAKE_SECONDS: seconds(300),
  PANDA_BAKE_CHECK_SECONDS: seconds(10),
  /** A step looks again by itself this long before it leaves the machine to wait: less than the Lambda's 50 s. */
  PANDA_STEP_SECONDS: seconds(40),
  /** Requests to each colour for the comparison before the switch. */
  PANDA_EVIDENCE_REQUESTS: count(20),
  /** Figures of both colours are measured this often at most, while somebody may look at them. */
  PANDA_FIGURES_SECONDS: seconds(60),
  PANDA_REQUESTS_PER_MINUTE: count(600),
  /** How long it is kept who did what. */
  PANDA_AUDIT_DAYS: count(400),
  /** What becomes of an image that no scanner has an answer for, where an environment that asks says nothing of it. */
  PANDA_NOT_SCANNED: z._default(z.enum(['pass', 'block']), 'block'),
  /** Whether load balancers here can have a certificate. */
  PANDA_TLS: z._default(z.enum(['yes', 'no']), 'yes'),
  /** The fixed address that Panda's requests come from (of a NAT gateway, say). None: each probe opens its own door. */
  PANDA_PROBE_CIDR: z.optional(z.cidrv4()),
})

export type Settings = z.infer<typeof settingsSchema>

/** One machine is quicker than AWS: what spec section 2 calls "locally". */
export const localSettings = {
  // Few have a scanner on their own machine: it is said, and goes on.
  PANDA_NOT_SCANNED: 'pass',
  // What stands in for load balancers has no certificates.
  PANDA_TLS: 'no',
  PANDA_GREEN_CHECK_SECONDS: '2',
  PANDA_VERIFY_SECONDS: '0.2',
  PANDA_BAKE_SECONDS: '5',
  PANDA_BAKE_CHECK_SECONDS: '1',
  PANDA_FIGURES_SECONDS: '2',
} as const

export type SettingsFault = { faults: string[] }

export const readSettings = (environment: Record<string, string | undefined>): Settings | SettingsFault => {
  const known = Object.fromEntries(
    Object.keys(settingsSchema.shape).flatMap(key => (environment[key] ? [[key, environment[key]]] : [])),
  )
  const parsed = settingsSchema.safeParse(known)
  if (parsed.success) return parsed.data
  return { faults: parsed.error.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`) }
}
