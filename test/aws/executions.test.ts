import { DescribeExecutionCommand } from '@aws-sdk/client-sfn'
import { expect, test } from 'vitest'
import { executions } from '../../aws/executions.ts'
import { install } from '../../region/install.ts'
import { machineText, task } from '../region/states/machine.ts'
import { overRegion, says } from './adapters.ts'

const place = async () => {
  const tokens: string[] = []
  const step = async (payload: unknown) => tokens.push((payload as { token: string }).token)
  const all = overRegion({ functions: { step } })
  const states = { One: task({ End: true }) }
  const plan = { rules: [], machine: { name: 'panda', definition: machineText(states) } }
  const { stateMachineArn } = await install(all.region, plan)
  const port = executions(all.clients, stateMachineArn)
  return { ...all, port, tokens, stateMachineArn, rest: () => all.timeline.advance(0) }
}

test('starting twice is starting once; a further one is named', async () => {
  const { port, tokens, rest } = await place()
  await port.start('dep_1')
  await port.start('dep_1')
  await rest()
  expect(tokens).toHaveLength(1)
  expect(await port.running('dep_1')).toBe(true)
  expect(await port.running('dep_2')).toBe(false)
  await port.start('dep_1', '2')
  await rest()
  expect(tokens).toHaveLength(2)
  expect(await port.succeed(tokens[0]!)).toBe('ok')
  await rest()
  expect(await port.running('dep_1')).toBe(true)
  expect(await port.fail(tokens[1]!, 'Broken', 'in two')).toBe('ok')
  await rest()
  expect(await port.running('dep_1')).toBe(false)
  await port.start('dep_1')
  await rest()
  expect(tokens).toHaveLength(2)
})

test('it carries the deployment id and nothing else; a failure keeps its words', async () => {
  const { port, tokens, rest, clients, stateMachineArn } = await place()
  await port.start('dep_1')
  await rest()
  await port.fail(tokens[0]!, 'Broken', 'in two')
  await rest()
  const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:dep_1`
  const look = await clients.platform.sfn().send(new DescribeExecutionCommand({ executionArn }))
  expect(look).toMatchObject({ input: '{"deploymentId":"dep_1"}', error: 'Broken', cause: 'in two' })
})

test('a dead token is normal; trouble is not', async () => {
  const { port, tokens, rest, trouble } = await place()
  await port.start('dep_1')
  await rest()
  await port.succeed(tokens[0]!)
  expect(await port.succeed(tokens[0]!)).toBe('dead')
  expect(await port.fail(tokens[0]!, 'Look')).toBe('dead')
  expect(await port.fail('nonsense', 'Look')).toBe('dead')
  trouble.before = says('ThrottlingException', 'Rate exceeded')
  await expect(port.succeed(tokens[0]!)).rejects.toMatchObject({ name: 'CloudFault', kind: 'throttled' })
  await expect(port.start('dep_2')).rejects.toMatchObject({ kind: 'throttled', operation: 'states:StartExecution' })
})
