import { platformClients, type Setting } from '../../aws/clients.ts'
import { apigateway } from '../../aws/makers/apigateway.ts'
import { sockets } from '../../aws/sockets.ts'

export const socketsPart = (platform: Setting) => sockets(platformClients(platform, { apigateway }))
