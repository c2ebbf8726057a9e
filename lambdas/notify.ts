import { platformClients } from '../aws/clients.ts'
import { laterNotices } from '../aws/later-notices.ts'
import { mail } from '../aws/mail.ts'
import { kms } from '../aws/makers/kms.ts'
import { scheduler } from '../aws/makers/scheduler.ts'
import { sns } from '../aws/makers/sns.ts'
import { posts } from '../aws/posts.ts'
import { dynamoTable } from '../aws/table.ts'
import { vault } from '../aws/vault.ts'
import { notifyHandler } from './handlers/notify.ts'
import { start } from './platform/start.ts'

const { env, settings, region, clock, watch } = start('notify')
const clients = platformClients({ region }, { kms, scheduler, sns })
const to = { busArn: env.PANDA_INTERNAL_BUS, roleArn: env.PANDA_SCHEDULE_ROLE, group: env.PANDA_SCHEDULE_GROUP }
const ports = {
  ...{ clock, table: dynamoTable(env.PANDA_TABLE), vault: vault(clients, env.PANDA_KEY) },
  ...{ posts: posts(), mail: mail(clients, env.PANDA_TOPICS), laterNotices: laterNotices(clients, to) },
}
const links = { console: env.PANDA_CONSOLE_ADDRESS, api: env.PANDA_API_ADDRESS }

export const handler = notifyHandler(ports, settings, links, watch)
