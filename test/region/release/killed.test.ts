// `kill -9` after every single write of each part of the course: whatever was noted last, it ends as it should.
import { expect, it } from 'vitest'
import { its, makeService, production, release, testing } from './service.ts'
import { type Stage, stage } from './stage.ts'

type Info = { deploymentInfo: { status: string; instanceTerminationWaitTimeStarted: boolean } }
const writes = Array.from({ length: 30 }, (_, n) => n)

const started = async () => {
  const on = await stage()
  await makeService(on)
  await on.pass(5)
  return on
}
const info = async (on: Stage, deploymentId: string) =>
  (await on.call<Info>('codedeploy', 'GetDeployment', { deploymentId })).deploymentInfo
const goOn = (on: Stage, deploymentId: string, deploymentWaitType: string) =>
  on.call('codedeploy', 'ContinueDeployment', { deploymentId, deploymentWaitType })
const taskSets = async (on: Stage) => {
  const input = { cluster: its.cluster, services: [its.service] }
  const found = await on.call<{ services: { taskSets: { status: string }[] }[] }>('ecs', 'DescribeServices', input)
  return found.services[0]!.taskSets.map(set => set.status)
}
/** What the command itself wrote survives, as it must before its answer is given; then `n` more. */
const killed = async (on: Stage, n: number) => {
  on.killAfter(n)
  await on.pass(3)
  await on.restart()
  await on.pass(10)
}

it.each(writes)('while green starts, after %i writes', async n => {
  const on = await started()
  const id = await release(on, 'b')
  await killed(on, n)
  expect((await info(on, id)).status).toBe('Ready')
  expect(await taskSets(on)).toEqual(['PRIMARY', 'ACTIVE'])
  expect([on.running(), on.reached(production), on.reached(testing)]).toEqual(['aabb', 'aa', 'bb'])
})

it.each(writes)('while traffic moves, after %i writes', async n => {
  const on = await started()
  const id = await release(on, 'b')
  await on.pass(5)
  await goOn(on, id, 'READY_WAIT')
  await killed(on, n)
  expect((await info(on, id)).instanceTerminationWaitTimeStarted).toBe(true)
  expect([on.running(), on.reached(production), on.reached(testing)]).toEqual(['aabb', 'bb', 'bb'])
})

it.each(writes)('while it is undone, after %i writes', async n => {
  const on = await started()
  const id = await release(on, 'b')
  await on.pass(5)
  await goOn(on, id, 'READY_WAIT')
  await on.pass(1)
  await on.call('codedeploy', 'StopDeployment', { deploymentId: id, autoRollbackEnabled: true })
  await killed(on, n)
  expect((await info(on, id)).status).toBe('Stopped')
  expect(await taskSets(on)).toEqual(['PRIMARY'])
  expect([on.running(), on.reached(production), on.reached(testing)]).toEqual(['aa', 'aa', 'aa'])
})

it.each(writes)('while blue goes, after %i writes', async n => {
  const on = await started()
  const id = await release(on, 'b')
  await on.pass(5)
  await goOn(on, id, 'READY_WAIT')
  await on.pass(1)
  await goOn(on, id, 'TERMINATION_WAIT')
  await killed(on, n)
  expect((await info(on, id)).status).toBe('Succeeded')
  expect([on.running(), on.reached(production)]).toEqual(['bb', 'bb'])
})
