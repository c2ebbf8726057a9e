// What the pretend EventBridge keeps: buses with their policies, rules with their targets.
import * as z from 'zod'
import { AwsError } from './aws-error.ts'
import type { Kernel } from './kernel.ts'
import { isPrincipal } from './role-trust.ts'
import { type Place, placeOf, rows } from './rows.ts'

export type Target = { Id: string; Arn: string; RoleArn?: string }
export type Rule = {
  name: string
  arn: string
  bus: string
  pattern: string
  enabled: boolean
  description?: string
  roleArn?: string
  targets: Target[]
}
export type Bus = { name: string; arn: string; policy?: string }
export type BusAt = Place & { bus: string }

export const keptRules = (kernel: Pick<Kernel, 'shelf'>) => {
  const buses = rows<Bus>(kernel, 'events.bus')
  const rules = rows<Rule>(kernel, 'events.rule')
  /** Every account has its default bus, made or not. */
  const busAt = (at: BusAt): Bus | undefined =>
    buses.get(at, at.bus) ?? (at.bus === 'default' ? { name: 'default', arn: busArn(at) } : undefined)
  return {
    buses,
    busAt,
    bus: (at: BusAt): Bus => {
      const found = busAt(at)
      if (!found) throw missing(`Event bus ${at.bus} does not exist.`)
      return found
    },
    rule: (at: BusAt, name: string): Rule => {
      const found = rules.get(at, `${at.bus}/${name}`)
      if (!found) throw missing(`Rule ${name} does not exist on EventBus ${at.bus}.`)
      return found
    },
    findRule: (at: BusAt, name: string) => rules.get(at, `${at.bus}/${name}`),
    putRule: (at: BusAt, rule: Rule) => rules.put(at, `${at.bus}/${rule.name}`, rule),
    removeRule: (at: BusAt, name: string) => rules.remove(at, `${at.bus}/${name}`),
    rulesOf: (at: BusAt) => rules.of(at, `${at.bus}/`),
  }
}

/** A name or an ARN; the caller's default bus if neither. */
export const busOf = (caller: Place, named = 'default'): BusAt => {
  if (!named.startsWith('arn:')) return { accountId: caller.accountId, region: caller.region, bus: named }
  return { ...placeOf(named), bus: named.slice(named.indexOf(':event-bus/') + ':event-bus/'.length) }
}

export const busArn = (at: BusAt) => `arn:aws:events:${at.region}:${at.accountId}:event-bus/${at.bus}`

const statements = z.array(
  z.object({
    Sid: z.string(),
    Effect: z.enum(['Allow', 'Deny']),
    Principal: z.union([z.literal('*'), z.object({ AWS: z.union([z.string(), z.array(z.string())]) })]),
    Action: z.union([z.string(), z.array(z.string())]),
    Resource: z.string(),
    Condition: z.never().optional(),
  }),
)
const policySchema = z.object({ Version: z.string().optional(), Statement: statements })
export type Statement = z.infer<typeof statements>[number]

export const statementsOf = (policy: string | undefined): Statement[] => {
  if (policy === undefined) return []
  try {
    return policySchema.parse(JSON.parse(policy)).Statement
  } catch (fault) {
    throw new AwsError('ValidationException', `This policy is not valid, or not known here: ${String(fault)}`)
  }
}

export const admits = (bus: Bus, accountId: string) =>
  statementsOf(bus.policy).some(
    statement =>
      statement.Effect === 'Allow' &&
      [statement.Action].flat().includes('events:PutEvents') &&
      (statement.Principal === '*' ||
        [statement.Principal.AWS].flat().some(one => isPrincipal(one, { accountId, arn: '' }))),
  )

const missing = (message: string) => new AwsError('ResourceNotFoundException', message)
