import { jwtVerifier } from '../aws/jwt.ts'
import { dynamoTable } from '../aws/table.ts'
import { authorizerHandler } from './handlers/authorizer.ts'
import { start } from './platform/start.ts'

const { env, clock, watch } = start('authorizer')
const ports = { clock, table: dynamoTable(env.PANDA_TABLE), verifyJwt: jwtVerifier(env.PANDA_ISSUERS) }

export const handler = authorizerHandler(ports, watch)
