// DynamoDB on one machine: dynalite over a folder, under the real adapter.
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceInUseException,
} from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import dynalite from 'dynalite'
import { dynamoTable } from '../aws/table.ts'
import { tableDefinition } from '../aws/table-definition.ts'
import type { Table } from '../core/ports.ts'
import { checkSound, makeWritable } from './dynamo-folder.ts'
import { lockFolder } from './folder-lock.ts'

export type LocalDynamo = { table: Table; endpoint: string; close(): Promise<void> }

/** Throws FolderInUse or FolderUnusable; a folder that cannot be used is left as it is. */
export const localDynamo = async (folder: string, tableName = 'panda'): Promise<LocalDynamo> => {
  await makeWritable(folder)
  const unlock = lockFolder(folder)
  try {
    await checkSound(folder)
    const server = dynalite({ path: folder, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 })
    // An idle connection that the server closes just as a request comes would cost that request its answer.
    server.keepAliveTimeout = 0
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('dynalite listens on no port')
    const endpoint = `http://127.0.0.1:${address.port}`
    const client = localClient(endpoint)
    await createTable(client, tableName)
    const close = async () => {
      client.destroy()
      server.closeIdleConnections()
      await new Promise<void>((done, failed) => server.close(fault => (fault ? failed(fault) : done())))
      unlock()
    }
    return { table: dynamoTable(tableName, DynamoDBDocumentClient.from(client)), endpoint, close }
  } catch (fault) {
    unlock()
    throw fault
  }
}

/** For DynamoDB look-alikes: they want a region and credentials, and look at neither. */
export const localClient = (endpoint: string) =>
  new DynamoDBClient({
    endpoint,
    region: 'local-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 2,
    requestHandler: { httpAgent: { keepAlive: true, maxSockets: 32 } },
  })

/** Makes the table if it is not there, and waits until it can be used. */
export const createTable = async (client: DynamoDBClient, TableName: string) => {
  try {
    await client.send(new CreateTableCommand({ TableName, ...tableDefinition }))
  } catch (fault) {
    if (!(fault instanceof ResourceInUseException)) throw fault
  }
  // 30 s: ten times what AWS takes. Here it is a tick or two.
  for (let look = 0; look < 3_000; look++) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }))
    if (Table?.TableStatus === 'ACTIVE') return
    await setTimeout(10)
  }
  throw new Error(`Table ${TableName} does not become active`)
}
