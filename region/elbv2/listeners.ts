import type {
  Action,
  CreateListenerCommandInput,
  DeleteListenerCommandInput,
  DescribeListenersCommandInput,
  Listener,
  ModifyListenerCommandInput,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { AwsError } from '../aws-error.ts'
import type { Caller, Commands, Kernel } from '../kernel.ts'
import { placeOf } from '../rows.ts'
import { type Balancing, balancingArn, type ListenerRecord, tagsOf, type Weight } from './records.ts'

export const listenerCommands = (kernel: Kernel, { listeners, balancers }: Balancing): Commands => ({
  async CreateListener(input: CreateListenerCommandInput, caller: Caller) {
    const balancer = balancers.get(caller, input.LoadBalancerArn ?? '')
    if (!balancer)
      throw new AwsError('LoadBalancerNotFoundException', `Load balancers '[${input.LoadBalancerArn}]' not found`)
    const port = Number(input.Port)
    if (listeners.of(caller).some(one => one.balancerArn === balancer.arn && one.port === port))
      throw new AwsError('DuplicateListenerException', `A listener already exists on this port (${port})`)
    const certificates = (input.Certificates ?? []).map(one => one.CertificateArn ?? '')
    // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html
    if ((input.Protocol === 'HTTPS') !== certificates.length > 0)
      throw new AwsError('ValidationError', 'A certificate must be specified for HTTPS listeners, and for no others')
    const path = balancer.arn.split(':loadbalancer/')[1]
    const listener: ListenerRecord = {
      arn: balancingArn(caller, `listener/${path}/${kernel.random.hex(8)}`),
      balancerArn: balancer.arn,
      protocol: input.Protocol ?? 'HTTP',
      port,
      realPort: 0,
      ...actionOf(input.DefaultActions),
      ...(certificates.length > 0 && { certificates }),
      ...(input.SslPolicy && { sslPolicy: input.SslPolicy }),
      tags: tagsOf(input.Tags),
    }
    listener.realPort = await kernel.world.wires.listen(listener.arn, { port })
    listeners.put(caller, listener.arn, listener)
    route(kernel, listener)
    return { Listeners: [shown(listener)] }
  },

  async DescribeListeners(input: DescribeListenersCommandInput, caller: Caller) {
    const all = listeners.of(caller)
    if (input.LoadBalancerArn)
      return { Listeners: all.filter(one => one.balancerArn === input.LoadBalancerArn).map(shown) }
    const found = (input.ListenerArns ?? []).map(arn => all.find(one => one.arn === arn))
    if (found.includes(undefined)) throw notFound(input.ListenerArns?.join(', '))
    return { Listeners: found.flatMap(one => (one ? [shown(one)] : [])) }
  },

  /** All weights in one tick. */
  async ModifyListener(input: ModifyListenerCommandInput, caller: Caller) {
    const listener = listeners.get(caller, input.ListenerArn ?? '')
    if (!listener) throw notFound(input.ListenerArn)
    const { redirect: _former, ...kept } = listener
    const led = [...new Set([...(kept.led ?? []), ...kept.forward.map(({ groupArn }) => groupArn)])].slice(-keptGroups)
    const certificates = input.Certificates?.map(one => one.CertificateArn ?? '')
    // What is not named stays: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_ModifyListener.html
    const action = input.DefaultActions || !certificates ? { ...actionOf(input.DefaultActions), led } : undefined
    const changed: ListenerRecord = { ...(action ? kept : listener), ...action, ...(certificates && { certificates }) }
    listeners.put(caller, changed.arn, changed)
    route(kernel, changed)
    return { Listeners: [shown(changed)] }
  },

  async DeleteListener(input: DeleteListenerCommandInput, caller: Caller) {
    const arn = input.ListenerArn ?? ''
    if (!listeners.get(caller, arn)) throw notFound(arn)
    listeners.remove(caller, arn)
    await kernel.world.wires.close(arn)
    return {}
  },
})

/** Blue and green take turns on two. */
const keptGroups = 10

/** After a restart: on the same port if it is still free, sending traffic where it went before. */
export const reopen = async (kernel: Kernel, { listeners }: Balancing, listener: ListenerRecord) => {
  const at = placeOf(listener.arn)
  const realPort = await kernel.world.wires.listen(listener.arn, { port: listener.port }, listener.realPort)
  // What it forwards to may have changed while it opened.
  const now = listeners.get(at, listener.arn)
  if (!now) return kernel.world.wires.close(listener.arn)
  if (realPort !== now.realPort) kernel.log(`a listener moved from port ${now.realPort}, now taken, to ${realPort}`)
  listeners.put(at, now.arn, { ...now, realPort })
  route(kernel, now)
}

const route = (kernel: Kernel, listener: ListenerRecord) =>
  kernel.world.wires.route(
    listener.arn,
    listener.forward.map(({ groupArn, weight }) => ({ groupId: groupArn, weight })),
  )

/** A single group is weight 1; without a weight it is 1.
 *  https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupTuple.html */
const actionOf = (actions: Action[] | undefined): Pick<ListenerRecord, 'forward' | 'redirect'> => {
  // The sockets behind it answer 503: nobody here has a certificate to be sent to.
  const redirect = actions?.find(one => one.Type === 'redirect')?.RedirectConfig
  if (redirect) return { forward: [], redirect }
  const action = actions?.find(one => one.Type === 'forward')
  const groups = action?.ForwardConfig?.TargetGroups ?? (action ? [{ TargetGroupArn: action.TargetGroupArn }] : [])
  const forward: Weight[] = groups.flatMap(
    ({ TargetGroupArn, Weight }: { TargetGroupArn?: string; Weight?: number }) =>
      TargetGroupArn ? [{ groupArn: TargetGroupArn, weight: Weight === undefined ? 1 : Number(Weight) }] : [],
  )
  if (forward.length === 0)
    throw new AwsError('InvalidConfigurationRequestException', 'This region models forward and redirect actions only')
  return { forward }
}

/** `Port` is the real one, so that `http://{DNSName}:{Port}` is an address that answers. */
const shown = (listener: ListenerRecord): Listener => ({
  ListenerArn: listener.arn,
  LoadBalancerArn: listener.balancerArn,
  Port: listener.realPort,
  Protocol: listener.protocol === 'HTTPS' ? 'HTTPS' : 'HTTP',
  ...(listener.certificates && { Certificates: listener.certificates.map(CertificateArn => ({ CertificateArn })) }),
  ...(listener.sslPolicy && { SslPolicy: listener.sslPolicy }),
  DefaultActions: listener.redirect
    ? [{ Type: 'redirect', RedirectConfig: listener.redirect }]
    : [forwardAction(listener)],
})

const forwardAction = (listener: ListenerRecord): Action => ({
  Type: 'forward',
  ...(listener.forward.length === 1 ? { TargetGroupArn: listener.forward[0]?.groupArn } : {}),
  ForwardConfig: {
    TargetGroups: listener.forward.map(({ groupArn, weight }) => ({ TargetGroupArn: groupArn, Weight: weight })),
  },
})

const notFound = (arn = '') => new AwsError('ListenerNotFoundException', `Listeners '${arn}' not found`)
