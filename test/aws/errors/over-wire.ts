// The adapters over the SDK's own clients, which find the loopback place by AWS_ENDPOINT_URL like any other emulator.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { clientsOf, type Makers, sdkClients } from '../../../aws/clients.ts'
import * as makers from '../makers.ts'
import { loopback } from './loopback.ts'
import { portsOver, region } from './operations.ts'

/** Retries as on AWS wait up to seconds; what the SDK does with a reply before it retries is the same without. */
export const overWire = async (options: { retries?: boolean } = {}) => {
  const wire = await loopback()
  process.env.AWS_ENDPOINT_URL = wire.url
  process.env.AWS_ACCESS_KEY_ID = 'AKIAPLATFORM'
  process.env.AWS_SECRET_ACCESS_KEY = 'platform-secret'
  const clients = options.retries ? sdkClients({ region }, makers) : clientsOf(withoutRetries(), { region })
  const dynamo = new DynamoDBClient({ region })
  if (!options.retries) onceOnly(dynamo)
  return { ...wire, clients, ports: portsOver(clients, DynamoDBDocumentClient.from(dynamo)) }
}

type Stack = { middlewareStack: { add(middleware: Passing, options: object): void } }
type Passing = (next: (args: never) => Promise<never>) => (args: never) => Promise<never>

/** Takes the place of the SDK's `retryMiddleware`: others stand before and after it by its name. */
const onceOnly = <C extends object>(client: C): C => {
  const { middlewareStack } = client as Stack
  const place = { name: 'retryMiddleware', step: 'finalizeRequest', priority: 'high', override: true }
  middlewareStack.add(next => args => next(args), place)
  return client
}

const withoutRetries = (): Makers => {
  const made = Object.entries(makers).map(([name, make]) => [
    name,
    (setting: Parameters<typeof make>[0]) => onceOnly(make(setting)),
  ])
  return Object.fromEntries(made) as Makers
}
