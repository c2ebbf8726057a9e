// As the SDK's documentation has it: one client, one command for each.
import { ApiGatewayManagementApiClient, PostToConnectionCommand } from '@aws-sdk/client-apigatewaymanagementapi'
import { endpoint, measure, message, sockets } from './measure.ts'

const client = new ApiGatewayManagementApiClient({ endpoint, region: 'us-east-1' })

void measure(async () => {
  await Promise.all(
    sockets.map(ConnectionId => client.send(new PostToConnectionCommand({ ConnectionId, Data: message }))),
  )
})
