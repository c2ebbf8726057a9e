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
import type { Item, Key, Table } from '../core/ports.ts'
import { storable, storableKey } from '../core/storable.ts'
import { condition, entriesOf, indexKey, itemsOf, position, setChange, startOf } from './table-expressions.ts'
import { isConditionFailure, tableFault, wasRetried } from './table-faults.ts'

type Client = Pick<DynamoDBDocumentClient, 'send'>

export const dynamoTable = (
  tableName: string,
  client: Client = DynamoDBDocumentClient.from(new DynamoDBClient(patience)),
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

/** It answers within milliseconds: three attempts of 3 s end before API Gateway's 30 s. The SDK would wait without end. */
const patience = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
}

/** Behind a filter few of the items read may fit: 200 a request is some 100 kB. */
const filteredPage = 200

const asItem = (attributes: Record<string, unknown> | undefined) => attributes as Item | undefined

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
