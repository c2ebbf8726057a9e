// The units that bench/counted.ts counts, against those that dynalite answers for the same calls.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { afterAll, expect, test } from 'vitest'
import { dynamoTable } from '../../aws/table.ts'
import { counted } from '../../bench/counted.ts'
import type { Table } from '../../core/ports.ts'
import { localClient, localDynamo } from '../../local/dynamo.ts'
import { memoryTable } from '../../region/memory-table.ts'

const folder = mkdtempSync(join(tmpdir(), 'panda-counted-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const item = (sk: string, bytes: number) => ({ pk: 'p', sk, filler: 'x'.repeat(bytes) })

const calls: Record<string, (table: Table) => Promise<unknown>> = {
  'a small row': table => table.put(item('a', 100), 'absent'),
  'a row of 2.5 kB': table => table.put(item('b', 2_500)),
  'a smaller one in its place': table => table.put(item('b', 100)),
  'a row of 6 kB': table => table.put(item('c', 6_000)),
  'one read': table => table.get({ pk: 'p', sk: 'c' }),
  'one that is not there': table => table.get({ pk: 'p', sk: 'z' }),
  'all of them': table => table.query('p'),
  'a set': table => table.change({ pk: 'p', sk: 's' }, { add: { members: 'one' } }),
  'one taken out': table => table.take({ pk: 'p', sk: 'c' }),
}

test('what is counted is what DynamoDB would count', async () => {
  const { endpoint, close } = await localDynamo(folder)
  const client = localClient(endpoint)
  let units = 0
  client.middlewareStack.add(
    next => async args => {
      Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' })
      const answer = await next(args)
      units += (answer.output as { ConsumedCapacity?: { CapacityUnits: number } }).ConsumedCapacity!.CapacityUnits
      return answer
    },
    { step: 'initialize' },
  )
  const real = dynamoTable('panda', DynamoDBDocumentClient.from(client))
  const { table, used } = counted(memoryTable())
  for (const [name, call] of Object.entries(calls)) {
    const before = { units, ours: used().reads + used().writes }
    await call(real)
    await call(table)
    expect(used().reads + used().writes - before.ours, name).toBe(units - before.units)
  }
  client.destroy()
  await close()
})
