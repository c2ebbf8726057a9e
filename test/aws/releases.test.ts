import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { names } from '../../core/names.ts'
import { type Program, usualProgram } from '../../core/program.ts'
import { its, production, release, testing } from '../region/release/service.ts'
import { at, type Place, place, wishFor } from './releases-place.ts'

let on: Place
beforeEach(async () => {
  on = await place()
})
afterEach(() => expect(on.faults).toEqual([]))

const nobody = names({ owner: 'no', repo: 'body', branch: 'main', environment: 'default' })
const state = async (id: string) => (await on.port.look(at, id)).state

describe('the service', () => {
  it('shows what runs where', async () => {
    expect(await on.port.service(at, its)).toMatchObject({
      desired: 2,
      running: 2,
      taskSets: [{ role: 'primary', targetGroupArn: on.made.groups[0], desired: 2, running: 2 }],
    })
    await on.begin('b')
    await on.pass(5)
    expect((await on.port.service(at, its))?.taskSets).toMatchObject([
      { role: 'primary', targetGroupArn: on.made.groups[0] },
      { role: 'active', targetGroupArn: on.made.groups[1], running: 2 },
    ])
  })

  it('that is not there, or not any more, is none', async () => {
    expect(await on.port.service(at, nobody)).toBeUndefined()
    await on.call('ecs', 'DeleteService', { cluster: its.cluster, service: its.service, force: true })
    expect(await on.port.service(at, its)).toBeUndefined()
    await on.pass(1)
  })

  it('is scaled', async () => {
    await on.port.scale(at, its, 3)
    await on.pass(5)
    expect(on.running()).toBe('aaa')
  })
})

describe('registering', () => {
  it('makes one revision a deployment, also when the reply was lost', async () => {
    on.loseReply('RegisterTaskDefinition')
    await expect(on.port.register(at, wishFor('b'))).rejects.toMatchObject({ kind: 'unreachable' })
    const arn = await on.port.register(at, wishFor('b'))
    expect(arn).toMatch(/:2$/)
    expect(await on.port.register(at, wishFor('b'))).toBe(arn)
    expect(await on.port.register(at, wishFor('c'))).toMatch(/:3$/)
  })

  it('runs the image under the service’s tags, with the size that the customer gave it', async () => {
    const big = { family: its.base, cpu: '1024', memory: '4096', containerDefinitions: [{ name: 'app', image: 'x' }] }
    await on.call('ecs', 'RegisterTaskDefinition', big)
    const taskDefinition = await on.port.register(at, wishFor('b'))
    const described = await on.call<Record<string, unknown>>('ecs', 'DescribeTaskDefinition', {
      taskDefinition,
      include: ['TAGS'],
    })
    expect(described).toMatchObject({
      taskDefinition: { cpu: '1024', memory: '4096', containerDefinitions: [{ image: wishFor('b').image }] },
    })
    expect(described.tags).toContainEqual({ key: 'panda:repo', value: 'hello' })
  })
})

describe('what a release runs with', () => {
  const registered = async (letter: string, program: Program) => {
    const taskDefinition = await on.port.register(at, { ...wishFor(letter), program })
    type Described = { taskDefinition: Record<string, unknown> }
    return (await on.call<Described>('ecs', 'DescribeTaskDefinition', { taskDefinition })).taskDefinition
  }

  it('is in its revision: the size, and the variables beside the port', async () => {
    const program = { ...usualProgram, cpu: 1024, memory: 2048, variables: { LOG_LEVEL: 'debug', B: '' } }
    const environment = [
      { name: 'PORT', value: '8080' },
      { name: 'LOG_LEVEL', value: 'debug' },
      { name: 'B', value: '' },
    ]
    expect(await registered('b', program)).toMatchObject({ cpu: '1024', memory: '2048' })
    expect((await registered('b', program)).containerDefinitions).toMatchObject([{ environment }])
    expect(await registered('c', usualProgram)).toMatchObject({ cpu: '256', memory: '512' })
  })
})

