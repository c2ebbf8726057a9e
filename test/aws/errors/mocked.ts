// Every client class stands in for AWS: what `send` throws is what its tests say, the adapters above are real.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { ECRClient } from '@aws-sdk/client-ecr'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { mockClient } from 'aws-sdk-client-mock'
import { type Clients, sdkClients } from '../../../aws/clients.ts'
import * as makers from '../makers.ts'
import { at as customer, portsOver, region } from './operations.ts'

/** By the command's name without `Command`; what is not there answers nothing. */
export type Answers = Record<string, object | Error>

type Stub = { callsFake(run: (command: object) => Promise<object>): unknown }

export const mocked = () => {
  const clients = sdkClients({ region }, makers)
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient({ region }))
  let answer: (command: string) => object | Error | undefined = () => undefined
  for (const client of [...everyClient(clients), documents]) {
    // Of clients of many types nothing but `send` is used.
    const send: Stub = mockClient(client as ECRClient).send
    send.callsFake(async command => {
      const said = answer(command.constructor.name.replace(/Command$/, '')) ?? {}
      if (said instanceof Error) throw said
      return said
    })
  }
  return {
    ports: portsOver(clients, documents),
    always: (fault: Error) => {
      answer = () => fault
    },
    will: (answers: Answers) => {
      answer = command => answers[command]
    },
  }
}

/** Clients are kept by who is reached: the ports get these very ones. */
const everyClient = (clients: Clients) => [
  ...Object.values(clients.platform).map(client => client()),
  ...Object.values(clients.customer(customer)).map(client => client()),
]
