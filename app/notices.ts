// From the stream's reader: an event makes a notice, and each target that wants it gets a delivery of its own. Nothing waits
// for a target here: a row is written and a call sent off, and app/notify.ts does the rest.
import type { LoggedEvent } from '../core/event.ts'
import { CloudFault } from '../core/faults.ts'
import { fold } from '../core/fold.ts'
import { concerns, kindsOf, mayTell, type NoticeKind } from '../core/notices.ts'
import type { Item, Ports } from '../core/ports.ts'
import type { DeploymentState } from '../core/state.ts'
import { takenBackKinds, takenBackSeq } from '../core/taken-back.ts'
import * as deliveries from './store/deliveries.ts'
import { readLog } from './store/log.ts'
import * as notifications from './store/notifications.ts'
import { takenBackOf } from './store/taken-back.ts'

type Needs = Pick<Ports, 'table' | 'notices'>
type OnFault = (fault: unknown, about: { deploymentId: string }) => void

/** `log`: the whole of it, which may know more than `event`. What the table says no to is thrown, and the stream brings it
 *  again; nothing else that goes wrong here holds up a deployment. */
export const announce = async (
  ports: Needs,
  event: LoggedEvent,
  log: readonly LoggedEvent[],
  onFault: OnFault,
): Promise<void> => {
  if (!mayTell(event.code)) return
  await tellAll(ports, () => wanted(ports, event, log), event, onFault)
}

/** Of a release that was taken back after its end: from the row that says so, since the log is over. */
export const announceTakenBack = async (ports: Needs, item: Item, onFault: OnFault): Promise<void> => {
  const { deploymentId, seenAt } = takenBackOf(item)
  const about = async () => {
    const state = fold(await readLog(ports, deploymentId))
    if (!state) return []
    return forTargets(ports, state, { deploymentId, seq: takenBackSeq(state), timestamp: seenAt }, takenBackKinds)
  }
  await tellAll(ports, about, { deploymentId }, onFault)
}

const tellAll = async (
  ports: Needs,
  wish: () => Promise<deliveries.Delivery[]>,
  about: { deploymentId: string },
  onFault: OnFault,
) => {
  try {
    for (const delivery of await wish()) {
      // Of one that was there already nobody knows whether it was sent off: saying it twice is saying it once.
      await deliveries.announce(ports, delivery)
      await sendOff(ports, delivery, onFault)
    }
  } catch (fault) {
    if (fault instanceof CloudFault) throw fault
    onFault(fault, about)
  }
}

/** The sweep finds what was not taken. */
const sendOff = async ({ notices }: Needs, delivery: deliveries.Delivery, onFault: OnFault) => {
  const { tenant, id, occurredAt } = delivery
  try {
    await notices.send({ tenant, id, occurredAt, attempt: 1 })
  } catch (fault) {
    onFault(fault, delivery)
  }
}

const wanted = async (
  ports: Needs,
  event: LoggedEvent,
  log: readonly LoggedEvent[],
): Promise<deliveries.Delivery[]> => {
  const state = fold(log.filter(({ seq }) => seq <= event.seq))
  const kinds = state ? kindsOf(event, state) : []
  return state && kinds.length > 0 ? forTargets(ports, state, event, kinds) : []
}

const forTargets = async (
  ports: Needs,
  state: DeploymentState,
  event: Pick<LoggedEvent, 'deploymentId' | 'seq' | 'timestamp'>,
  kinds: readonly NoticeKind[],
): Promise<deliveries.Delivery[]> => {
  const { tenant } = state.request
  const targets = await notifications.list(ports, tenant)
  return targets.flatMap(target => {
    const kind = kinds.find(one => target.events.includes(one))
    // Of what happened before it was there a target hears nothing, however late the stream is.
    if (!kind || !concerns(target, state.request) || target.createdAt > event.timestamp) return []
    const { id: targetId, kind: targetKind, channel, host } = target
    return {
      ...{ id: deliveries.idOf(targetId, event.deploymentId, event.seq), tenant, targetId, targetKind, channel, host },
      ...{ deploymentId: event.deploymentId, seq: event.seq, kind, occurredAt: event.timestamp },
      ...{ status: 'waiting', attempt: 0, nextAt: event.timestamp, attempts: [], turn: 0 },
    }
  })
}
