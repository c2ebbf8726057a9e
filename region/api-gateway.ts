// The pretend API Gateway's side of open WebSockets: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
import { AwsError } from './aws-error.ts'
import type { Service } from './kernel.ts'

export const apigateway: Service = kernel => ({
  commands: {
    PostToConnection: async (input: { ConnectionId: string; Data: Uint8Array | string }) => {
      const data = Buffer.from(input.Data)
      if (data.length > messageLimit) throw new AwsError('PayloadTooLargeException', 'Message too long', 413)
      if ((await kernel.world.peers.post(input.ConnectionId, data.toString('utf8'))) === 'gone') throw gone()
      return {}
    },
    DeleteConnection: async (input: { ConnectionId: string }) => {
      await kernel.world.peers.close(input.ConnectionId)
      return {}
    },
  },
})

/** 128 kB: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const messageLimit = 128 * 1024

const gone = () => new AwsError('GoneException', 'GoneException', 410)
