// Open WebSockets, through API Gateway: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
import { DeleteConnectionCommand, PostToConnectionCommand } from '@aws-sdk/client-apigatewaymanagementapi'
import type { Sockets } from '../core/ports.ts'
import type { Clients } from './clients.ts'
import { asked, unless } from './fault.ts'

export const sockets = (clients: Pick<Clients, 'platform'>): Sockets => ({
  async post(connectionId, message) {
    const command = new PostToConnectionCommand({ ConnectionId: connectionId, Data: Buffer.from(message) })
    const send = asked('execute-api:PostToConnection', () => clients.platform.apigateway().send(command))
    // By its status too: its name is in a header only, which not everything on the way keeps.
    return (await unless(['GoneException', 410], send)) ? 'sent' : 'gone'
  },

  async close(connectionId) {
    const command = new DeleteConnectionCommand({ ConnectionId: connectionId })
    const send = asked('execute-api:DeleteConnection', () => clients.platform.apigateway().send(command))
    await unless(['GoneException', 410], send)
  },
})
