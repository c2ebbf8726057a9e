import { platformClients } from '../aws/clients.ts'
import { scheduler } from '../aws/makers.ts'
import { schedules } from '../aws/schedules.ts'
import { dynamoTable } from '../aws/table.ts'
import { beginHandler } from './handlers/begin.ts'
import { start } from './platform/start.ts'

const { env, settings, region, clock, random, watch } = start('begin')
const clients = platformClients({ region }, { scheduler })
const to = { busArn: env.PANDA_INTERNAL_BUS, roleArn: env.PANDA_SCHEDULE_ROLE, group: env.PANDA_SCHEDULE_GROUP }
const ports = { clock, random, table: dynamoTable(env.PANDA_TABLE), schedules: schedules(clients, to) }

export const handler = beginHandler(ports, settings, watch)
