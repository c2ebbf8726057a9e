// Table on DynamoDB. The table itself is in table-definition.ts.
import { isDeepStrictEqual } from 'node:util'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb'
import type { IndexName, Item, Key, PutCondition, SetChange, Table } from '../core/ports.ts'
import { byteOrder, storable, storableKey } from '../core/storable.ts'
import { isConditionFailure, tableFault, wasRetried } from './table-faults.ts'

type Client = Pick<DynamoDBDocumentClient, 'send'>

export const dynamoTable = (
  tableName: string,
  client: Client = DynamoDBDocumentClient.from(new DynamoDBClient({})),
): Table => {
  const at = (key: Key) => ({ TableName: tableName, Key: storableKey(key) })
  const get = async (key: Key) =>
    asItem((await client.send(new GetCommand({ ...at(key), ConsistentRead: true })).catch(tableFault('GetItem'))).Item)
  return {
    get,
    put: async (item, when) => {
      const Item = storable(item)
      try {
        await client.send(new PutCommand({ TableName: tableName, Item, ...condition(Item, when) }))
        return true
      } catch (fault) {
        if (!isConditionFailure(fault)) return tableFault('PutItem')(fault)
        // The SDK tried again because an answer was lost: what stands in the way may be this very write.
        return wasRetried(fault) && isDeepStrictEqual(await get(item), Item)
      }
    },
    remove: async key => {
      await client.send(new DeleteCommand(at(key))).catch(tableFault('DeleteItem'))
    },
    take: async key => {
      const taken = new DeleteCommand({ ...at(key), ReturnValues: 'ALL_OLD' })
      return asItem((await client.send(taken).catch(tableFault('DeleteItem'))).Attributes)
    },
    change: async (key, change) => {
      const update = new UpdateCommand({ ...at(key), ...setChange(change), ReturnValues: 'ALL_NEW' })
      try {
        return asItem((await client.send(update)).Attributes)
      } catch (fault) {
        return isConditionFailure(fault) ? undefined : tableFault('UpdateItem')(fault)
      }
    },
    query: async (pk, range = {}) => {
      const { limit = Number.POSITIVE_INFINITY } = range
      const start = startOf(pk, range)
      if (start === 'past the end' || limit <= 0) return []
      const query = { TableName: tableName, ConsistentRead: true, ...itemsOf(pk, range) }
      return collect(client, query, start, { atLeast: limit }).then(items => items.slice(0, limit))
    },
    index: async (index, pk, range) => {
      if (range.limit <= 0) return { items: [] }
      const start = range.from && indexKey(index, pk, range.from)
      const query = { TableName: tableName, IndexName: index, ...entriesOf(index, pk, range) }
      // One more than asked for shows whether more follow.
      const found = await collect(client, query, start, {
        atLeast: range.limit + 1,
        pageSize: range.where && filteredPage,
      })
      const items = found.slice(0, range.limit)
      return found.length > items.length ? { items, next: position(index, items.at(-1)!) } : { items }
    },
  }
}

/** Behind a filter few of the items read may fit: 200 a request is some 100 kB. */
const filteredPage = 200

const asItem = (attributes: Record<string, unknown> | undefined) => attributes as Item | undefined

const condition = (item: Item, when: PutCondition | undefined) => {
  if (when === undefined) return {}
  if (when === 'absent') return { ConditionExpression: 'attribute_not_exists(pk)' }
  return {
    ConditionExpression: 'attribute_not_exists(#raised) OR #raised < :raised',
    ExpressionAttributeNames: { '#raised': when.raises },
    ExpressionAttributeValues: { ':raised': item[when.raises] },
  }
}

const setChange = ({ add = {}, remove = {}, room }: SetChange) => {
  const names: Record<string, string> = {}
  const values: Record<string, unknown> = {}
  const clause = (verb: 'ADD' | 'DELETE', members: [set: string, member: string][]) => {
    const parts = members.map(([set, member], n) => {
      names[`#${verb}${n}`] = set
      values[`:${verb}${n}`] = new Set([member])
      return `#${verb}${n} :${verb}${n}`
    })
    return parts.length ? [`${verb} ${parts.join(', ')}`] : []
  }
  const update = [...clause('ADD', Object.entries(add)), ...clause('DELETE', Object.entries(remove))].join(' ')
  if (room) {
    names['#set'] = room.set
    values[':below'] = room.below
    values[':member'] = room.member
  }
  const empty = room && room.below > 0 ? 'attribute_not_exists(#set) OR ' : ''
  return {
    ...(update && { UpdateExpression: update }),
    ...(room && { ConditionExpression: `${empty}size(#set) < :below OR contains(#set, :member)` }),
    ...(Object.keys(names).length && { ExpressionAttributeNames: names, ExpressionAttributeValues: values }),
  }
}

type Range = NonNullable<Parameters<Table['query']>[1]>

const itemsOf = (pk: string, { prefix, descending }: Range) => ({
  KeyConditionExpression: prefix ? 'pk = :pk AND begins_with(sk, :prefix)' : 'pk = :pk',
  ExpressionAttributeValues: { ':pk': pk, ...(prefix && { ':prefix': prefix }) },
  ScanIndexForward: !descending,
})

/** DynamoDB refuses a start outside of the prefix, though what it means is clear. */
const startOf = (pk: string, { prefix = '', after, descending }: Range): Key | undefined | 'past the end' => {
  if (after === undefined) return undefined
  if (after !== '' && after.startsWith(prefix)) return { pk, sk: after }
  const comesBefore = byteOrder(after, prefix) <= 0
  return comesBefore === !descending ? undefined : 'past the end'
}

const entriesOf = (index: IndexName, pk: string, range: { descending?: boolean; where?: Record<string, string> }) => {
  const where = Object.entries(range.where ?? {})
  return {
    KeyConditionExpression: '#index = :index',
    ...(where.length && { FilterExpression: where.map((_, n) => `#where${n} = :where${n}`).join(' AND ') }),
    ExpressionAttributeNames: {
      '#index': `${index}Pk`,
      ...Object.fromEntries(where.map(([name], n) => [`#where${n}`, name])),
    },
    ExpressionAttributeValues: {
      ':index': pk,
      ...Object.fromEntries(where.map(([, value], n) => [`:where${n}`, value])),
    },
    ScanIndexForward: !range.descending,
  }
}

const indexKey = (index: IndexName, pk: string, from: Key & { sort: string }) => ({
  ...storableKey(from),
  [`${index}Pk`]: pk,
  [`${index}Sk`]: from.sort,
})

const position = (index: IndexName, item: Item) => ({ pk: item.pk, sk: item.sk, sort: String(item[`${index}Sk`]) })

/** Page after page until there are enough items or no more. */
const collect = async (
  client: Client,
  query: ConstructorParameters<typeof QueryCommand>[0],
  start: Record<string, unknown> | undefined,
  want: { atLeast: number; pageSize?: number },
) => {
  const items: Item[] = []
  let from = start
  do {
    const missing = want.atLeast - items.length
    const Limit = want.pageSize ?? (Number.isFinite(missing) ? missing : undefined)
    const page = await client
      .send(new QueryCommand({ ...query, Limit, ExclusiveStartKey: from }))
      .catch(tableFault('Query'))
    for (const item of page.Items ?? []) items.push(item as Item)
    from = page.LastEvaluatedKey
  } while (from && items.length < want.atLeast)
  return items
}
