// The load balancer's data plane: real sockets on loopback. What it takes to lose no request is in ask.ts, forward.ts, target.ts.
import type { Timeline, Wires } from '../../region/kernel.ts'
import { Group } from './group.ts'
import { idleMs, Listener, type Weights } from './listener.ts'

export type BalancerOptions = {
  /** For health check intervals and the time of figures. Sockets wait in real time. */
  timeline: Timeline
  /** Without a byte for so long a request ends; 60 s as an ALB. */
  idleMs?: number
}

export const balancer = (options: BalancerOptions): Wires & { stop(): Promise<void> } => {
  const groups = new Map<string, Group>()
  const listeners = new Map<string, { listener: Listener; port: Promise<number> }>()
  // A listener may be routed before it is opened.
  const routes = new Map<string, Weights>()

  const close = async (listenerId: string, graceMs?: number) => {
    const known = listeners.get(listenerId)
    listeners.delete(listenerId)
    routes.delete(listenerId)
    if (!known) return
    await known.port
    await known.listener.close(graceMs)
  }

  return {
    listen: (listenerId, shown, wanted) => {
      const known = listeners.get(listenerId)
      if (known) return known.port
      const listener = new Listener({
        timeline: options.timeline,
        idleMs: options.idleMs ?? idleMs,
        shownPort: shown.port,
        groupOf: id => groups.get(id),
      })
      listener.route(routes.get(listenerId) ?? [])
      const port = listener.open(wanted)
      listeners.set(listenerId, { listener, port })
      port.catch(() => listeners.delete(listenerId))
      return port
    },
    close: listenerId => close(listenerId),
    route: (listenerId, weights) => {
      routes.set(listenerId, weights)
      listeners.get(listenerId)?.listener.route(weights)
    },
    group: (groupId, settings, onHealth) => {
      const known = groups.get(groupId)
      if (!known) groups.set(groupId, new Group(options.timeline, settings, onHealth))
      else Object.assign(known, { settings, onHealth })
    },
    removeGroup: groupId => {
      groups.get(groupId)?.remove()
      groups.delete(groupId)
    },
    addTarget: (groupId, targetId, address) => {
      const group = groups.get(groupId)
      if (!group) throw new Error(`there is no target group ${groupId}`)
      group.add(targetId, address)
    },
    drainTarget: async (groupId, targetId) => groups.get(groupId)?.drain(targetId),
    measured: (groupId, from, to) =>
      groups.get(groupId)?.figures.between(from, to) ?? { requests: 0, errors: 0, latenciesMs: [] },
    stop: async () => {
      const closing = [...listeners.keys()].map(listenerId => close(listenerId, 0))
      for (const group of groups.values()) group.remove()
      groups.clear()
      await Promise.all(closing)
    },
  }
}
