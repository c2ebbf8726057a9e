import { platformClients } from '../aws/clients.ts'
import { apigateway } from '../aws/makers/apigateway.ts'
import { sockets } from '../aws/sockets.ts'
import { dynamoTable } from '../aws/table.ts'
import { pushHandler } from './handlers/push.ts'
import { start } from './platform/start.ts'

const { env, region, clock, watch } = start('push')
const clients = platformClients({ region, socketEndpoint: env.PANDA_SOCKET_ENDPOINT }, { apigateway })

export const handler = pushHandler({ clock, table: dynamoTable(env.PANDA_TABLE), sockets: sockets(clients) }, watch)
