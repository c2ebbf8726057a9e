// What is kept of a stack: enough to go on with it after `kill -9` at any moment.
import { createHash } from 'node:crypto'
import type { Caller, Kernel } from '../kernel.ts'
import { type Rows, rows } from '../rows.ts'
import { resolve, type Scope } from './intrinsics.ts'
import type { Made, Making, Properties } from './making.ts'
import { parameterValues, parseTemplate, templateOf } from './template.ts'

export type Version = { template: string; parameters: Record<string, string>; tags: Record<string, string> }

export type Resource = {
  logicalId: string
  type: string
  status: string
  reason?: string
  since: number
  /** As soon as the service has answered: from here on it must be taken away again. */
  made?: Made
  /** As resolved when it was last made or changed. */
  properties: Properties
  tags: Record<string, string>
  /** A change of it was begun and has not come to its end: it is to be made as wished once more. */
  unsure?: true
}

export type StackEvent = {
  EventId: string
  Timestamp: number
  LogicalResourceId: string
  PhysicalResourceId: string
  ResourceType: string
  ResourceStatus: string
  ResourceStatusReason?: string
  ClientRequestToken?: string
}

export type Stack = {
  id: string
  name: string
  caller: Caller
  status: string
  reason?: string
  createdAt: number
  updatedAt?: number
  deletedAt?: number
  version: Version
  /** What an update comes from, and goes back to if it fails. */
  previous?: Version
  policy?: string
  token?: string
  resources: Record<string, Resource>
  outputs: Record<string, string>
  /** Oldest first, the last 500. */
  events: StackEvent[]
}

/** A deleted stack is found by its id only, as on AWS. */
export type Stacks = { living: Rows<Stack>; deleted: Rows<Stack> }

export const stacksOf = (kernel: Pick<Kernel, 'shelf'>): Stacks => ({
  living: rows<Stack>(kernel, 'cloudformation.stacks'),
  deleted: rows<Stack>(kernel, 'cloudformation.deleted'),
})

export const inProgress = (stack: Stack) => stack.status.endsWith('_IN_PROGRESS')

/** The stack's status, with its event in the list and on the bus.
 *  https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/event-detail-stack-status-change.html */
export const setStatus = (kernel: Kernel, stack: Stack, status: string, reason?: string) => {
  const now = kernel.timeline.now()
  stack.status = status
  if (reason === undefined) delete stack.reason
  else stack.reason = reason
  note(
    kernel,
    stack,
    { LogicalResourceId: stack.name, PhysicalResourceId: stack.id, ResourceType: stackType },
    status,
    reason,
  )
  kernel.emit({
    source: 'aws.cloudformation',
    'detail-type': 'CloudFormation Stack Status Change',
    account: stack.caller.accountId,
    region: stack.caller.region,
    time: new Date(now).toISOString(),
    resources: [stack.id],
    detail: {
      'stack-id': stack.id,
      'status-details': { status, 'status-reason': reason ?? '' },
      ...(stack.token && { 'client-request-token': stack.token }),
    },
  })
}

export const setResource = (kernel: Kernel, stack: Stack, resource: Resource) => {
  const kept = { ...resource, since: kernel.timeline.now() }
  stack.resources[resource.logicalId] = kept
  const who = {
    LogicalResourceId: resource.logicalId,
    PhysicalResourceId: resource.made?.physicalId ?? '',
    ResourceType: resource.type,
  }
  note(kernel, stack, who, resource.status, resource.reason)
}

export const makingOf = (kernel: Kernel, stack: Stack, logicalId: string): Making => {
  const token = createHash('sha256').update(`${stack.id}/${logicalId}`).digest('hex')
  return {
    call: (service, command, input) => kernel.call(service, command, input, stack.caller),
    caller: stack.caller,
    logicalId,
    nameOf: longest => `${`${stack.name}-${logicalId}`.slice(0, longest - 13)}-${token.slice(0, 12)}`,
    // ECS takes 36 characters of ASCII at most.
    token: token.slice(0, 32),
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-resource-tags.html
    tags: {
      ...stack.version.tags,
      'aws:cloudformation:stack-name': stack.name,
      'aws:cloudformation:stack-id': stack.id,
      'aws:cloudformation:logical-id': logicalId,
    },
  }
}

/** A resource's properties as they are to be, from what is made so far. */
export const resolved = (stack: Stack, version: Version, logicalId: string): Properties =>
  resolve(templateOf(version).resources[logicalId]!.Properties, scopeOf(stack, version)) as Properties

export const resolvedOutputs = (stack: Stack) => {
  const scope = scopeOf(stack, stack.version)
  const outputs = Object.entries(templateOf(stack.version).outputs)
  return Object.fromEntries(outputs.map(([name, { Value }]) => [name, String(resolve(Value, scope))]))
}

const scopeOf = (stack: Stack, version: Version): Scope => {
  const values = parameterValues(parseTemplate(version.template), version.parameters)
  const pseudo: Record<string, unknown> = {
    'AWS::AccountId': stack.caller.accountId,
    'AWS::Region': stack.caller.region,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stack.name,
    'AWS::StackId': stack.id,
    'AWS::NoValue': undefined,
  }
  return {
    ref: name => {
      if (name in values) return values[name]
      if (name in pseudo) return pseudo[name]
      const made = stack.resources[name]?.made
      if (!made) throw new Error(`Unresolved reference to ${name}`)
      return made.physicalId
    },
    attribute: (id, name) => {
      const value = stack.resources[id]?.made?.attributes[name]
      if (value === undefined) throw new Error(`Requested attribute ${name} does not exist in schema for ${id}`)
      return value
    },
  }
}

const stackType = 'AWS::CloudFormation::Stack'

const note = (
  kernel: Kernel,
  stack: Stack,
  who: Pick<StackEvent, 'LogicalResourceId' | 'PhysicalResourceId' | 'ResourceType'>,
  status: string,
  reason?: string,
) => {
  const event: StackEvent = {
    EventId: kernel.random.hex(16),
    Timestamp: kernel.timeline.now(),
    ...who,
    ResourceStatus: status,
    ...(reason !== undefined && { ResourceStatusReason: reason }),
    ...(stack.token && { ClientRequestToken: stack.token }),
  }
  stack.events = [...stack.events, event].slice(-500)
}
