import { platformClients } from '../aws/clients.ts'
import { apigateway } from '../aws/makers/apigateway.ts'
import { sockets } from '../aws/sockets.ts'
import { dynamoTable } from '../aws/table.ts'
import { socketHandler } from './handlers/socket.ts'
import { start } from './platform/start.ts'

const { env, settings, region, clock, watch } = start('socket')
const clients = platformClients({ region, socketEndpoint: env.PANDA_SOCKET_ENDPOINT }, { apigateway })

export const handler = socketHandler(
  { clock, table: dynamoTable(env.PANDA_TABLE), sockets: sockets(clients) },
  settings,
  watch,
)
