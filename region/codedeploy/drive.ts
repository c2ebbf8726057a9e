// Takes each deployment along its course: one at a time, on until it has to wait.
import type { Kernel } from '../kernel.ts'
import { asService } from '../rows.ts'
import { course, failed, wakeAt } from './course.ts'
import type { DeploymentRecord, Releasing } from './records.ts'

export type Drive = (deployment: DeploymentRecord) => void

export const drive = (kernel: Kernel, state: Releasing): Drive => {
  const busy = new Map<string, 'busy' | 'again'>()
  const wakes = new Map<string, () => void>()
  const current = (of: DeploymentRecord) => state.deployments.get(of, of.id) ?? of

  const step = async (of: DeploymentRecord): Promise<boolean> => {
    const before = current(of)
    const change =
      stopped(before) ?? (await alarmed(kernel, before)) ?? (await course[before.phase](kernel, before).catch(broken))
    if (!change) return false
    // What was asked meanwhile is kept: only this writes the rest.
    const after = { ...current(of), ...change }
    state.deployments.put(after, after.id, after)
    if (after.phase !== before.phase) announce(kernel, after)
    return after.phase !== 'over'
  }

  const run = async (deployment: DeploymentRecord) => {
    try {
      do {
        busy.set(deployment.id, 'busy')
        while (await step(deployment));
      } while (busy.get(deployment.id) === 'again')
    } finally {
      busy.delete(deployment.id)
      wake(current(deployment))
    }
  }

  const wake = (deployment: DeploymentRecord) => {
    wakes.get(deployment.id)?.()
    wakes.delete(deployment.id)
    const watches = isWatched(deployment) ? kernel.timeline.now() + watchEveryMs : Number.POSITIVE_INFINITY
    const time = Math.min(wakeAt(deployment) ?? Number.POSITIVE_INFINITY, watches)
    if (time !== Number.POSITIVE_INFINITY)
      wakes.set(
        deployment.id,
        kernel.timeline.at(time, () => go(deployment)),
      )
  }

  const go = (deployment: DeploymentRecord) => {
    if (busy.has(deployment.id)) return void busy.set(deployment.id, 'again')
    busy.set(deployment.id, 'busy')
    kernel.background(`deployment ${deployment.id}`, () => run(deployment))
  }
  return go
}

/** A stop is heeded until blue is on its way out. */
const stopped = ({ asked, phase }: DeploymentRecord): Partial<DeploymentRecord> | undefined =>
  asked?.stop && ['created', 'installing', 'ready', 'shifting', 'warm'].includes(phase)
    ? { phase: 'undoing', status: 'InProgress', outcome: 'Stopped', error: undefined }
    : undefined

/** AWS does not say how often it looks at alarms. */
const watchEveryMs = 30_000

/** As long as there is something to go back to, the time that blue is kept warm included. */
const isWatched = ({ alarms = [], phase }: DeploymentRecord) =>
  alarms.length > 0 && ['installing', 'ready', 'shifting', 'warm'].includes(phase)

/** https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-create-alarms.html */
const alarmed = async (
  kernel: Kernel,
  deployment: DeploymentRecord,
): Promise<Partial<DeploymentRecord> | undefined> => {
  if (!isWatched(deployment)) return undefined
  const input = { AlarmNames: deployment.alarms, StateValue: 'ALARM' }
  type Alarms = { MetricAlarms: { AlarmName?: string }[] }
  const { MetricAlarms } = await kernel.call<Alarms>(
    'cloudwatch',
    'DescribeAlarms',
    input,
    asService(deployment, 'CodeDeploy'),
  )
  if (MetricAlarms.length === 0) return undefined
  const error = { code: 'ALARM_ACTIVE', message: alarmWords(MetricAlarms.map(one => `<${one.AlarmName}>`).join(', ')) }
  return { phase: 'undoing', status: 'InProgress', outcome: 'Stopped', error }
}

const alarmWords = (names: string) =>
  `One or more alarms have been activated according to the Amazon CloudWatch metrics you selected, and the affected deployments have been stopped. Activated alarms: ${names}`

/** The service, its cluster or a listener is gone: there is nothing left to go back to either. */
const broken = (fault: unknown): Partial<DeploymentRecord> => {
  if (!(fault instanceof Error) || !/NotFound|NotActive|^ClientException$/.test(fault.name)) throw fault
  return { ...failed('ECS_UPDATE_ERROR', fault.message), phase: 'over', status: 'Failed' }
}

const states: { [phase in DeploymentRecord['phase']]?: string } = { installing: 'START', ready: 'READY' }
const ends: { [status in DeploymentRecord['status']]?: string } = {
  Succeeded: 'SUCCESS',
  Failed: 'FAILURE',
  Stopped: 'STOP',
}

/** Best effort. Whether READY is sent for ECS is not documented; who relies on it would be wrong to.
 *  https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-cloudwatch-events.html */
const announce = (kernel: Kernel, deployment: DeploymentRecord) => {
  const word = deployment.phase === 'over' ? ends[deployment.status] : states[deployment.phase]
  if (!word) return
  const arn = `arn:aws:codedeploy:${deployment.region}:${deployment.accountId}`
  kernel.emit({
    source: 'aws.codedeploy',
    'detail-type': 'CodeDeploy Deployment State-change Notification',
    account: deployment.accountId,
    region: deployment.region,
    time: new Date(kernel.timeline.now()).toISOString(),
    resources: [
      `${arn}:application:${deployment.application}`,
      `${arn}:deploymentgroup:${deployment.application}/${deployment.group}`,
    ],
    detail: {
      region: deployment.region,
      deploymentId: deployment.id,
      instanceGroupId: deployment.groupId,
      deploymentGroup: deployment.group,
      state: word,
      application: deployment.application,
    },
  })
}
