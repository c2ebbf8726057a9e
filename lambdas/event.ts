import { platformClients } from '../aws/clients.ts'
import { executions } from '../aws/executions.ts'
import { sfn } from '../aws/makers/sfn.ts'
import { dynamoTable } from '../aws/table.ts'
import { eventHandler } from './handlers/event.ts'
import { start } from './platform/start.ts'

const { env, region, watch } = start('event')
const machine = executions(platformClients({ region }, { sfn }), env.PANDA_MACHINE)

export const handler = eventHandler({ table: dynamoTable(env.PANDA_TABLE), executions: machine }, watch)
