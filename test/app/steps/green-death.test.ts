// What a sick green is told to have died of, and what a release may change of how it is asked.
import { expect, test } from 'vitest'
import { expectPeace } from '../../invariants.ts'
import { customer, openPlace, type Place } from '../../place.ts'
import type { Program } from '../../region/release/fake-world.ts'

const by = { accountId: customer.accountId, region: customer.region, arn: 'arn:aws:iam::000000000000:user/somebody' }

test.each<[string, Program, string]>([
  [
    'CannotPullContainerError: pull image manifest has been retried 1 time(s): not found',
    { refused: 'CannotPullContainerError: pull image manifest has been retried 1 time(s): not found' },
    'The image could not be pulled',
  ],
  ['exec format error', { refused: 'exec /app: exec format error' }, 'The image is for another kind of processor'],
  [
    'no way out',
    { refused: 'ResourceInitializationError: unable to pull secrets or registry auth' },
    'do its subnets lead to the internet?',
  ],
  ['killed', { exits: { afterMs: 500, code: 137 } }, 'The program was killed (exit code 137)'],
  ['ends', { exits: { afterMs: 500, code: 3 } }, 'The program ended by itself with exit code 3'],
])('%s', async (_name, program, words) => {
  const panda = await openPlace()
  await panda.served('a')
  panda.weather.programs.set('b', program)
  const id = await panda.deploy('b')
  expect(await panda.end(id)).toMatchObject({ status: 'FAILED', finalService: 'blue' })
  const { details } = (await panda.event(id, 'FAILED'))!
  expect(details.errorCode).toBe('HEALTH_CHECK_FAILED')
  expect(details.errorMessage).toContain(words)
  await expectPeace(panda)
})

test('whoever may not look at tasks still hears what failed', async () => {
  const panda = await openPlace()
  await panda.served('a')
  panda.weather.programs.set('b', { healthyAfterMs: null })
  panda.weather.before = async at => {
    if (at.command === 'ListTasks')
      throw Object.assign(new Error('not authorized to perform: ecs:ListTasks'), {
        name: 'AccessDeniedException',
        $fault: 'client',
      })
  }
  const id = await panda.deploy('b')
  await panda.end(id)
  const { details } = (await panda.event(id, 'FAILED'))!
  expect(details.errorMessage).toMatch(/^Green was not healthy within 5 minutes: .*ecs:ListTasks/)
  await expectPeace(panda)
})

const pathOf = async (panda: Place, group: string | null) => {
  const input = { TargetGroupArns: [group] }
  const found = await panda.region.kernel.call<{ TargetGroups: { HealthCheckPath: string }[] }>(
    'elbv2',
    'DescribeTargetGroups',
    input,
    by,
  )
  return found.TargetGroups[0]!.HealthCheckPath
}

test('a release may bring another health path; blue keeps its own, and a rollback brings it back', async () => {
  const panda = await openPlace()
  panda.weather.programs.set('a', { path: '/health' })
  panda.weather.programs.set('b', { path: '/up' })
  await panda.served('a')
  const id = await panda.deploy('b', { healthPath: '/up' })
  await panda.until(id, 'READY')
  const { release, evidence } = await panda.state(id)
  expect([await pathOf(panda, release!.blueGroup), await pathOf(panda, release!.greenGroup)]).toEqual([
    '/health',
    '/up',
  ])
  // Blue is asked where blue answers.
  expect(evidence).toMatchObject({ verdict: 'same', blue: { errors: 0 }, green: { errors: 0 } })
  await panda.switch(id)
  const state = await panda.end(id)
  expect(state.status).toBe('COMPLETED')
  expect(panda.serves(state.url)).toBe('b')
  await panda.minutes(70)
  const back = await panda.end(await panda.rollback(id))
  expect(back).toMatchObject({ status: 'COMPLETED', release: { mode: 'blue-green' } })
  expect(await pathOf(panda, back.release!.greenGroup)).toBe('/health')
  expect(panda.serves(back.url)).toBe('a')
  await expectPeace(panda)
})

const doors = async (panda: Place, id: string) => {
  const { infra } = await panda.state(id)
  const input = { Filters: [{ Name: 'group-id', Values: [infra!.balancerSecurityGroupId] }] }
  type Rules = { SecurityGroupRules: { FromPort: number; CidrIpv4?: string; Description: string }[] }
  const found = await panda.region.kernel.call<Rules>('ec2', 'DescribeSecurityGroupRules', input, by)
  return found.SecurityGroupRules.filter(rule => rule.FromPort === 9001).map(rule => rule.Description.split(' ')[2])
}

test('the test listener is open to the probe as long as the release lasts', async () => {
  const panda = await openPlace()
  const first = await panda.served('a')
  expect(await doors(panda, first)).toEqual([])
  const good = await panda.deploy('b')
  await panda.until(good, 'READY')
  expect(await doors(panda, good)).toEqual([good])
  await panda.switch(good)
  await panda.end(good)
  expect(await doors(panda, good)).toEqual([])
  const cancelled = await panda.deploy('c')
  await panda.until(cancelled, 'READY')
  expect(await doors(panda, cancelled)).toEqual([cancelled])
  await panda.cancel(cancelled)
  await panda.end(cancelled)
  expect(await doors(panda, cancelled)).toEqual([])
  await expectPeace(panda)
})

test('a door that cannot be closed takes no good release back, and the next release closes it', async () => {
  const panda = await openPlace()
  await panda.served('a')
  panda.weather.before = async at => {
    if (at.command === 'RevokeSecurityGroupIngress')
      throw Object.assign(new Error('not allowed'), { name: 'UnauthorizedOperation', $fault: 'client' })
  }
  const second = await panda.served('b')
  expect(await doors(panda, second)).toEqual([second])
  panda.weather.before = async () => {}
  const third = await panda.served('c')
  expect(await doors(panda, third)).toEqual([])
  await expectPeace(panda)
})

test('a probe with a fixed address opens nothing: the stack lets it in', async () => {
  const panda = await openPlace({ PANDA_PROBE_CIDR: '198.51.100.7/32' })
  const id = await panda.served('a')
  const { infra } = await panda.state(id)
  const input = { Filters: [{ Name: 'group-id', Values: [infra!.balancerSecurityGroupId] }] }
  const { SecurityGroupRules } = await panda.region.kernel.call<{ SecurityGroupRules: object[] }>(
    'ec2',
    'DescribeSecurityGroupRules',
    input,
    by,
  )
  expect(SecurityGroupRules).toContainEqual(expect.objectContaining({ FromPort: 9001, CidrIpv4: '198.51.100.7/32' }))
  expect(SecurityGroupRules).toHaveLength(2)
  await expectPeace(panda)
})
