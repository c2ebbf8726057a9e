import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { its, makeService, production, release, testing } from './service.ts'
import { type Stage, stage } from './stage.ts'

type Info = {
  status: string
  instanceTerminationWaitTimeStarted?: boolean
  errorInformation?: { code: string; message: string }
}

let on: Stage
beforeEach(async () => {
  on = await stage()
  await makeService(on)
  await on.pass(5)
})
/** Work that goes on after a command was answered must not fail unseen. */
afterEach(() => expect(on.faults).toEqual([]))

const info = async (deploymentId: string) =>
  (await on.call<{ deploymentInfo: Info }>('codedeploy', 'GetDeployment', { deploymentId })).deploymentInfo
const goOn = (deploymentId: string, deploymentWaitType: 'READY_WAIT' | 'TERMINATION_WAIT') =>
  on.call('codedeploy', 'ContinueDeployment', { deploymentId, deploymentWaitType })
const stop = (deploymentId: string) =>
  on.call<{ status: string }>('codedeploy', 'StopDeployment', { deploymentId, autoRollbackEnabled: true })
const notices = () =>
  on.events
    .filter(one => one.type === 'CodeDeploy Deployment State-change Notification')
    .map(one => String(one.detail.state))
const taskSets = async () => {
  const input = { cluster: its.cluster, services: [its.service] }
  const found = await on.call<{ services: { taskSets: { status: string; runningCount: number }[] }[] }>(
    'ecs',
    'DescribeServices',
    input,
  )
  return found.services[0]!.taskSets.map(set => `${set.status} ${set.runningCount}`)
}

describe('a blue/green deployment', () => {
  it('starts the first task set without a deployment', async () => {
    expect(on.running()).toBe('aa')
    expect(on.reached(production)).toBe('aa')
    expect(await taskSets()).toEqual(['PRIMARY 2'])
    expect(notices()).toEqual([])
  })

  it('puts green on the test listener once it is healthy, and waits', async () => {
    const id = await release(on, 'b')
    await on.pass(0.5)
    expect((await info(id)).status).toBe('InProgress')
    expect(on.reached(testing)).toBe('aa')
    await on.pass(5)
    expect((await info(id)).status).toBe('Ready')
    expect([on.reached(production), on.reached(testing)]).toEqual(['aa', 'bb'])
    expect(await taskSets()).toEqual(['PRIMARY 2', 'ACTIVE 2'])
    expect(notices()).toEqual(['START', 'READY'])
  })

  it('moves all traffic when told, and keeps blue warm', async () => {
    const id = await release(on, 'b')
    await on.pass(5)
    await goOn(id, 'READY_WAIT')
    await on.pass(1)
    expect(on.reached(production)).toBe('bb')
    expect(on.running()).toBe('aabb')
    expect(await info(id)).toMatchObject({ status: 'InProgress', instanceTerminationWaitTimeStarted: true })
    expect(await taskSets()).toEqual(['ACTIVE 2', 'PRIMARY 2'])
  })

  it('drains blue and then stops it when the warm time is ended', async () => {
    const id = await release(on, 'b')
    await on.pass(5)
    await goOn(id, 'READY_WAIT')
    await on.pass(1)
    on.story.length = 0
    const requestsDone = on.holdDrains()
    await goOn(id, 'TERMINATION_WAIT')
    await on.pass(1)
    expect(on.story).toEqual(['drain a', 'drain a'])
    requestsDone()
    await on.pass(1)
    expect(on.story).toEqual(['drain a', 'drain a', 'SIGTERM a', 'SIGTERM a'])
    expect((await info(id)).status).toBe('Succeeded')
    expect(await taskSets()).toEqual(['PRIMARY 2'])
    expect(notices()).toEqual(['START', 'READY', 'SUCCESS'])
  })

  it('ends the warm time by itself after the minutes of the group', async () => {
    const id = await release(on, 'b')
    await on.pass(5)
    await goOn(id, 'READY_WAIT')
    await on.pass(59 * 60)
    expect(on.running()).toBe('aabb')
    await on.pass(2 * 60)
    expect(on.running()).toBe('bb')
    expect((await info(id)).status).toBe('Succeeded')
  })

  it('takes the next release back onto the first target group', async () => {
    for (const letter of ['b', 'c']) {
      const id = await release(on, letter)
      await on.pass(5)
      await goOn(id, 'READY_WAIT')
      await on.pass(1)
      await goOn(id, 'TERMINATION_WAIT')
      await on.pass(1)
    }
    expect([on.reached(production), on.running()]).toEqual(['cc', 'cc'])
  })

  it('stops itself when nobody lets traffic move in time', async () => {
    const id = await release(on, 'b')
    await on.pass(76 * 60)
    expect(await info(id)).toMatchObject({ status: 'Stopped', errorInformation: { code: 'TIMEOUT' } })
    expect([on.reached(production), on.reached(testing), on.running()]).toEqual(['aa', 'aa', 'aa'])
    expect(notices()).toEqual(['START', 'READY', 'STOP'])
  })

  it('stops before traffic has moved: green goes, blue never noticed', async () => {
    const id = await release(on, 'b')
    await on.pass(5)
    expect((await stop(id)).status).toBe('Pending')
    expect(on.running()).toBe('aabb')
    await on.pass(1)
    expect((await info(id)).status).toBe('Stopped')
    expect([on.reached(production), on.running()]).toEqual(['aa', 'aa'])
  })

  it('stops after traffic has moved: it goes back to blue before green goes', async () => {
    const id = await release(on, 'b')
    await on.pass(5)
    await goOn(id, 'READY_WAIT')
    await on.pass(1)
    const requestsDone = on.holdDrains()
    await stop(id)
    await on.pass(1)
    expect([on.reached(production), on.running()]).toEqual(['aa', 'aabb'])
    expect((await info(id)).status).toBe('InProgress')
    requestsDone()
    await on.pass(1)
    expect((await info(id)).status).toBe('Stopped')
    expect(on.running()).toBe('aa')
    expect(await taskSets()).toEqual(['PRIMARY 2'])
  })

  it('fails after an hour with a green that never gets healthy', async () => {
    on.programs.set('b', { healthyAfterMs: null })
    const id = await release(on, 'b')
    await on.pass(59 * 60)
    expect((await info(id)).status).toBe('InProgress')
    await on.pass(2 * 60)
    expect(await info(id)).toMatchObject({ status: 'Failed', errorInformation: { code: 'TIMEOUT' } })
    expect([on.reached(production), on.running()]).toEqual(['aa', 'aa'])
    expect(notices()).toEqual(['START', 'FAILURE'])
  })

  it('has one deployment in hand, the warm time included', async () => {
    const id = await release(on, 'b')
    await on.pass(5)
    await expect(release(on, 'c')).rejects.toMatchObject({ name: 'DeploymentLimitExceededException' })
    await goOn(id, 'READY_WAIT')
    await on.pass(1)
    await expect(release(on, 'c')).rejects.toThrow(id)
    await goOn(id, 'TERMINATION_WAIT')
    await on.pass(1)
    expect(await release(on, 'c')).not.toBe(id)
  })

  it('goes on only from where it waits', async () => {
    const id = await release(on, 'b')
    await expect(goOn(id, 'READY_WAIT')).rejects.toMatchObject({ name: 'DeploymentIsNotInReadyStateException' })
    await on.pass(5)
    await expect(goOn(id, 'TERMINATION_WAIT')).rejects.toMatchObject({ name: 'DeploymentIsNotInReadyStateException' })
    await stop(id)
    await expect(goOn(id, 'READY_WAIT')).rejects.toMatchObject({ name: 'DeploymentIsNotInReadyStateException' })
    await on.pass(1)
    await expect(goOn(id, 'READY_WAIT')).rejects.toMatchObject({ name: 'DeploymentAlreadyCompletedException' })
    await expect(stop(id)).rejects.toMatchObject({ name: 'DeploymentAlreadyCompletedException' })
  })

  it('refuses a revision that names no service', async () => {
    const revision = { revisionType: 'AppSpecContent', appSpecContent: { content: 'version: 0.0' } }
    const input = { applicationName: its.base, deploymentGroupName: its.base, revision }
    await expect(on.call('codedeploy', 'CreateDeployment', input)).rejects.toMatchObject({
      name: 'InvalidRevisionException',
    })
  })
})

