import { github, githubCom } from '../aws/github.ts'
import { posts } from '../aws/posts.ts'
import { dynamoTable } from '../aws/table.ts'
import { apiHandler } from './handlers/api.ts'
import { later } from './platform/later.ts'
import { start } from './platform/start.ts'

const { env, settings, region, clock, random, watch } = start('api')
const addresses = {
  api: env.PANDA_API_ADDRESS,
  console: env.PANDA_CONSOLE_ADDRESS,
  socket: env.PANDA_SOCKET_ADDRESS,
  onboardingTemplate: env.PANDA_TEMPLATE_ADDRESS,
  ingressBusArn: env.PANDA_INGRESS_BUS,
}
// Most calls need the table and nothing else.
const ports = {
  ...{ clock, random, table: dynamoTable(env.PANDA_TABLE), github: github(githubCom), posts: posts() },
  vault: later(async () => (await import('./parts/vault.ts')).vaultPart({ region }, env.PANDA_KEY)),
  accounts: later(async () => (await import('./parts/accounts.ts')).accountsPart({ region })),
  eventRules: later(async () =>
    (await import('./parts/event-rules.ts')).eventRulesPart({ region }, env.PANDA_INGRESS_BUS),
  ),
  mail: later(async () => (await import('./parts/mail.ts')).mailPart({ region }, env.PANDA_TOPICS)),
  changes: later(async () => (await import('./parts/changes.ts')).changesPart({ region }, env.PANDA_INTERNAL_BUS)),
}

export const handler = apiHandler({ ports, settings, addresses }, watch)
