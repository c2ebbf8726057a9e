// What the operations of a Table are in DynamoDB's expressions.
import type { IndexName, Item, Key, PutCondition, SetChange, Table } from '../core/ports.ts'
import { byteOrder, storableKey } from '../core/storable.ts'

export const condition = (item: Item, when: PutCondition | undefined) => {
  if (when === undefined) return {}
  if (when === 'absent') return { ConditionExpression: 'attribute_not_exists(pk)' }
  return {
    ConditionExpression: 'attribute_not_exists(#raised) OR #raised < :raised',
    ExpressionAttributeNames: { '#raised': when.raises },
    ExpressionAttributeValues: { ':raised': item[when.raises] },
  }
}

export const setChange = ({ add = {}, remove = {}, room }: SetChange) => {
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

export const itemsOf = (pk: string, { prefix, descending }: Range) => ({
  KeyConditionExpression: prefix ? 'pk = :pk AND begins_with(sk, :prefix)' : 'pk = :pk',
  ExpressionAttributeValues: { ':pk': pk, ...(prefix && { ':prefix': prefix }) },
  ScanIndexForward: !descending,
})

/** DynamoDB refuses a start outside of the prefix, though what it means is clear. */
export const startOf = (pk: string, { prefix = '', after, descending }: Range): Key | undefined | 'past the end' => {
  if (after === undefined) return undefined
  if (after !== '' && after.startsWith(prefix)) return { pk, sk: after }
  const comesBefore = byteOrder(after, prefix) <= 0
  return comesBefore === !descending ? undefined : 'past the end'
}

export const entriesOf = (
  index: IndexName,
  pk: string,
  range: { descending?: boolean; where?: Record<string, string> },
) => {
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

export const indexKey = (index: IndexName, pk: string, from: Key & { sort: string }) => ({
  ...storableKey(from),
  [`${index}Pk`]: pk,
  [`${index}Sk`]: from.sort,
})

export const position = (index: IndexName, item: Item) => ({
  pk: item.pk,
  sk: item.sk,
  sort: String(item[`${index}Sk`]),
})
