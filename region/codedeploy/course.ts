// The course of a blue/green deployment, one phase after the other. Where it is, is on the shelf: any phase may be
// entered again after a restart. `undefined`: nothing to do until something happens or `wakeAt` comes.
import type { TaskSet } from '@aws-sdk/client-ecs'
import type { Kernel } from '../kernel.ts'
import { type DeploymentRecord, type Hook, type LifecycleName, lifecycle } from './records.ts'
import { worldOf } from './world.ts'

type Step = (kernel: Kernel, deployment: DeploymentRecord) => Promise<Partial<DeploymentRecord> | undefined>

const minute = 60_000
/** Replacement tasks that are not healthy after 60 minutes fail the deployment.
 *  https://docs.aws.amazon.com/codedeploy/latest/userguide/limits.html */
const installMinutes = 60

export const course: Record<DeploymentRecord['phase'], Step> = {
  created: async (kernel, deployment) => {
    const now = kernel.timeline.now()
    const world = worldOf(kernel, deployment)
    const service = await world.service()
    const primary = service?.taskSets?.find(one => one.status === 'PRIMARY')
    const blueGroup = groupOf(primary)
    const groups = [...(await world.groups()).values()]
    const greenGroup = groups.find(arn => arn !== blueGroup)
    if (!primary?.id || !blueGroup || !groups.includes(blueGroup) || !greenGroup)
      return failed('ECS_UPDATE_ERROR', 'The service has no primary task set on one of the two target groups')
    // A restart may have come between making it and noting it.
    const made = service?.taskSets?.find(one => one.externalId === deployment.id)
    // With weight 0 it gets no traffic, and is checked: a group that no listener knows is not.
    await world.forward(deployment.route.production, [
      [blueGroup, 100],
      [greenGroup, 0],
    ])
    const taskSet = made?.id ?? (await world.createGreen(greenGroup))
    return {
      phase: 'installing',
      status: 'InProgress',
      since: now,
      startedAt: now,
      blue: { taskSet: primary.id, groupArn: blueGroup },
      green: { taskSet, groupArn: greenGroup },
      hooks: { ...done(now, 'BeforeInstall'), Install: { status: 'InProgress', startedAt: now } },
    }
  },

  // The test listener leads to green from AllowTestTraffic on, not before.
  // https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html#appspec-hooks-ecs
  installing: async (kernel, deployment) => {
    const now = kernel.timeline.now()
    const world = worldOf(kernel, deployment)
    const green = await world.taskSet(deployment.green)
    if (!green) return failed('ECS_UPDATE_ERROR', 'The replacement task set is gone')
    if (green.stabilityStatus !== 'STEADY_STATE')
      return now < (wakeAt(deployment) ?? 0) ? undefined : failed('TIMEOUT', installTimeout)
    await world.forward(deployment.route.test, [[deployment.green!.groupArn, 100]])
    const waits = deployment.readyWaitMinutes !== undefined
    return {
      ...(waits ? { phase: 'ready', status: 'Ready' } : { phase: 'shifting' }),
      since: now,
      hooks: {
        ...deployment.hooks,
        ...done(now, 'Install', 'AfterInstall', 'AllowTestTraffic', 'AfterAllowTestTraffic'),
      },
    }
  },

  // https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeploymentReadyOption.html
  ready: async (kernel, deployment) => {
    const now = kernel.timeline.now()
    if (deployment.asked?.traffic) return { phase: 'shifting', status: 'InProgress', since: now }
    if (now < (wakeAt(deployment) ?? 0)) return undefined
    const error = { code: 'TIMEOUT', message: readyTimeout }
    return { phase: 'undoing', status: 'InProgress', outcome: 'Stopped', error }
  },

  shifting: async (kernel, deployment) => {
    const now = kernel.timeline.now()
    const world = worldOf(kernel, deployment)
    const { blue, green } = deployment
    if (!blue || !green || !(await world.taskSet(green)))
      return failed('ECS_UPDATE_ERROR', 'The replacement task set is gone')
    await world.forward(deployment.route.production, [
      [green.groupArn, 100],
      [blue.groupArn, 0],
    ])
    await world.makePrimary(green)
    const hooks = { ...deployment.hooks, ...done(now, 'BeforeAllowTraffic', 'AllowTraffic', 'AfterAllowTraffic') }
    return { phase: 'warm', status: 'InProgress', since: now, hooks }
  },

  warm: async (kernel, deployment) => {
    const now = kernel.timeline.now()
    return deployment.asked?.end || now >= (wakeAt(deployment) ?? 0) ? { phase: 'ending', since: now } : undefined
  },

  ending: async (kernel, deployment) => {
    const world = worldOf(kernel, deployment)
    const blue = await world.taskSet(deployment.blue)
    if (blue && blue.status !== 'DRAINING') await world.drop(blue)
    return blue ? undefined : { phase: 'over', status: 'Succeeded', completedAt: kernel.timeline.now() }
  },

  /** Traffic goes back to blue first; then green goes. */
  undoing: async (kernel, deployment) => {
    const world = worldOf(kernel, deployment)
    const { blue, green, route } = deployment
    const blueSet = await world.taskSet(blue)
    if (blue && blueSet) {
      await world.forward(route.production, [[blue.groupArn, 100]])
      await world.forward(route.test, [[blue.groupArn, 100]])
      if (blueSet.status !== 'PRIMARY') await world.makePrimary(blue)
    }
    const greenSet = await world.taskSet(green)
    if (greenSet && greenSet.status !== 'DRAINING') await world.drop(greenSet)
    if (greenSet) return undefined
    return { phase: 'over', status: deployment.outcome ?? 'Stopped', completedAt: kernel.timeline.now() }
  },

  over: async () => undefined,
}

/** When a phase that waits has waited long enough. */
export const wakeAt = (deployment: DeploymentRecord): number | undefined => {
  const wait = {
    installing: installMinutes,
    ready: deployment.readyWaitMinutes,
    warm: deployment.warmMinutes,
  }[deployment.phase as string]
  return wait === undefined ? undefined : deployment.since + wait * minute
}

export const failed = (code: string, message: string): Partial<DeploymentRecord> => ({
  phase: 'undoing',
  status: 'InProgress',
  outcome: 'Failed',
  error: { code, message },
})

export const allHooks = (deployment: DeploymentRecord): [LifecycleName, Hook | undefined][] =>
  lifecycle.map(name => [name, deployment.hooks[name]])

const done = (now: number, ...names: LifecycleName[]): { [name in LifecycleName]?: Hook } =>
  Object.fromEntries(names.map(name => [name, { status: 'Succeeded', startedAt: now, endedAt: now }]))

const groupOf = (set: TaskSet | undefined) => set?.loadBalancers?.[0]?.targetGroupArn

const installTimeout =
  'The deployment timed out while waiting for the replacement task set to become healthy. This time out period is 60 minutes.'
const readyTimeout = 'The deployment timed out while waiting for a notification to continue.'
