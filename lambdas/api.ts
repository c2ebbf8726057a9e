import { accounts } from '../aws/accounts.ts'
import { sdkClients } from '../aws/clients.ts'
import { eventRules } from '../aws/event-rules.ts'
import { github, githubCom } from '../aws/github.ts'
import { mail } from '../aws/mail.ts'
import { cloudformation, ecr, eventbridge, iam, kms, sns, sts } from '../aws/makers.ts'
import { changes } from '../aws/notices.ts'
import { posts } from '../aws/posts.ts'
import { dynamoTable } from '../aws/table.ts'
import { vault } from '../aws/vault.ts'
import { apiHandler } from './handlers/api.ts'
import { start } from './platform/start.ts'

const { env, settings, region, clock, random, watch } = start('api')
const clients = sdkClients({ region }, { kms, sts, eventbridge, iam, ecr, cloudformation, sns })
const addresses = {
  api: env.PANDA_API_ADDRESS,
  console: env.PANDA_CONSOLE_ADDRESS,
  socket: env.PANDA_SOCKET_ADDRESS,
  onboardingTemplate: env.PANDA_TEMPLATE_ADDRESS,
  ingressBusArn: env.PANDA_INGRESS_BUS,
}
const ports = {
  ...{ clock, random, table: dynamoTable(env.PANDA_TABLE), vault: vault(clients, env.PANDA_KEY) },
  ...{ accounts: accounts(clients), github: github(githubCom), eventRules: eventRules(clients, env.PANDA_INGRESS_BUS) },
  ...{ posts: posts(), mail: mail(clients, env.PANDA_TOPICS), changes: changes(clients, env.PANDA_INTERNAL_BUS) },
}

export const handler = apiHandler({ ports, settings, addresses }, watch)
