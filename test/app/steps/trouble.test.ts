// The world at its worst: lost and repeated hints, throttles, restarts, lost executions, credentials that end.
import { expect, test } from 'vitest'
import type { EventCode } from '../../../core/vocabulary.ts'
import { AwsError } from '../../../region/aws-error.ts'
import { expectPeace } from '../../invariants.ts'
import { customer, openPlace, type Place } from '../../place.ts'

const stopExecutions = async (panda: Place, id: string) => {
  const executions = panda.shelf.list<{ arn: string; name: string; status: string }>('states.execution')
  for (const [, { arn, name, status }] of executions)
    if (name.startsWith(id) && status === 'RUNNING')
      await panda.region.kernel.call('states', 'StopExecution', { executionArn: arn }, panda.region.platform)
  expect(await panda.ports.executions.running(id)).toBe(false)
}

const blueGreen = async (panda: Place) => {
  await panda.served('a')
  const id = await panda.deploy('b')
  await panda.until(id, 'READY')
  await panda.switch(id)
  const state = await panda.end(id)
  expect(state).toMatchObject({ status: 'COMPLETED', finalService: 'green' })
  expect(panda.serves(state.url)).toBe('b')
  await expectPeace(panda)
  return state
}

test('without a single bus event it is slower, and ends as well', async () => {
  const panda = await openPlace()
  panda.weather.deliveries = () => []
  await blueGreen(panda)
})

test('every bus event twice, and late', async () => {
  const panda = await openPlace()
  panda.weather.deliveries = () => [0, 700, 45_000]
  await blueGreen(panda)
})

test('readers of the stream hear nothing after the first event: slow looks are enough', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const id = await panda.deploy('b')
  await panda.until(id, 'INITIALIZED')
  panda.weather.deaf = true
  await panda.until(id, 'READY')
  await panda.switch(id)
  await panda.until(id, 'COMPLETED')
  panda.weather.deaf = false
  await panda.sweep()
  await panda.end(id)
  await expectPeace(panda)
})

test('a deployment whose first event nobody heard is started by the sweep', async () => {
  const panda = await openPlace()
  panda.weather.deaf = true
  const id = await panda.deploy('a')
  await panda.minutes(5)
  expect(await panda.codes(id)).toEqual(['QUEUED'])
  panda.weather.deaf = false
  await panda.sweep()
  expect((await panda.end(id)).status).toBe('COMPLETED')
  await expectPeace(panda)
})

test('what was announced and never began is forgotten after a minute', async () => {
  const panda = await openPlace()
  const { put } = panda.ports.table
  panda.ports.table.put = async (item, when) => {
    if (item.sk.startsWith('e#')) throw new Error('cut off')
    return put(item, when)
  }
  await expect(panda.deploy('a')).rejects.toThrow('500')
  panda.ports.table.put = put
  const live = async () => (await panda.ports.table.index('live', 'live', { limit: 10 })).items
  expect(await live()).toHaveLength(1)
  await panda.sweep()
  expect(await live()).toHaveLength(1)
  await panda.minutes(2)
  await panda.sweep()
  expect(await live()).toEqual([])
  await panda.served('a')
  await expectPeace(panda)
})

const points: EventCode[] = [
  ...(['INITIALIZED', 'CLONED', 'PUSHED', 'GREEN_STARTING', 'READY', 'SWITCH_REQUESTED', 'SWITCHED'] as const),
]

const reach = async (panda: Place, id: string, code: EventCode) => {
  if (code !== 'SWITCH_REQUESTED' && code !== 'SWITCHED') return panda.until(id, code)
  await panda.until(id, 'READY')
  await panda.switch(id)
  await panda.until(id, code)
}

const goOn = async (panda: Place, id: string) => {
  if (!(await panda.codes(id)).includes('SWITCH_REQUESTED')) {
    await panda.until(id, 'READY')
    await panda.switch(id)
  }
  return panda.end(id)
}

test.each(points)('everything in memory lost after %s', async code => {
  const panda = await openPlace()
  await panda.served('a')
  const id = await panda.deploy('b')
  await reach(panda, id, code)
  await panda.restart()
  const state = await goOn(panda, id)
  expect(state).toMatchObject({ status: 'COMPLETED', finalService: 'green' })
  expect(panda.serves(state.url)).toBe('b')
  await expectPeace(panda)
})

test.each(points)('the execution lost after %s: the sweep begins another', async code => {
  const panda = await openPlace()
  await panda.served('a')
  const id = await panda.deploy('b')
  await reach(panda, id, code)
  await stopExecutions(panda, id)
  if (code !== 'CLONED') await panda.minutes(code === 'READY' ? 40 : 4)
  await panda.sweep()
  await panda.seconds(1)
  expect(await panda.ports.executions.running(id)).toBe(true)
  const state = await goOn(panda, id)
  expect(state).toMatchObject({ status: 'COMPLETED', finalService: 'green' })
  expect(panda.serves(state.url)).toBe('b')
  await expectPeace(panda)
})

