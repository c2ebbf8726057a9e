import { expect, test } from 'vitest'
import type { Item, Ports } from '../../core/ports.ts'
import { advanceHandler } from '../../lambdas/handlers/advance.ts'
import { streamHandler } from '../../lambdas/handlers/stream.ts'
import { memoryTable } from '../../region/memory-table.ts'
import { type Told, watchInto } from './functions.ts'
import { sequenceNumber, streamRecord } from './shapes/stream.ts'

const context = { awsRequestId: 'r' }
const setUp = () => {
  const told: Told = { lines: [], faults: [], counts: [], runs: [] }
  const read: string[] = []
  const ill = new Set<string>()
  const handler = streamHandler(async ({ pk, sk }) => {
    if (ill.has(`${pk} ${sk}`)) throw new Error('ill')
    read.push(`${pk} ${sk}`)
  }, watchInto(told))
  return { told, read, ill, handler }
}
const row = (pk: string, sk: string): Item => ({ pk, sk, seq: 1 })

test('half a batch fails: each deployment is read up to its first failure, the others to their end', async () => {
  const { handler, read, ill, told } = setUp()
  ill.add('dep_a e#2').add('dep_b e#1')
  const rows = ['a1', 'b1', 'c1', 'a2', 'b2', 'c2', 'a3', 'c3']
  const records = rows.map((name, n) => streamRecord(n, 'INSERT', row(`dep_${name[0]}`, `e#${name[1]}`)))
  const answer = await handler({ Records: records }, context)
  expect(new Set(answer.batchItemFailures.map(one => one.itemIdentifier))).toEqual(
    new Set([sequenceNumber(3), sequenceNumber(1)]),
  )
  const of = (letter: string) => read.filter(one => one.startsWith(`dep_${letter}`))
  expect([of('a'), of('b'), of('c')]).toEqual([['dep_a e#1'], [], ['dep_c e#1', 'dep_c e#2', 'dep_c e#3']])
  expect(told.faults.map(({ facts }) => facts.deploymentId).sort()).toEqual(['dep_a', 'dep_b'])
  expect(told.lines).toMatchObject([{ outcome: 'done', records: 8, failed: 2 }])
  // Lambda comes again from the lowest that failed on.
  ill.clear()
  expect(await handler({ Records: records.slice(1) }, context)).toEqual({ batchItemFailures: [] })
  expect(of('a').slice(1)).toEqual(['dep_a e#2', 'dep_a e#3'])
  expect(of('b')).toEqual(['dep_b e#1', 'dep_b e#2'])
})

test('only what was inserted is read: later images and removals tell nobody anything', async () => {
  const { handler, read, told } = setUp()
  const records = [
    streamRecord(1, 'MODIFY', row('dep_a', 'summary')),
    streamRecord(2, 'REMOVE', row('dep_a', 'token')),
    streamRecord(3, 'INSERT', row('dep_a', 'e#1')),
    { ...streamRecord(4, 'INSERT', row('dep_a', 'e#2')), somethingNew: { of: 'AWS' } },
  ]
  expect(await handler({ Records: records }, context)).toEqual({ batchItemFailures: [] })
  expect(read).toEqual(['dep_a e#1', 'dep_a e#2'])
  expect(told.lines).toMatchObject([{ deploymentId: 'dep_a', records: 4, failed: 0 }])
  expect(await handler({ Records: [] }, context)).toEqual({ batchItemFailures: [] })
})

test('an item comes as it was written: sets, numbers, nothing, and what is inside', async () => {
  const items: Item[] = []
  const handler = streamHandler(
    async item => void items.push(item),
    watchInto({ lines: [], faults: [], counts: [], runs: [] }),
  )
  const item = {
    ...{
      pk: 'dep_a',
      sk: 'x',
      holders: new Set(['dep_b', 'dep_c']),
      seq: 7,
      ratio: 0.25,
      big: Number.MAX_SAFE_INTEGER,
    },
    ...{ no: null, yes: true, list: ['a', { b: 1 }], details: { 한국어: '배포', empty: '', none: [] } },
  }
  await handler({ Records: [streamRecord(1, 'INSERT', item)] }, context)
  expect(items).toEqual([item])
})

test('a stream without images is not read past', async () => {
  const { handler, told } = setUp()
  const record = streamRecord(5, 'INSERT', row('dep_a', 'e#1'))
  const { NewImage: _, ...keysOnly } = record.dynamodb!
  const { batchItemFailures } = await handler({ Records: [{ ...record, dynamodb: keysOnly }] }, context)
  expect(batchItemFailures).toEqual([{ itemIdentifier: sequenceNumber(5) }])
  expect(told.faults[0]?.fault.message).toContain('view type must be NEW_IMAGE')
})

test('ends are counted by their outcome, and what could not be undone', async () => {
  const told: Told = { lines: [], faults: [], counts: [], runs: [] }
  const executions: Ports['executions'] = {
    start: async () => {},
    running: async () => false,
    succeed: async () => 'ok',
    fail: async () => 'ok',
  }
  const handler = advanceHandler(
    { table: memoryTable(), executions, notices: { send: async () => {} } },
    watchInto(told),
  )
  const event = (n: number, code: string, details: object = {}) =>
    streamRecord(n, 'INSERT', {
      ...{ pk: `dep_${n}`, sk: 'e#0000000009', seq: 9, timestamp: '2026-11-20T10:00:00.000Z', code },
      details: { stage: 6, ...details },
    })
  const kept = { ...event(5, 'FAILED'), eventName: 'MODIFY' as const }
  const remains = { remains: ['stack'] }
  const records = [event(1, 'COMPLETED'), event(2, 'CANCELLED'), event(3, 'FAILED'), event(4, 'FAILED', remains), kept]
  await handler({ Records: records }, context)
  expect(told.counts.sort()).toEqual([
    ...['DeploymentsCancelled', 'DeploymentsCompleted', 'DeploymentsFailed', 'DeploymentsFailed', 'RollbacksGivenUp'],
  ])
})
