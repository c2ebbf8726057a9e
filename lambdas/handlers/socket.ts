// A client's socket as API Gateway tells of it:
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-integration-requests.html
import type { APIGatewayProxyStructuredResultV2, APIGatewayProxyWebsocketEventV2 } from 'aws-lambda'
import { connectSocket, disconnectSocket, socketMessage } from '../../app/live/socket.ts'
import type { Ports } from '../../core/ports.ts'
import type { Settings } from '../../core/settings.ts'
import { type Watch, watched } from '../platform/watched.ts'

type Needs = Pick<Ports, 'table' | 'clock' | 'sockets'>

/** What fails here is answered by API Gateway: a refused upgrade, or `Internal server error` over the socket. */
export const socketHandler = (ports: Needs, settings: Pick<Settings, 'PANDA_LOCALE'>, watch: Watch) =>
  watched(watch, async (event: APIGatewayProxyWebsocketEventV2, note): Promise<APIGatewayProxyStructuredResultV2> => {
    const { connectionId, routeKey } = event.requestContext
    note({ connectionId, routeKey })
    const statusCode = await handled(event, ports, settings)
    note({ status: statusCode })
    return { statusCode }
  })

/** Nothing is posted before the socket stands: API Gateway knows no connection until `$connect` is answered. */
const handled = async (
  event: APIGatewayProxyWebsocketEventV2,
  ports: Needs,
  settings: Pick<Settings, 'PANDA_LOCALE'>,
): Promise<200 | 401> => {
  const { connectionId, routeKey } = event.requestContext
  switch (routeKey) {
    case '$connect': {
      const ticket = event.queryStringParameters?.ticket ?? ''
      return (await connectSocket({ ticket, connectionId }, ports)) ? 200 : 401
    }
    case '$disconnect':
      await disconnectSocket({ connectionId }, ports)
      return 200
    case '$default':
      await socketMessage({ connectionId, data: dataOf(event) }, ports, settings)
      return 200
    default:
      throw new Error(`There is no route ${routeKey}: the schema of the message decides`)
  }
}

const dataOf = ({ body = '', isBase64Encoded }: APIGatewayProxyWebsocketEventV2) =>
  isBase64Encoded ? Buffer.from(body, 'base64').toString() : body