describe('a release', () => {
  it('goes from working to ready, warm and succeeded', async () => {
    const id = await on.begin('b')
    await on.pass(0.1)
    expect(await on.port.look(at, id)).toEqual({ state: 'working', hooks: ['BeforeInstall'] })
    await on.pass(5)
    expect(await state(id)).toBe('ready')
    await on.port.allowTraffic(at, id)
    await on.pass(1)
    expect(await on.port.look(at, id)).toEqual({
      state: 'warm',
      hooks: [
        'BeforeInstall',
        'Install',
        'AfterInstall',
        'AllowTestTraffic',
        'AfterAllowTestTraffic',
        'BeforeAllowTraffic',
        'AllowTraffic',
        'AfterAllowTraffic',
      ],
    })
    await on.port.endWarm(at, id)
    await on.pass(1)
    expect(await state(id)).toBe('succeeded')
    expect([on.running(), on.reached(production)]).toEqual(['bb', 'bb'])
  })

  it('is started once, also when the reply was lost', async () => {
    on.loseReply('CreateDeployment')
    await expect(on.begin('b')).rejects.toMatchObject({ kind: 'unreachable' })
    const id = await on.begin('b')
    expect(await on.port.find(at, its, 'dep_b')).toBe(id)
    expect(on.sent.filter(one => one === 'codedeploy:CreateDeployment')).toHaveLength(1)
    expect(await on.port.find(at, its, 'dep_other')).toBeUndefined()
  })

  it('of which nothing is known is looked at as working before CodeDeploy has begun', async () => {
    const id = await on.begin('b')
    expect(await on.port.look(at, id)).toEqual({ state: 'working', hooks: [] })
    await on.pass(5)
  })

  it('is refused while another is in hand, which can be found', async () => {
    expect(await on.port.current(at, its)).toBeUndefined()
    const id = await on.begin('b')
    await on.pass(5)
    await expect(on.begin('c')).rejects.toMatchObject({ name: 'CloudFault' })
    expect(await on.port.current(at, its)).toMatchObject({ id, look: { state: 'ready' } })
    await on.port.allowTraffic(at, id)
    await on.pass(1)
    expect(await on.port.current(at, its)).toMatchObject({ id, look: { state: 'warm' } })
    await on.port.endWarm(at, id)
    await on.pass(1)
    expect(await on.port.current(at, its)).toBeUndefined()
    await on.begin('c')
    await on.pass(5)
  })

  it('is found behind many that came after it', async () => {
    const id = await on.begin('b')
    await on.port.stop(at, id)
    await on.pass(1)
    for (let n = 0; n < 60; n++) {
      await on.port.stop(at, await release(on, 'c', `panda dep_${n}`))
      await on.pass(1)
    }
    expect(await on.port.find(at, its, 'dep_b')).toBe(id)
  })

  it('may be told everything twice', async () => {
    const id = await on.begin('b')
    await on.pass(5)
    await on.port.allowTraffic(at, id)
    await on.port.allowTraffic(at, id)
    await on.pass(1)
    await on.port.allowTraffic(at, id)
    await on.port.endWarm(at, id)
    await on.port.endWarm(at, id)
    await on.pass(1)
    await on.port.endWarm(at, id)
    await on.port.stop(at, id)
    expect(await state(id)).toBe('succeeded')
  })

  it('moves no traffic before it is ready, nor after it was stopped', async () => {
    on.programs.set('b', { healthyAfterMs: null })
    const id = await on.begin('b')
    await on.pass(5)
    await expect(on.port.allowTraffic(at, id)).rejects.toMatchObject({ name: 'CloudFault', kind: 'conflict' })
    await expect(on.port.endWarm(at, id)).rejects.toMatchObject({ name: 'CloudFault', kind: 'conflict' })
    await on.port.stop(at, id)
    await on.pass(1)
    await expect(on.port.allowTraffic(at, id)).rejects.toThrow('stopped')
    expect(on.reached(production)).toBe('aa')
  })

  it('is working while it is being stopped, and says when it was', async () => {
    const id = await on.begin('b')
    await on.pass(5)
    await on.port.allowTraffic(at, id)
    await on.pass(1)
    const requestsDone = on.holdDrains()
    await on.port.stop(at, id)
    await on.port.stop(at, id)
    await on.pass(1)
    expect(await state(id)).toBe('working')
    expect(on.reached(production)).toBe('aa')
    requestsDone()
    await on.pass(1)
    expect(await state(id)).toBe('stopped')
  })

  it('says why it failed', async () => {
    on.programs.set('b', { healthyAfterMs: null })
    const id = await on.begin('b')
    await on.pass(61 * 60)
    expect(await on.port.look(at, id)).toMatchObject({ state: 'failed', reason: expect.stringContaining('60 minutes') })
  })

  it('that is unknown is missing', async () => {
    await expect(on.port.look(at, 'd-NONE')).rejects.toMatchObject({ name: 'CloudFault', kind: 'missing' })
    expect(await on.port.current(at, nobody)).toBeUndefined()
    expect(await on.port.find(at, nobody, 'dep_b')).toBeUndefined()
  })
})

