// Releases on ECS blue/green: the service, CodeDeploy's deployments, the load balancer, and what the program printed.
import type { Releases } from '../../core/ports.ts'
import type { CustomersOnly } from '../clients.ts'
import { leftOut, ringing } from './alarms.ts'
import { deployments } from './deployments.ts'
import { figures, minutes } from './figures.ts'
import { lastLines, linesSince } from './last-lines.ts'
import { register } from './register.ts'
import { scale, service } from './service.ts'
import { routedTo, routes, setHealthPath, targets } from './traffic.ts'
import { troubles } from './troubles.ts'

export const releases = (clients: CustomersOnly): Releases => ({
  service: service(clients),
  register: register(clients),
  scale: scale(clients),
  ...deployments(clients),
  targets: targets(clients),
  setHealthPath: setHealthPath(clients),
  routedTo: routedTo(clients),
  routes: routes(clients),
  ringing: ringing(clients),
  leftOut: leftOut(clients),
  troubles: troubles(clients),
  figures: figures(clients),
  minutes: minutes(clients),
  lastLines: lastLines(clients),
  linesSince: linesSince(clients),
})
