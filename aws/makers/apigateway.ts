import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi'
import type { Makers } from '../clients.ts'
import { tuned } from './tuned.ts'

export const apigateway: Makers['apigateway'] = setting =>
  new ApiGatewayManagementApiClient({ ...tuned(setting), endpoint: setting.socketEndpoint })