describe('a restart in the middle', () => {
  it('brings what served back on the same ports', async () => {
    await on.restart()
    expect(on.running()).toBe('aa')
    await on.pass(5)
    expect(on.reached(production)).toBe('aa')
  })

  it('of a green that is starting: gets ready all the same, once', async () => {
    on.programs.set('b', { healthyAfterMs: 10_000 })
    const id = await release(on, 'b')
    await on.pass(1)
    await on.restart()
    await on.pass(15)
    expect((await info(id)).status).toBe('Ready')
    expect(on.running()).toBe('aabb')
  })

  it('just after it was accepted: starts', async () => {
    const id = await release(on, 'b')
    await on.restart()
    await on.pass(5)
    expect((await info(id)).status).toBe('Ready')
    expect(await taskSets()).toEqual(['PRIMARY 2', 'ACTIVE 2'])
  })

  it('of a green that waits: still waits, and its time runs on', async () => {
    const id = await release(on, 'b')
    await on.pass(60 * 60)
    await on.restart()
    await on.pass(5)
    expect((await info(id)).status).toBe('Ready')
    expect([on.reached(production), on.reached(testing)]).toEqual(['aa', 'bb'])
    await on.pass(16 * 60)
    expect((await info(id)).status).toBe('Stopped')
  })

  it('right after traffic was let go: moves it', async () => {
    const id = await release(on, 'b')
    await on.pass(5)
    await goOn(id, 'READY_WAIT')
    await on.restart()
    await on.pass(5)
    expect(on.reached(production)).toBe('bb')
    expect(await info(id)).toMatchObject({ instanceTerminationWaitTimeStarted: true })
  })

  it('while blue is warm: both run, green serves, and blue can be gone back to', async () => {
    const id = await release(on, 'b')
    await on.pass(5)
    await goOn(id, 'READY_WAIT')
    await on.pass(1)
    await on.restart()
    await on.pass(5)
    expect([on.reached(production), on.running()]).toEqual(['bb', 'aabb'])
    await stop(id)
    await on.pass(1)
    expect([on.reached(production), on.running()]).toEqual(['aa', 'aa'])
  })

  it('while blue is on its way out: ends', async () => {
    const id = await release(on, 'b')
    await on.pass(5)
    await goOn(id, 'READY_WAIT')
    await on.pass(1)
    on.holdDrains()
    await goOn(id, 'TERMINATION_WAIT')
    await on.pass(1)
    await on.restart()
    await on.pass(5)
    expect((await info(id)).status).toBe('Succeeded')
    expect([on.reached(production), on.running()]).toEqual(['bb', 'bb'])
  })

  it('while it is being undone: blue serves alone', async () => {
    const id = await release(on, 'b')
    await on.pass(5)
    on.holdDrains()
    await stop(id)
    await on.pass(1)
    expect((await info(id)).status).toBe('InProgress')
    await on.restart()
    await on.pass(5)
    expect((await info(id)).status).toBe('Stopped')
    expect([on.reached(production), on.running()]).toEqual(['aa', 'aa'])
  })
})
