// Targets live in memory only: after a restart the programs are started anew, on other ports.
import type {
  DeregisterTargetsCommandInput,
  DescribeTargetHealthCommandInput,
  RegisterTargetsCommandInput,
  TargetDescription,
  TargetHealth,
  TargetHealthReasonEnum,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { AwsError } from '../aws-error.ts'
import type { Caller, Commands, Kernel } from '../kernel.ts'
import { asService, placeOf } from '../rows.ts'
import { settingsOf } from './groups.ts'
import { hostCounts } from './host-counts.ts'
import type { Balancing, GroupRecord } from './records.ts'

type Target = {
  /** What the data plane calls it: a port may be given to another program while the former still drains. */
  wireId: string
  id: string
  port: number
  state: 'initial' | 'healthy' | 'unhealthy' | 'draining'
  reason: TargetHealthReasonEnum
  description: string
  wasHealthy: boolean
  drained?: Promise<void>
}

export type TargetNote = {
  groupArn: string
  id: string
  port: number
  state: 'healthy' | 'unhealthy'
  wasHealthy: boolean
  reason: string
}

export const targetPlane = (kernel: Kernel, { groups, listeners }: Balancing) => {
  const targets = new Map<string, Target[]>()
  const hosts = hostCounts(kernel.timeline.now)
  const of = (groupArn: string) => targets.get(groupArn) ?? []
  const changed = (groupArn: string) =>
    hosts.mark(
      groupArn,
      of(groupArn).map(one => one.state),
    )
  const existing = (caller: Caller, arn = '') => {
    if (!groups.get(caller, arn)) throw new AwsError('TargetGroupNotFoundException', `Target groups '${arn}' not found`)
    return arn
  }

  const plug = (group: GroupRecord) =>
    kernel.world.wires.group(group.arn, settingsOf(group), (wireId, healthy, words) => {
      const target = of(group.arn).find(one => one.wireId === wireId)
      if (!target || target.state === 'draining') return
      note(kernel, group.arn, target, healthy, words)
      changed(group.arn)
    })

  const drain = (groupArn: string, wanted: TargetDescription[] = []) => {
    const leaving = of(groupArn).filter(one => wanted.some(({ Id, Port }) => one.id === Id && one.port === Port))
    for (const target of leaving.filter(one => !one.drained)) {
      target.state = 'draining'
      target.drained = kernel.world.wires.drainTarget(groupArn, target.wireId).finally(() => {
        const left = of(groupArn).filter(one => one !== target)
        targets.set(groupArn, left)
      })
    }
    changed(groupArn)
    return Promise.all(leaving.map(one => one.drained))
  }

  const commands: Commands = {
    async RegisterTargets(input: RegisterTargetsCommandInput, caller: Caller) {
      const groupArn = existing(caller, input.TargetGroupArn)
      for (const { Id = '', Port = 0 } of input.Targets ?? []) {
        if (of(groupArn).some(one => one.id === Id && one.port === Port && one.state !== 'draining')) continue
        const target = fresh(kernel.random.hex(6), Id, Port)
        targets.set(groupArn, [...of(groupArn), target])
        kernel.world.wires.addTarget(groupArn, target.wireId, { host: Id, port: Port })
      }
      changed(groupArn)
      return {}
    },

    // Answers at once; the target is `draining` until what is in flight has ended, or the delay is over.
    // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DeregisterTargets.html
    async DeregisterTargets(input: DeregisterTargetsCommandInput, caller: Caller) {
      const groupArn = existing(caller, input.TargetGroupArn)
      kernel.background('draining targets', async () => void (await drain(groupArn, input.Targets)))
      return {}
    },

    /** Not of AWS: how ECS waits for the end of draining, which there it sees in DescribeTargetHealth. */
    async DrainTargets(input: DeregisterTargetsCommandInput) {
      await drain(input.TargetGroupArn ?? '', input.Targets)
      return {}
    },

    /** Not of AWS: there the load balancer reports it to CloudWatch. */
    async CountHosts({ TargetGroupArns, from, to }: { TargetGroupArns: string[]; from: number; to: number }) {
      return { hosts: hosts.counts(TargetGroupArns, from, to) }
    },

    async DescribeTargetHealth(input: DescribeTargetHealthCommandInput, caller: Caller) {
      const groupArn = existing(caller, input.TargetGroupArn)
      const used = listeners.of(caller).some(one => one.forward.some(weight => weight.groupArn === groupArn))
      return {
        TargetHealthDescriptions: of(groupArn).map(target => ({
          Target: { Id: target.id, Port: target.port, AvailabilityZone: `${caller.region}a` },
          HealthCheckPort: String(target.port),
          TargetHealth: used ? shown(target) : unused,
        })),
      }
    },
  }
  return { plug, commands }
}

const note = (kernel: Kernel, groupArn: string, target: Target, healthy: boolean, words: string) => {
  const wasHealthy = target.wasHealthy
  const state = healthy ? 'healthy' : 'unhealthy'
  Object.assign(target, { state, wasHealthy: wasHealthy || healthy, reason: reasonOf(words), description: words })
  const told: TargetNote = { groupArn, id: target.id, port: target.port, state, wasHealthy, reason: words }
  kernel.background('telling ECS of a target', async () => {
    await kernel.call('ecs', 'NoteTargetHealth', told, asService(placeOf(groupArn), 'ElasticLoadBalancing'))
  })
}

const fresh = (wireId: string, id: string, port: number): Target => ({
  wireId,
  id,
  port,
  state: 'initial',
  reason: 'Elb.InitialHealthChecking',
  description: 'Initial health checks in progress',
  wasHealthy: false,
})

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html#target-health-reason-codes */
const reasonOf = (words: string): TargetHealthReasonEnum => {
  if (/ResponseCodeMismatch|\b[1-5]\d\d\b/.test(words)) return 'Target.ResponseCodeMismatch'
  if (/time|abort/i.test(words)) return 'Target.Timeout'
  return 'Target.FailedHealthChecks'
}

const shown = (target: Target): TargetHealth => {
  if (target.state === 'healthy') return { State: 'healthy' }
  if (target.state === 'draining')
    return {
      State: 'draining',
      Reason: 'Target.DeregistrationInProgress',
      Description: 'Target deregistration is in progress',
    }
  return { State: target.state, Reason: target.reason, Description: target.description }
}

/** A group that no listener forwards to is not checked. */
const unused: TargetHealth = {
  State: 'unused',
  Reason: 'Target.NotInUse',
  Description: 'Target group is not configured to receive traffic from the load balancer',
}
