// WebSocket API, as recorded in
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-keys-connect-disconnect.html and
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-mapping-template-reference.html
import type { APIGatewayProxyWebsocketEventV2 } from 'aws-lambda'

export type SocketEvent = APIGatewayProxyWebsocketEventV2

const context = (routeKey: string, eventType: 'CONNECT' | 'MESSAGE' | 'DISCONNECT', connectionId: string) => ({
  routeKey,
  messageId: 'GXLKJfX4FiACG1w=',
  eventType,
  extendedRequestId: 'Fjjx4ELXliFyJg=',
  requestTime: '09/Feb/2024:18:11:43 +0000',
  messageDirection: 'IN' as const,
  stage: 'prod',
  connectedAt: 1707502303419,
  requestTimeEpoch: 1707502303420,
  identity: { sourceIp: '192.0.2.1', userAgent: 'agent' },
  requestId: 'Fjjx4ELXliFyJg=',
  domainName: 'abcdef1234.execute-api.us-east-1.amazonaws.com',
  connectionId,
  apiId: 'abcdef1234',
})

/** Without parameters in its address there is no `queryStringParameters`. */
export const connectEvent = (connectionId: string, ticket?: string) => ({
  headers: {
    Host: 'abcdef1234.execute-api.us-east-1.amazonaws.com',
    'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits',
    'Sec-WebSocket-Key': '...',
    'Sec-WebSocket-Version': '13',
    'X-Amzn-Trace-Id': '...',
    'X-Forwarded-For': '192.0.2.1',
    'X-Forwarded-Port': '443',
    'X-Forwarded-Proto': 'https',
  },
  multiValueHeaders: { Host: ['abcdef1234.execute-api.us-east-1.amazonaws.com'] },
  ...(ticket !== undefined && {
    queryStringParameters: { ticket },
    multiValueQueryStringParameters: { ticket: [ticket] },
  }),
  requestContext: context('$connect', 'CONNECT', connectionId),
  isBase64Encoded: false,
})

export const messageEvent = (connectionId: string, body: string) => ({
  requestContext: context('$default', 'MESSAGE', connectionId),
  body,
  isBase64Encoded: false,
})

export const disconnectEvent = (connectionId: string) => ({
  headers: { Host: 'abcdef1234.execute-api.us-east-1.amazonaws.com', 'x-api-key': '', 'X-Forwarded-For': '' },
  multiValueHeaders: { Host: ['abcdef1234.execute-api.us-east-1.amazonaws.com'] },
  requestContext: {
    ...context('$disconnect', 'DISCONNECT', connectionId),
    disconnectStatusCode: 1005,
    disconnectReason: 'Client-side close frame status not set',
  },
  isBase64Encoded: false,
})