describe('traffic', () => {
  it('shows where each listener leads', async () => {
    const [blue, green] = on.made.groups
    const id = await on.begin('b')
    await on.pass(5)
    expect(await on.port.routedTo(at, on.made.production)).toBe(blue)
    expect(await on.port.routedTo(at, on.made.testing)).toBe(green)
    await on.port.allowTraffic(at, id)
    await on.pass(1)
    expect(await on.port.routedTo(at, on.made.production)).toBe(green)
    expect([on.reached(production), on.reached(testing)]).toEqual(['bb', 'bb'])
  })

  it('shows the health of targets with what the load balancer says', async () => {
    on.programs.set('b', { healthyAfterMs: null })
    await on.begin('b')
    await on.pass(1)
    expect((await on.port.targets(at, on.made.groups[1])).map(one => one.state)).toEqual(['initial', 'initial'])
    await on.pass(30)
    const [blue, green] = [await on.port.targets(at, on.made.groups[0]), await on.port.targets(at, on.made.groups[1])]
    expect(blue.map(one => one.state)).toEqual(['healthy', 'healthy'])
    expect(green[0]).toMatchObject({
      state: 'unhealthy',
      reason: 'Target.ResponseCodeMismatch: Health checks failed with these codes: [500]',
    })
  })

  it('measures real requests, or nothing', async () => {
    const since = on.now()
    const none = await on.port.figures(at, on.made.groups[0], since, since)
    expect(none).toEqual({ requests: 0, errors: 0, p50Ms: null, p95Ms: null })
    on.serve(
      'a',
      Array.from({ length: 100 }, (_, i) => i + 1),
      7,
    )
    await on.pass(90)
    const figures = await on.port.figures(at, on.made.groups[0], since, on.now())
    expect(figures).toEqual({ requests: 100, errors: 7, p50Ms: 50, p95Ms: 95 })
    expect((await on.port.figures(at, on.made.groups[1], since, on.now())).requests).toBe(0)
  })

  it('tells every group that gets some, and the heaviest', async () => {
    const [blue, green] = on.made.groups
    expect(await on.port.routes(at, on.made.production)).toEqual([{ targetGroupArn: blue, weight: 1 }])
    await on.begin('b')
    await on.pass(5)
    // Green is known to the listener with weight 0, so that it is checked.
    expect(await on.port.routes(at, on.made.production)).toEqual([{ targetGroupArn: blue, weight: 100 }])
    const TargetGroups = [
      { TargetGroupArn: blue, Weight: 20 },
      { TargetGroupArn: green, Weight: 80 },
    ]
    const DefaultActions = [{ Type: 'forward', ForwardConfig: { TargetGroups } }]
    await on.call('elbv2', 'ModifyListener', { ListenerArn: on.made.production, DefaultActions })
    expect(await on.port.routes(at, on.made.production)).toHaveLength(2)
    expect(await on.port.routedTo(at, on.made.production)).toBe(green)
  })

  it('has another health path set once', async () => {
    const [, green] = on.made.groups
    await on.port.setHealthPath(at, green, '/up')
    await on.port.setHealthPath(at, green, '/up')
    expect(on.sent.filter(one => one === 'elbv2:ModifyTargetGroup')).toHaveLength(1)
    const input = { TargetGroupArns: [green] }
    const found = await on.call<{ TargetGroups: object[] }>('elbv2', 'DescribeTargetGroups', input)
    expect(found.TargetGroups[0]).toMatchObject({ HealthCheckPath: '/up', HealthCheckIntervalSeconds: 10 })
  })

  it('has no troubles where tasks were stopped on purpose', async () => {
    const since = on.now()
    await on.port.scale(at, its, 1)
    await on.pass(5)
    await on.port.stop(at, await on.begin('b'))
    await on.pass(5)
    expect(await on.port.troubles(at, its, since)).toEqual([])
    expect(await on.port.troubles(at, nobody, since)).toEqual([])
  })

  it('tells each trouble once, the newest first, and none from before', async () => {
    on.programs.set('a', { exits: { afterMs: 500, code: 1 } })
    on.exit('a', 2)
    await on.pass(10)
    const since = on.now()
    on.programs.set('b', { refused: 'CannotPullContainerError: not found' })
    await on.begin('b')
    await on.pass(60)
    const troubles = await on.port.troubles(at, its, since)
    expect(troubles.filter(one => one.startsWith('The image could not be pulled (CannotPull'))).toHaveLength(1)
    expect(troubles.filter(one => one === 'The program ended by itself with exit code 1')).toHaveLength(1)
    expect(troubles).not.toContain('The program ended by itself with exit code 2')
  })

  it('tells the last lines of the newest programs', async () => {
    on.programs.set('b', { says: ['listening', 'boom'], healthyAfterMs: null })
    await on.begin('b')
    await on.pass(1)
    expect(await on.port.lastLines(at, its, 2)).toEqual(['listening', 'boom'])
    expect(await on.port.lastLines(at, nobody, 2)).toEqual([])
  })
})
