import { beforeEach, describe, expect, test } from 'vitest'
import { rollbackAlarms, takingBack } from '../../lib/service-alarms.ts'
import { type Made, makeService, release } from './release/service.ts'
import { type Stage, stage } from './release/stage.ts'

let on: Stage
let made: Made
beforeEach(async () => {
  on = await stage()
  made = await makeService(on)
  await putAlarms()
  await on.pass(5)
})

/** The four of the service's template, as CloudFormation would put them. */
const putAlarms = async () => {
  const { LoadBalancers } = await on.call<{ LoadBalancers: { LoadBalancerArn: string }[] }>(
    'elbv2',
    'DescribeLoadBalancers',
    {},
  )
  const names: Record<string, string> = {
    LB: LoadBalancers[0]!.LoadBalancerArn.split(':loadbalancer/')[1]!,
    A: made.groups[0].split(':')[5]!,
    B: made.groups[1].split(':')[5]!,
  }
  const resolved = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value), (_key, inner) => (inner?.['Fn::GetAtt'] ? names[inner['Fn::GetAtt'][0]] : inner))
  for (const [AlarmName, { Properties }] of Object.entries(rollbackAlarms('LB', ['A', 'B'])) as [string, Resource][])
    await on.call('cloudwatch', 'PutMetricAlarm', { ...(resolved(Properties) as object), AlarmName })
}
type Resource = { Properties: object }

const ringing = async () => {
  const input = { StateValue: 'ALARM' }
  const found = await on.call<{ MetricAlarms: { AlarmName: string }[] }>('cloudwatch', 'DescribeAlarms', input)
  return found.MetricAlarms.map(one => one.AlarmName).sort()
}

test('a service that is well is quiet, from its first second on', async () => {
  for (let passed = 0; passed < 600; passed += 20) {
    expect(await ringing()).toEqual([])
    await on.pass(20)
  }
})

describe('errors', () => {
  test('of ten and one in five minutes', async () => {
    on.serve('a', Array(100).fill(10), 10)
    expect(await ringing()).toEqual([])
    on.serve('a', [10], 1)
    await on.pass(1)
    expect(await ringing()).toEqual(['ServerErrors'])
    await on.pass(300)
    expect(await ringing()).toEqual([])
  })
})

describe('slow answers', () => {
  const minute = async (latencyMs: number) => {
    on.serve('a', Array(20).fill(latencyMs))
    await on.pass(60)
  }
  test('for three minutes in a row', async () => {
    await minute(2500)
    await minute(2500)
    expect(await ringing()).toEqual([])
    await minute(2500)
    expect(await ringing()).toEqual(['SlowAnswers'])
    await minute(100)
    expect(await ringing()).toEqual([])
  })
})

describe('hosts', () => {
  test('none healthy in either group for two minutes', async () => {
    on.programs.set('a', { healthyAfterMs: null })
    on.sicken('a')
    await on.pass(60)
    expect(await ringing()).toEqual([])
    await on.pass(65)
    expect(await ringing()).toContain('NoHealthyHosts')
  })

  test('one that stays unhealthy for six minutes, whatever the other group does', async () => {
    on.programs.set('b', { healthyAfterMs: null })
    await release(on, 'b')
    await on.pass(5 * 60)
    expect(await ringing()).toEqual([])
    await on.pass(90)
    expect(await ringing()).toEqual(['UnhealthyHosts'])
  })

  test('a blue that falls sick while it stays warm rings nothing that takes green back', async () => {
    const deploymentId = await release(on, 'b')
    await on.pass(60)
    await on.call('codedeploy', 'ContinueDeployment', { deploymentId, deploymentWaitType: 'READY_WAIT' })
    await on.pass(10)
    on.programs.set('a', { healthyAfterMs: null })
    on.sicken('a')
    await on.pass(10 * 60)
    expect(await ringing()).toEqual(['UnhealthyHosts'])
    expect(takingBack).not.toContain('UnhealthyHosts')
  })
})

test('what is not modelled is refused loudly', async () => {
  const alarm = { AlarmName: 'x', Metrics: [{ Id: 'a', Expression: 'SUM(METRICS())', ReturnData: true }] }
  await on.call('cloudwatch', 'PutMetricAlarm', alarm)
  await expect(on.call('cloudwatch', 'DescribeAlarms', {})).rejects.toThrow('does not model the expression')
})
