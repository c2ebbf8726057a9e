import { deepStrictEqual as same } from 'node:assert'
import { CreateTableCommand, DeleteTableCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { dynamoTable } from '../../../aws/table.ts'
import { tableDefinition } from '../../../aws/table-definition.ts'
import { type Suite, soon } from '../suite.ts'

export const table: Suite = {
  port: 'table',
  operations: ['put', 'get', 'change', 'query', 'index', 'take', 'remove'],
  async run({ dynamo, name }, check, later) {
    const TableName = name()
    await dynamo.send(new CreateTableCommand({ TableName, ...tableDefinition }))
    later(`table ${TableName}`, () => soon(() => dynamo.send(new DeleteTableCommand({ TableName }))))
    await soon(async () => {
      const { Table } = await dynamo.send(new DescribeTableCommand({ TableName }))
      same(Table?.TableStatus, 'ACTIVE')
    })
    const port = dynamoTable(TableName, DynamoDBDocumentClient.from(dynamo))
    const item = (n: number) => ({
      pk: 'dep',
      sk: `e#${n}`,
      n,
      livePk: 'live',
      liveSk: `2026-11-2${n}`,
      odd: '배포 🐼',
    })
    const key = { pk: 'dep', sk: 'e#1' }
    const lock = { pk: 'lock', sk: 'lock' }
    await check('put', async () => {
      same(await port.put(item(1), 'absent'), true)
      same(await port.put(item(1), 'absent'), false, 'what is there is not absent')
      same(await port.put({ ...item(1), n: 2 }, { raises: 'n' }), true)
      same(await port.put({ ...item(1), n: 2 }, { raises: 'n' }), false, 'the same does not raise it')
      same(await port.put(item(2)), true)
    })
    await check('get', async () => {
      same(await port.get(key), { ...item(1), n: 2 })
      same(await port.get({ pk: 'dep', sk: 'none' }), undefined)
    })
    await check('change', async () => {
      const take = (member: string) =>
        port.change(lock, { add: { holders: member }, room: { set: 'holders', below: 1, member } })
      same(await take('a'), { ...lock, holders: new Set(['a']) })
      same(await take('b'), undefined, 'there is room for one')
      same(await take('a'), { ...lock, holders: new Set(['a']) }, 'who is in is in')
      same(await port.change(lock, { remove: { holders: 'a' } }), lock, 'an emptied set is absent')
    })
    await check('query', async () => {
      same(await sks(port.query('dep')), ['e#1', 'e#2'])
      same(await sks(port.query('dep', { prefix: 'e#', after: 'e#1' })), ['e#2'])
      same(await sks(port.query('dep', { descending: true, limit: 1 })), ['e#2'])
    })
    await check('index', () =>
      soon(async () => {
        const one = await port.index('live', 'live', { limit: 1, where: { odd: '배포 🐼' } })
        same(one.items, [{ ...item(1), n: 2 }])
        same((await port.index('live', 'live', { limit: 1, from: one.next })).items, [item(2)])
      }),
    )
    await check('take', async () => {
      same(await port.take(key), { ...item(1), n: 2 })
      same(await port.take(key), undefined, 'it is taken once')
    })
    await check('remove', async () => {
      await port.remove({ pk: 'dep', sk: 'e#2' })
      await port.remove({ pk: 'dep', sk: 'e#2' })
      same(await port.query('dep'), [])
    })
  },
}

const sks = async (items: Promise<{ sk: string }[]>) => (await items).map(({ sk }) => sk)
