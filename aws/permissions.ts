// The self-test: which of the actions that Panda needs somebody in a customer's account lacks.
import {
  type ContextEntry,
  type EvaluationResult,
  type IAMClient,
  SimulatePrincipalPolicyCommand,
  type SimulatePrincipalPolicyCommandOutput,
} from '@aws-sdk/client-iam'
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { CloudFault } from '../core/faults.ts'
import { arnOf, type Condition, type Permission } from '../core/permission.ts'
import { permissionsFor, simulation } from '../core/permissions.ts'
import type { Accounts, Customer } from '../core/ports.ts'
import type { CustomersOnly } from './clients.ts'
import { asked } from './fault.ts'
import { harmlessReads } from './harmless-reads.ts'
import { within } from './within.ts'

export const permissionCheck =
  (clients: CustomersOnly, limitMs: number): Accounts['permissions'] =>
  async at => {
    const needed = permissionsFor(at.access.kind).filter(({ actions }) => !actions.includes(simulation))
    try {
      return { checked: true, missing: await within(limitMs, missingOf(clients, at, needed)), unchecked: [] }
    } catch (fault) {
      if (!(fault instanceof CloudFault)) throw fault
      const isRefused = fault.kind === 'denied' && fault.operation === simulation
      const { denied, allowed } = isRefused ? await harmlessReads(clients, at) : { denied: [], allowed: [] }
      const unchecked = actionsOf(needed).filter(action => ![...denied, ...allowed].includes(action))
      const missing = isRefused ? [simulation, ...denied].sort() : []
      return { checked: false, missing, unchecked, why: fault.message }
    }
  }

/** An account's root user may do everything, and IAM cannot be asked about it. */
const missingOf = async (clients: CustomersOnly, at: Customer, needed: Permission[]) => {
  const who = await principal(clients, at)
  return who.endsWith(':root') ? [] : simulated(clients.customer(at).iam(), at, who, needed)
}

/** Whom IAM is asked about: the role, also of one that was taken on, and the user otherwise. */
const principal = async (clients: CustomersOnly, at: Customer): Promise<string> => {
  if (at.access.kind === 'role') return at.access.roleArn
  const sts = clients.customer(at).sts()
  const { Arn = '' } = await asked('sts:GetCallerIdentity', () => sts.send(new GetCallerIdentityCommand({})))
  return Arn.replace(/^arn:([^:]+):sts::(\d{12}):assumed-role\/([^/]+)\/.*$/, 'arn:$1:iam::$2:role/$3')
}

/** Few at a time: IAM answers some calls a second for a whole account. */
const atOnce = 4

const simulated = async (iam: IAMClient, at: Customer, who: string, needed: Permission[]): Promise<string[]> => {
  const left = alike(needed)
  const missing = new Set<string>()
  const work = async () => {
    for (let batch = left.pop(); batch; batch = left.pop())
      for (const result of await resultsOf(iam, at, who, batch))
        if (!isAllowed(result)) missing.add(result.EvalActionName ?? '')
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return [...missing].sort()
}

const resultsOf = async (iam: IAMClient, at: Customer, PolicySourceArn: string, batch: Permission) => {
  const results: EvaluationResult[] = []
  let Marker: string | undefined
  do {
    const command = new SimulatePrincipalPolicyCommand({
      PolicySourceArn,
      ActionNames: [...batch.actions],
      ResourceArns: batch.on.map(pattern => example(pattern, at)),
      ContextEntries: contextOf(batch.when),
      Marker,
    })
    const page: SimulatePrincipalPolicyCommandOutput = await asked('iam:SimulatePrincipalPolicy', () =>
      iam.send(command),
    )
    results.push(...(page.EvaluationResults ?? []))
    Marker = page.IsTruncated ? page.Marker : undefined
  } while (Marker)
  return results
}

/** An organization may take away what a policy gives. */
const isAllowed = ({ EvalDecision, OrganizationsDecisionDetail }: EvaluationResult) =>
  EvalDecision === 'allowed' && OrganizationsDecisionDetail?.AllowedByOrganizations !== false

/** One question for all that is limited alike. */
const alike = (permissions: Permission[]): Permission[] =>
  [...Map.groupBy(permissions, ({ on, when }) => JSON.stringify([on, when ?? null])).values()].map(group => ({
    ...group[0]!,
    actions: actionsOf(group),
  }))

const actionsOf = (permissions: Permission[]) => [...new Set(permissions.flatMap(({ actions }) => actions))].sort()

/** IAM is asked about one thing of that kind. `arn:aws:ecr:eu-west-1:111122223333:repository/panda-self-test` */
const example = (pattern: string, { accountId, region, access }: Customer) => {
  const partition = access.kind === 'role' ? (access.roleArn.split(':')[1] ?? 'aws') : partitionOf(region)
  if (pattern === '*') return pattern
  const inRegion = pattern.replace(/^(\w+):\*:/, `$1:${region}:`)
  return arnOf(inRegion.replaceAll('*', exampleName), { partition, account: accountId })
}

const exampleName = 'panda-self-test'

const partitionOf = (region: string) =>
  region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'

/** The circumstances in which Panda does it. */
const contextOf = (when: Condition = {}): ContextEntry[] =>
  Object.entries(when).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([ContextKeyName, values]) => ({
      ContextKeyName,
      ContextKeyType: operator.startsWith('ForAnyValue:') ? 'stringList' : 'string',
      ContextKeyValues: [values[0]!.replace('arn:*:', 'arn:aws:').replaceAll('*', exampleName)],
    })),
  )
