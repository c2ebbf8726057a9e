// The same contract against any DynamoDB: DYNAMODB_ENDPOINT=http://… vitest run test/store/endpoint
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, describe } from 'vitest'
import { dynamoTable } from '../../aws/table.ts'
import { createTable, localClient } from '../../local/dynamo.ts'
import { tableContract } from './contract.ts'

const endpoint = process.env.DYNAMODB_ENDPOINT

describe.runIf(endpoint)('the table on DYNAMODB_ENDPOINT', () => {
  const client = localClient(endpoint ?? '')
  beforeAll(() => createTable(client, 'panda'))
  afterAll(() => client.destroy())
  tableContract(() => dynamoTable('panda', DynamoDBDocumentClient.from(client)))
})
