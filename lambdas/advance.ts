import { platformClients } from '../aws/clients.ts'
import { executions } from '../aws/executions.ts'
import { eventbridge } from '../aws/makers/eventbridge.ts'
import { sfn } from '../aws/makers/sfn.ts'
import { notices } from '../aws/notices.ts'
import { dynamoTable } from '../aws/table.ts'
import { advanceHandler } from './handlers/advance.ts'
import { start } from './platform/start.ts'

const { env, region, watch } = start('advance')
const clients = platformClients({ region }, { sfn, eventbridge })
const ports = {
  ...{ table: dynamoTable(env.PANDA_TABLE), executions: executions(clients, env.PANDA_MACHINE) },
  notices: notices(clients, env.PANDA_INTERNAL_BUS),
}

export const handler = advanceHandler(ports, watch)