test.each(points)('another execution beside a living one, after %s', async code => {
  const panda = await openPlace()
  await panda.served('a')
  const id = await panda.deploy('b')
  await reach(panda, id, code)
  await panda.ports.executions.start(id, 'beside')
  await panda.seconds(3)
  await panda.ports.executions.start(id, 'besides')
  const state = await goOn(panda, id)
  expect(state).toMatchObject({ status: 'COMPLETED', finalService: 'green' })
  await panda.minutes(10)
  await expectPeace(panda)
  expect(panda.built.filter(build => build.deploymentId === id)).toHaveLength(1)
})

test.each(['CLONED', 'GREEN_STARTING', 'SWITCHED'] as const)(
  'lost while it is undone, stopped after %s',
  async code => {
    const panda = await openPlace()
    await panda.served('a')
    panda.weather.programs.set('b', { latencyMs: 20 })
    const id = await panda.deploy('b', { autoSwitch: true })
    await panda.until(id, code)
    if (code === 'SWITCHED') panda.weather.programs.set('b', { answers: 500 })
    else await panda.cancel(id)
    await panda.until(id, 'STOPPING')
    await stopExecutions(panda, id)
    await panda.minutes(3)
    await panda.sweep()
    const state = await panda.end(id)
    expect(state).toMatchObject({ status: code === 'SWITCHED' ? 'FAILED' : 'CANCELLED', finalService: 'blue' })
    await expectPeace(panda)
  },
)

test('the sweep again and again, in the middle of everything, changes nothing', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const id = await panda.deploy('b', { autoSwitch: true })
  for (let n = 0; n < 40; n++) {
    await panda.sweep()
    await panda.seconds(11)
  }
  expect((await panda.end(id)).status).toBe('COMPLETED')
  await expectPeace(panda)
})

test('every command throttled twice: it waits a little and goes on', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const id = await panda.deploy('b', { autoSwitch: true })
  const asked = new Map<string, number>()
  panda.weather.before = async at => {
    const times = (asked.get(at.command) ?? 0) + 1
    asked.set(at.command, times)
    if (at.caller.accountId === customer.accountId && times <= 2)
      throw new AwsError('ThrottlingException', 'Rate exceeded')
  }
  expect((await panda.end(id)).status).toBe('COMPLETED')
  panda.weather.before = async () => {}
  await expectPeace(panda)
})

test('replies lost after the deed: nothing is done twice', async () => {
  const panda = await openPlace()
  const id = await panda.deploy('a', { autoSwitch: true })
  const lost = new Set<string>()
  panda.weather.after = async at => {
    if (at.caller.accountId !== customer.accountId || lost.has(at.command)) return
    lost.add(at.command)
    throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET' })
  }
  expect((await panda.end(id)).status).toBe('COMPLETED')
  const second = await panda.deploy('b', { autoSwitch: true })
  expect((await panda.end(second)).status).toBe('COMPLETED')
  expect(lost.size).toBeGreaterThan(15)
  expect(lost).toContain('CreateDeployment')
  const releases = panda.shelf.list('codedeploy.deployments')
  expect(releases).toHaveLength(1)
  await expectPeace(panda)
})

test.each(['CLONED', 'PUSHED', 'GREEN_STARTING', 'READY'] as const)('credentials that end after %s', async code => {
  const panda = await openPlace()
  const before = await panda.state(await panda.served('a'))
  const id = await panda.deploy('b')
  await panda.until(id, code)
  panda.weather.before = async at => {
    if (at.caller.accountId === customer.accountId)
      throw new AwsError('ExpiredTokenException', 'The security token included in the request is expired')
  }
  if (code === 'READY') await panda.switch(id)
  await panda.until(id, 'STOPPING')
  expect((await panda.event(id, 'STOPPING'))?.details).toMatchObject({ errorCode: 'CREDENTIALS_EXPIRED' })
  await panda.minutes(2)
  panda.weather.before = async () => {}
  const state = await panda.end(id)
  expect(state).toMatchObject({ status: 'FAILED', finalService: 'blue' })
  const { errorMessage } = (await panda.event(id, 'FAILED'))!.details
  expect(errorMessage).toContain(state.request.awsConnectionId)
  expect(errorMessage).toMatch(/since|seen at/)
  expect(panda.serves(before.url)).toBe('a')
  await expectPeace(panda)
})

test('an error that nobody expected: a reference number for the reader, the stack for the log', async () => {
  const panda = await openPlace()
  panda.weather.before = async at => {
    if (at.command === 'CreateStack') throw new TypeError('innermost is not a function')
  }
  const id = await panda.deploy('a')
  expect(await panda.end(id)).toMatchObject({ status: 'FAILED', finalService: null })
  const { details } = (await panda.event(id, 'FAILED'))!
  expect(details.errorCode).toBe('UNEXPECTED_ERROR')
  expect(details.errorMessage).toMatch(/^Unexpected error in EnsureInfra, reference [0-9a-f]{8}$/)
  const reference = String(details.errorMessage).slice(-8)
  expect(JSON.stringify(await panda.log(id))).not.toContain('innermost')
  expect(
    panda.story.filter(line => line.includes(reference) && line.includes('innermost is not a function')),
  ).toHaveLength(1)
  panda.weather.before = async () => {}
  await expectPeace(panda)
})

