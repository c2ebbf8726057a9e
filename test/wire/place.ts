// Where the checks go: whatever AWS_ENDPOINT_URL names, with the SDK's own clients, which look there by themselves.
import { randomBytes } from 'node:crypto'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { accounts } from '../../aws/accounts.ts'
import { type Clients, sdkClients } from '../../aws/clients.ts'
import { type SignedPost, signedPosts } from '../../aws/signed-posts.ts'
import type { Customer } from '../../core/ports.ts'
import * as makers from '../aws/makers.ts'

export type Place = {
  endpoint: string
  clients: Clients
  dynamo: DynamoDBClient
  /** To sockets, past the SDK. Undefined: there is no wire, or nothing is said of where they are. */
  quick?: SignedPost
  /** The account that the keys belong to: platform and customer at once. */
  at: Customer
  /** `panda-wire-…`, another each time. */
  name(): string
}

/** `aws`: no emulator, a real account. The SDK finds its services and its keys by itself. */
const realAws = 'aws'

/** An emulator looks at no keys, or takes any. */
export const openPlace = async (endpoint: string, environment = process.env): Promise<Place> => {
  if (endpoint === realAws) delete environment.AWS_ENDPOINT_URL
  else {
    environment.AWS_ACCESS_KEY_ID ??= 'test'
    environment.AWS_SECRET_ACCESS_KEY ??= 'test'
  }
  const region = environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION ?? 'us-east-1'
  const { PANDA_SOCKET_ENDPOINT, AWS_ENDPOINT_URL } = environment
  const clients = sdkClients({ region, socketEndpoint: PANDA_SOCKET_ENDPOINT }, makers)
  const dynamo = new DynamoDBClient({ region })
  const { accessKeyId, secretAccessKey, sessionToken } = await dynamo.config.credentials()
  const own = { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) }
  const access = { kind: 'keys' as const, ...own }
  const socketEndpoint = PANDA_SOCKET_ENDPOINT ?? AWS_ENDPOINT_URL
  return {
    endpoint,
    clients,
    dynamo,
    ...(socketEndpoint && { quick: signedPosts({ region, socketEndpoint, credentials: () => own }) }),
    at: { accountId: await accountOf(clients, region, access), region, access },
    name: () => `panda-wire-${randomBytes(4).toString('hex')}`,
  }
}

/** What emulators call it when they are not asked. Whether STS is there shows in a check of its own. */
const anyAccount = '000000000000'

const accountOf = async (clients: Clients, region: string, access: Customer['access']) => {
  const found = await accounts(clients).whoAmI({ region, access })
  return found.ok ? found.accountId : anyAccount
}
