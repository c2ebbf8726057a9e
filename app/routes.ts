// Every call of Panda. API Gateway, OpenAPI and the tests of what a tenant may see are made from this table; a request loads
// no more than its own area of it (app/find-route.ts).
import { about } from './routes/about.ts'
import { approvals } from './routes/approvals.ts'
import { audit } from './routes/audit.ts'
import { connections } from './routes/connections.ts'
import { deployments } from './routes/deployments.ts'
import { environments } from './routes/environments.ts'
import { grants } from './routes/grants.ts'
import { hooks } from './routes/hooks.ts'
import { metrics } from './routes/metrics.ts'
import { notifications } from './routes/notifications.ts'
import type { Route } from './routes/route.ts'
import { services } from './routes/services.ts'
import { sockets } from './routes/sockets.ts'
import { tokens } from './routes/tokens.ts'

export const routes: readonly Route[] = [
  ...[connections, deployments, approvals, environments, hooks, services, metrics, sockets],
  ...[tokens, grants, audit, notifications, about],
].flat()
