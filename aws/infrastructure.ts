// The service's stack in the customer's account: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/Welcome.html
import {
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  type Stack,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation'
import { CloudFault, NameTaken } from '../core/faults.ts'
import type * as infra from '../core/infra.ts'
import type { Names } from '../core/names.ts'
import { warmMinutes } from '../core/pipeline.ts'
import type { Customer, Infrastructure, StackLook, StackWish } from '../core/ports.ts'
import { serviceTemplate, stackPolicy, templateHash } from '../lib/service-template.ts'
import type { CustomersOnly } from './clients.ts'
import { asked, unless } from './fault.ts'
import type { Network } from './network.ts'
import { lastFailure, lastToken } from './stack-events.ts'
import { outputsOf } from './stack-outputs.ts'

export type StackSettings = {
  /** The load balancer's checks: 10 and 5 unless said otherwise; on AWS the interval must be the longer one. */
  healthIntervalSeconds?: number
  healthTimeoutSeconds?: number
  /** How long blue stays warm, and how long green waits for its switch (15 minutes more than Panda itself waits). */
  terminationWaitMinutes?: number
  readyWaitMinutes?: number
  /** Who may always reach the test listener. */
  probeCidr?: string
  /** Where the service goes (aws/network.ts). None: nowhere in particular, which only the pretend region takes. */
  network?: Network
}

export const infrastructure = (clients: CustomersOnly, settings: StackSettings = {}): Infrastructure => ({
  async look(at, names) {
    const stack = await described(clients, at, names)
    if (!stack) return { state: 'absent' }
    const status = stack.StackStatus ?? ''
    if (status.endsWith('_IN_PROGRESS')) return { state: 'working' }
    if (standing.includes(status)) return ready(clients, at, stack)
    const why = await lastFailure(clients, at, names.stack)
    return {
      state: 'failed',
      reason: why ?? stack.StackStatusReason ?? status,
      removable: removable.includes(status),
      ...(/HandlerErrorCode: AlreadyExists|already exists|not idempotent/.test(why ?? '') && { taken: true }),
    }
  },

  async apply(at, wish) {
    const stack = await described(clients, at, wish.names)
    if (!stack) return create(clients, at, wish, settings)
    if (stack.StackStatus?.endsWith('_IN_PROGRESS')) return 'started'
    if (isAsWished(stack, wish, settings)) return 'unchanged'
    // An update to this very template has failed and was taken back: what stood before still stands, and goes on.
    const tried = stack.StackStatus === 'UPDATE_ROLLBACK_COMPLETE' ? await lastToken(clients, at, wish.names.stack) : ''
    if (tried?.startsWith(`${updateToken(wish, settings)}-`)) return 'unchanged'
    return update(clients, at, stack, wish, settings)
  },

  async remove(at, names) {
    if (!(await described(clients, at, names))) return
    const remove = new DeleteStackCommand({ StackName: names.stack })
    await asked('cloudformation:DeleteStack', () => clients.customer(at).cloudformation().send(remove))
  },
})

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html#cfn-console-view-stack-data-resources-status-codes */
const standing = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE']
/** Of these nothing ever served: a stack that failed to be updated is never taken away. */
const removable = ['CREATE_FAILED', 'ROLLBACK_COMPLETE', 'ROLLBACK_FAILED']

const described = async (clients: CustomersOnly, at: Customer, names: Names): Promise<Stack | undefined> => {
  const look = new DescribeStacksCommand({ StackName: names.stack })
  // CloudFormation has no error of its own for a stack that is not there.
  const answer = await unless(
    [/^Stack with id .* does not exist/],
    asked('cloudformation:DescribeStacks', () => clients.customer(at).cloudformation().send(look)),
  )
  const stack = answer?.Stacks?.[0]
  if (!stack || stack.StackStatus === 'DELETE_COMPLETE') return undefined
  const ours = Object.entries(names.tags).every(([key, value]) =>
    stack.Tags?.some(tag => tag.Key === key && tag.Value === value),
  )
  if (!ours)
    throw new NameTaken(`CloudFormation stack ${names.stack} exists and is not of this service (its tags differ)`)
  return stack
}

const ready = async (clients: CustomersOnly, at: Customer, stack: Stack): Promise<StackLook> => ({
  state: 'ready',
  templateHash: parameter(stack, 'TemplateHash') ?? '',
  outputs: await outputsOf(clients, at, stack),
})

const create = async (clients: CustomersOnly, at: Customer, wish: StackWish, settings: StackSettings) => {
  const network = await settings.network?.(at, wish.network)
  const values = parametersOf(wish, settings, network)
  const command = new CreateStackCommand({
    StackName: wish.names.stack,
    TemplateBody: JSON.stringify(serviceTemplate(wish.program)),
    Parameters: Object.entries(values).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
    Tags: Object.entries(wish.names.tags).map(([Key, Value]) => ({ Key, Value })),
    Capabilities: ['CAPABILITY_IAM'],
    StackPolicyBody: JSON.stringify(stackPolicy()),
  })
  // Made by another step of ours in between: the next look tells whose it is.
  await unless(
    ['AlreadyExistsException'],
    asked('cloudformation:CreateStack', () => clients.customer(at).cloudformation().send(command)),
  )
  return 'started' as const
}

/** What the stack was born with stays as it is: another image, port or health path is for releases to bring, and another
 *  network or certificate would move live traffic. */
const update = async (clients: CustomersOnly, at: Customer, stack: Stack, wish: StackWish, settings: StackSettings) => {
  const values = parametersOf(wish, settings, undefined)
  const changes = [
    ...changeable,
    ...(values.Secrets ? ['Secrets'] : []),
    ...(wish.logRetentionDays === undefined ? [] : ['LogRetentionDays']),
  ]
  const born = (name: string) => !changes.includes(name) && parameter(stack, name) !== undefined
  const command = new UpdateStackCommand({
    StackName: wish.names.stack,
    TemplateBody: JSON.stringify(await keptAsBorn(clients, at, wish.names)),
    Parameters: Object.entries(values).map(([ParameterKey, ParameterValue]) =>
      born(ParameterKey) ? { ParameterKey, UsePreviousValue: true } : { ParameterKey, ParameterValue },
    ),
    Capabilities: ['CAPABILITY_IAM'],
    ClientRequestToken: `${updateToken(wish, settings)}-${stack.LastUpdatedTime?.getTime() ?? 0}`,
  })
  const done = await unless(
    [/No updates are to be performed/],
    asked('cloudformation:UpdateStack', () => clients.customer(at).cloudformation().send(command)),
  )
  return done ? ('started' as const) : ('unchanged' as const)
}

/** What the first release ran with stands in the template as it was: another would be a change, which the stack policy denies. */
const keptAsBorn = async (clients: CustomersOnly, at: Customer, names: Names) => {
  const { Resources } = JSON.parse(await bornFrom(clients, at, names)) as { Resources?: { TaskDefinition?: object } }
  const next = serviceTemplate() as { Resources: Record<string, object> }
  const born = Resources?.TaskDefinition
  return born ? { ...next, Resources: { ...next.Resources, TaskDefinition: born } } : next
}

/** A role from before this was asked may not read it: what its stacks were born with, but for the newest, is what is usual. */
const bornFrom = async (clients: CustomersOnly, at: Customer, { stack }: Names): Promise<string> => {
  const read = new GetTemplateCommand({ StackName: stack })
  try {
    const answer = await asked('cloudformation:GetTemplate', () => clients.customer(at).cloudformation().send(read))
    return answer.TemplateBody ?? '{}'
  } catch (fault) {
    if (fault instanceof CloudFault && fault.kind === 'denied') return '{}'
    throw fault
  }
}

/** Secrets too, but only to let them in: a release that has none may be taken back to one that has. */
const changeable = ['TemplateHash', 'ProbeCidr']

const isAsWished = (stack: Stack, { secrets = '', logRetentionDays }: StackWish, { probeCidr = '' }: StackSettings) =>
  parameter(stack, 'TemplateHash') === templateHash() &&
  (parameter(stack, 'ProbeCidr') ?? '') === probeCidr &&
  (secrets === '' || parameter(stack, 'Secrets') === secrets) &&
  (logRetentionDays === undefined || parameter(stack, 'LogRetentionDays') === String(logRetentionDays))

/** Tells in the stack's events what an update was for. What it takes for secrets is the customer's to mend: each deployment
 *  tries it anew. */
const updateToken = ({ secrets, attempt, logRetentionDays }: StackWish, { probeCidr = '' }: StackSettings) =>
  [`panda-${templateHash().slice(0, 40)}`, probeCidr, secrets ? attempt : undefined, logRetentionDays]
    .filter(part => part !== undefined)
    .map(part => String(part).replace(/[^A-Za-z0-9]+/g, '-'))
    .join('-')

const parametersOf = (
  { names, image, port, healthPath, certificateArn = '', secrets = '', logRetentionDays = 90 }: StackWish,
  settings: StackSettings,
  network: infra.Network | undefined,
): Record<string, string> => ({
  Base: names.base,
  Cluster: names.cluster,
  Service: names.service,
  LogGroup: names.logGroup,
  LogRetentionDays: String(logRetentionDays),
  Image: image,
  Port: String(port),
  HealthPath: healthPath,
  HealthIntervalSeconds: String(settings.healthIntervalSeconds ?? 10),
  HealthTimeoutSeconds: String(settings.healthTimeoutSeconds ?? 5),
  TerminationWaitMinutes: String(settings.terminationWaitMinutes ?? warmMinutes),
  ReadyWaitMinutes: String(settings.readyWaitMinutes ?? 75),
  VpcId: network?.vpcId ?? '',
  Subnets: network?.subnets.join(',') ?? '',
  PrivateSubnets: network?.privateSubnets?.join(',') ?? '',
  TemplateHash: templateHash(),
  CertificateArn: certificateArn,
  ProbeCidr: settings.probeCidr ?? '',
  Secrets: secrets,
})

const parameter = (stack: Stack, name: string) =>
  stack.Parameters?.find(({ ParameterKey }) => ParameterKey === name)?.ParameterValue
