// What every function that keeps something cannot do without: the SDK's client of DynamoDB, and one command.
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'

const client = new DynamoDBClient({})

export const handler = () => client.send(new PutItemCommand({ TableName: 'table', Item: { pk: { S: 'key' } } }))
