// What those who append share: a log with its first event, and the way to the table.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { appendRow } from '../../app/store/log.ts'
import { dynamoTable } from '../../aws/table.ts'
import type { Command } from '../../core/decide.ts'
import type { Ports } from '../../core/ports.ts'
import { logOf } from '../../test/core/logs.ts'

export const clock = { now: () => new Date().toISOString(), sleep: async () => {} }

export const clientAt = (endpoint: string) =>
  new DynamoDBClient({ endpoint, region: 'local-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } })

export const portsAt = (client: Pick<DynamoDBDocumentClient, 'send'>): Pick<Ports, 'table' | 'clock'> => ({
  table: dynamoTable('panda', client),
  clock,
})

export const documentAt = (endpoint: string) => DynamoDBDocumentClient.from(clientAt(endpoint))

export const deploymentId = 'dep_1'

/** One that may stand in a log any number of times, each `of` once: whoever says it again changes nothing. */
export const passed = (of: string): Command => ({
  type: 'note',
  note: { code: 'SMOKE_TEST_PASSED', details: { of, path: '/health', status: 200, ms: 12 } },
})

export const begin = async ({ table }: Pick<Ports, 'table'>) => {
  const [first] = logOf([])
  await appendRow({ table }, first!)
}