test.each([
  ['PutRule', 'EVENT_RULE_FAILED', 'EventBridge 규칙 생성 실패: not allowed to PutRule (missing: events:PutRule)'],
  ['CreateStack', 'ECS_DEPLOYMENT_FAILED', 'cloudformation:CreateStack: not allowed to CreateStack'],
  ['CreateRepository', 'DOCKER_BUILD_FAILED', 'ecr:CreateRepository: not allowed to CreateRepository'],
] as const)('a refused %s is %s', async (command, errorCode, errorMessage) => {
  const panda = await openPlace()
  panda.weather.before = async at => {
    if (at.command === command && at.caller.accountId === customer.accountId)
      throw new AwsError('AccessDeniedException', `not allowed to ${command}`, 403)
  }
  const id = await panda.deploy('a')
  expect(await panda.end(id)).toMatchObject({ status: 'FAILED' })
  expect((await panda.event(id, 'FAILED'))?.details).toMatchObject({
    errorCode,
    errorMessage,
  })
  panda.weather.before = async () => {}
  await expectPeace(panda)
})

test('a bus that cannot admit the account ends it as BUS_PERMISSION_FAILED', async () => {
  const panda = await openPlace()
  panda.weather.before = async at => {
    if (at.command === 'PutPermission') throw new AwsError('AccessDeniedException', 'no', 403)
  }
  const id = await panda.deploy('a')
  await panda.end(id)
  expect((await panda.event(id, 'FAILED'))?.details).toMatchObject({
    errorCode: 'BUS_PERMISSION_FAILED',
    errorMessage: 'Event Bus 권한 설정 실패: no',
  })
  await expectPeace(panda)
})

test('a repository of that name that is somebody else’s is not touched', async () => {
  const panda = await openPlace()
  const by = { accountId: customer.accountId, region: customer.region, arn: 'arn:aws:iam::000000000000:user/somebody' }
  await panda.region.kernel.call('ecr', 'CreateRepository', { repositoryName: 'panda-hello' }, by)
  const id = await panda.deploy('a')
  expect(await panda.end(id)).toMatchObject({ status: 'FAILED', stopping: { errorCode: 'NAME_TAKEN' } })
  await expectPeace(panda)
})

test('a stack of that name that is somebody else’s is not touched', async () => {
  const panda = await openPlace()
  const by = { accountId: customer.accountId, region: customer.region, arn: 'arn:aws:iam::000000000000:user/somebody' }
  const TemplateBody = JSON.stringify({
    Resources: { L: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'x' } } },
  })
  await panda.region.kernel.call(
    'cloudformation',
    'CreateStack',
    { StackName: 'panda-panda-hello-main', TemplateBody },
    by,
  )
  const id = await panda.deploy('a')
  expect(await panda.end(id)).toMatchObject({ status: 'FAILED', stopping: { errorCode: 'NAME_TAKEN' } })
  const stacks = await panda.region.kernel.call<{ Stacks: { StackStatus: string }[] }>(
    'cloudformation',
    'DescribeStacks',
    { StackName: 'panda-panda-hello-main' },
    by,
  )
  expect(stacks.Stacks[0]?.StackStatus).toBe('CREATE_COMPLETE')
})

test('connections are checked again when it begins', async () => {
  const panda = await openPlace()
  const id = await panda.deploy('a')
  panda.weather.github = async () => ({
    ...{ ok: false, errorCode: 'GITHUB_BAD_CREDENTIALS', message: 'GitHub connection failed: Bad credentials' },
  })
  expect(await panda.end(id)).toMatchObject({ status: 'FAILED', stopping: { errorCode: 'GITHUB_BAD_CREDENTIALS' } })
  await expectPeace(panda)
})

test('GitHub or STS that does not answer is asked again; a while later it goes on', async () => {
  const panda = await openPlace()
  const id = await panda.deploy('a')
  const timeout = {
    ok: false,
    errorCode: 'GITHUB_TIMEOUT',
    message: 'GitHub connection failed: Connection timeout',
  } as const
  panda.weather.github = async () => timeout
  await panda.minutes(2)
  expect((await panda.state(id)).stopping).toBeNull()
  panda.weather.github = async () => ({ ok: true })
  panda.weather.before = async at => {
    if (at.command === 'GetCallerIdentity') throw new AwsError('Throttling', 'Rate exceeded')
  }
  await panda.minutes(3)
  expect((await panda.state(id)).stopping).toBeNull()
  panda.weather.before = async () => {}
  expect((await panda.end(id)).status).toBe('COMPLETED')
  await expectPeace(panda)
})

test('a build host that is lost in the middle of the push ends the deployment: its stage cannot begin again', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const id = await panda.deploy('b')
  await panda.until(id, 'PUSH_STARTED')
  await panda.restart()
  const state = await panda.end(id)
  expect(state).toMatchObject({ status: 'FAILED', finalService: 'blue', stopping: { errorCode: 'ECR_PUSH_FAILED' } })
  await expectPeace(panda)
})
