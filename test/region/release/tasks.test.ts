import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { define, its, makeService, production } from './service.ts'
import { type Stage, stage } from './stage.ts'

type Service = { status: string; runningCount: number; desiredCount: number; events: { message: string }[] }
type Task = { lastStatus: string; stoppedReason?: string; containers: { exitCode?: number }[] }

let on: Stage
beforeEach(async () => {
  on = await stage()
})
/** Work that goes on after a command was answered must not fail unseen. */
afterEach(() => expect(on.faults).toEqual([]))

const service = async (): Promise<Service> => {
  const input = { cluster: its.cluster, services: [its.service] }
  return (await on.call<{ services: Service[] }>('ecs', 'DescribeServices', input)).services[0]!
}
const update = (change: object) =>
  on.call('ecs', 'UpdateService', { cluster: its.cluster, service: its.service, ...change })
const stoppedTasks = async () => {
  const list = { cluster: its.cluster, serviceName: its.service, desiredStatus: 'STOPPED' }
  const { taskArns } = await on.call<{ taskArns: string[] }>('ecs', 'ListTasks', list)
  return (await on.call<{ tasks: Task[] }>('ecs', 'DescribeTasks', { cluster: its.cluster, tasks: taskArns })).tasks
}
const starts = () => on.story.filter(one => one.startsWith('start')).length

describe('a service', () => {
  it('runs nothing at a count of 0, and what it is scaled to', async () => {
    await makeService(on, 'a', 0)
    await on.pass(5)
    expect([on.running(), on.reached(production)]).toEqual(['', ''])
    await update({ desiredCount: 3 })
    await on.pass(5)
    expect([on.running(), on.reached(production)]).toEqual(['aaa', 'aaa'])
    await update({ desiredCount: 1 })
    await on.pass(5)
    expect([on.running(), on.reached(production)]).toEqual(['a', 'a'])
  })

  it('takes a task out of the load balancer before it stops it', async () => {
    await makeService(on)
    await on.pass(5)
    on.story.length = 0
    const requestsDone = on.holdDrains()
    await update({ desiredCount: 1 })
    await on.pass(5)
    expect(on.story).toEqual(['drain a'])
    requestsDone()
    await on.pass(1)
    expect(on.story).toEqual(['drain a', 'SIGTERM a'])
  })

  it('tells once that it is steady', async () => {
    await makeService(on)
    await on.pass(60)
    const steady = on.events.filter(one => one.detail.eventName === 'SERVICE_STEADY_STATE')
    expect(steady).toHaveLength(1)
    expect((await service()).events[0]?.message).toBe(`(service ${its.service}) has reached a steady state.`)
  })

  it('leaves its task definition to CodeDeploy, in the words of AWS', async () => {
    await makeService(on)
    await expect(update({ taskDefinition: await define(on, 'b') })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message:
        'Unable to update task definition on services with a CODE_DEPLOY deployment controller. Use AWS CodeDeploy to trigger a new deployment.',
    })
  })

  it('is gone after its last task', async () => {
    await makeService(on)
    await on.pass(5)
    const named = { cluster: its.cluster, service: its.service }
    await expect(on.call('ecs', 'DeleteService', named)).rejects.toThrow('scaled above 0')
    await on.call('ecs', 'DeleteService', { ...named, force: true })
    expect((await service()).status).toBe('DRAINING')
    await on.pass(1)
    expect((await service()).status).toBe('INACTIVE')
    expect(on.running()).toBe('')
    await on.call('ecs', 'DeleteCluster', { cluster: its.cluster })
  })
})

describe('a program', () => {
  it('that ends is started again, later each time', async () => {
    on.programs.set('a', { exits: { afterMs: 100, code: 3 }, healthyAfterMs: null })
    await makeService(on, 'a', 1)
    await on.pass(1)
    expect(starts()).toBe(1)
    // Pauses of 1, 2, 4, 8 and 16 s.
    await on.pass(33)
    expect(starts()).toBe(6)
    await on.pass(600)
    expect(starts()).toBeLessThan(18)
    const [task] = await stoppedTasks()
    expect(task).toMatchObject({ lastStatus: 'STOPPED', stoppedReason: 'Essential container in task exited' })
    expect(task?.containers[0]?.exitCode).toBe(3)
    expect((await service()).events.map(one => one.message).join('\n')).toContain('exit code 3')
  })

  it('that cannot be started is said to be so, and tried again', async () => {
    on.programs.set('a', { refused: 'CannotPullContainerError: the image has a RUN line' })
    await makeService(on, 'a', 1)
    await on.pass(2)
    expect((await stoppedTasks())[0]?.stoppedReason).toContain('RUN line')
    expect((await service()).events.map(one => one.message).join('\n')).toContain('unable to place a task')
    on.programs.delete('a')
    await on.pass(10)
    expect(on.reached(production)).toBe('a')
  })

  it('that dies leaves the other one serving until it is replaced', async () => {
    await makeService(on)
    await on.pass(5)
    on.exit('a', 1)
    await on.pass(0.1)
    expect(on.reached(production)).toBe('a')
    await on.pass(5)
    expect(on.reached(production)).toBe('aa')
  })

  it('that turns unhealthy is replaced', async () => {
    await makeService(on)
    await on.pass(5)
    on.sicken('a')
    await on.pass(5)
    expect([on.running(), starts()]).toEqual(['aa', 4])
    expect((await stoppedTasks())[0]?.stoppedReason).toContain('failed ELB health checks')
  })

  it('that never got healthy is left alone', async () => {
    on.programs.set('a', { healthyAfterMs: null })
    await makeService(on)
    await on.pass(300)
    expect([on.running(), starts()]).toEqual(['aa', 2])
  })

  it('prints into its log group, of which the last lines are kept across a restart', async () => {
    on.programs.set('a', { says: Array.from({ length: 1200 }, (_, i) => `line ${i}`) })
    await makeService(on, 'a', 1)
    await on.pass(10)
    on.programs.delete('a')
    await on.restart()
    const input = { logGroupName: its.logGroup }
    const { events } = await on.call<{ events: { message: string; logStreamName: string }[] }>(
      'logs',
      'FilterLogEvents',
      input,
    )
    expect([events.length, events.at(-1)?.message]).toEqual([1000, 'line 1199'])
    expect(events[0]?.logStreamName).toMatch(/^ecs\/app\/[0-9a-f]+$/)
  })

  it('is waited for after a restart until the load balancer finds it healthy, unless it has ended by itself', async () => {
    const arriving = async () => (await on.call<{ arriving: number }>('ecs', 'CountArriving', {})).arriving
    await makeService(on)
    await on.pass(5)
    expect(await arriving()).toBe(0)
    await on.restart()
    expect(await arriving()).toBe(2)
    await on.pass(5)
    expect(await arriving()).toBe(0)
    on.programs.set('a', { exits: { afterMs: 100, code: 1 } })
    await on.restart()
    await on.pass(0.5)
    expect(await arriving()).toBe(0)
  })

  it('is not started without its log group', async () => {
    await makeService(on, 'a', 0)
    await on.call('logs', 'DeleteLogGroup', { logGroupName: its.logGroup })
    await update({ desiredCount: 1 })
    await on.pass(1)
    expect(on.running()).toBe('')
    expect((await stoppedTasks())[0]?.stoppedReason).toContain('log group does not exist')
  })
})
