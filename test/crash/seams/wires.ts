// What the load balancer is told.
import { balancer as real } from '../../../local/balancer/balancer.ts'
import { crossing, crossingNow } from '../crossing.ts'

export const balancer: typeof real = options => {
  const wires = real(options)
  return {
    ...wires,
    listen: (id, shown, wanted) => crossing('passing', 'balancer listen', () => wires.listen(id, shown, wanted)),
    close: id => crossing('passing', 'balancer close', () => wires.close(id)),
    route: (id, weights) => crossingNow('passing', 'balancer route', () => wires.route(id, weights)),
    group: (id, settings, onHealth) =>
      crossingNow('passing', 'balancer group', () => wires.group(id, settings, onHealth)),
    removeGroup: id => crossingNow('passing', 'balancer removeGroup', () => wires.removeGroup(id)),
    addTarget: (group, id, address) =>
      crossingNow('passing', 'balancer addTarget', () => wires.addTarget(group, id, address)),
    drainTarget: (group, id) => crossing('passing', 'balancer drainTarget', () => wires.drainTarget(group, id)),
  }
}
