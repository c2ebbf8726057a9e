// What `cdk deploy` puts into the platform's account, as far as the region knows it: buses, rules, the state machine.
import type { Region } from './region.ts'

type Plan = {
  rules: { name: string; bus: string; pattern: object; target: string }[]
  machine: { name: string; definition: string }
}

/** Idempotent. A changed definition is what executions run that start from now on. */
export const install = async (region: Region, plan: Plan) => {
  const { kernel, platform } = region
  const busArn = (name: string) => `arn:aws:events:${platform.region}:${platform.accountId}:event-bus/${name}`
  for (const rule of plan.rules) await installRule(region, rule)
  const { name, definition } = plan.machine
  const stateMachineArn = `arn:aws:states:${platform.region}:${platform.accountId}:stateMachine:${name}`
  const create = kernel.call('states', 'CreateStateMachine', { name, definition }, platform)
  if (!(await unlessThere(create)))
    await kernel.call('states', 'UpdateStateMachine', { stateMachineArn, definition }, platform)
  await kernel.shelf.flush()
  return { stateMachineArn, busArn }
}

const installRule = async ({ kernel, platform }: Region, rule: Plan['rules'][number]) => {
  if (rule.bus !== 'default') await unlessThere(kernel.call('events', 'CreateEventBus', { Name: rule.bus }, platform))
  const at = { EventBusName: rule.bus }
  const pattern = JSON.stringify(rule.pattern)
  await kernel.call('events', 'PutRule', { ...at, Name: rule.name, EventPattern: pattern }, platform)
  const Arn = `arn:aws:lambda:${platform.region}:${platform.accountId}:function:${rule.target}`
  await kernel.call('events', 'PutTargets', { ...at, Rule: rule.name, Targets: [{ Id: 'panda', Arn }] }, platform)
}

const unlessThere = async <T>(answer: Promise<T>): Promise<T | undefined> => {
  try {
    return await answer
  } catch (fault) {
    if (fault instanceof Error && fault.name.includes('AlreadyExists')) return undefined
    throw fault
  }
}
