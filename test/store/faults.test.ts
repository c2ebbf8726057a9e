// What the adapter makes of an unhappy DynamoDB.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dynamoTable } from '../../aws/table.ts'
import { type LocalDynamo, localClient, localDynamo } from '../../local/dynamo.ts'

const folder = mkdtempSync(join(tmpdir(), 'panda-faults-'))
let local: LocalDynamo

beforeAll(async () => {
  local = await localDynamo(folder)
})
afterAll(async () => {
  await local.close()
  rmSync(folder, { recursive: true })
})

describe('an answer that is lost on the way', () => {
  /** A table whose first request is carried out, but whose answer never comes: the SDK asks again. */
  const losingTheFirstAnswer = () => {
    const client = localClient(local.endpoint)
    let lost = false
    client.middlewareStack.add(
      next => async args => {
        const answer = await next(args)
        if (lost) return answer
        lost = true
        throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET' })
      },
      { step: 'finalizeRequest', priority: 'low' },
    )
    return dynamoTable('panda', DynamoDBDocumentClient.from(client))
  }

  it('its own write does not stand in its way', async () => {
    const row = { pk: 'dep_lost', sk: 'e#1', seq: 1, details: { list: [1], gone: undefined }, set: new Set(['a']) }
    expect(await losingTheFirstAnswer().put(row, 'absent')).toBe(true)
    expect(await losingTheFirstAnswer().put({ ...row, sk: 'summary' }, { raises: 'seq' })).toBe(true)
  })

  it("another's write does", async () => {
    await local.table.put({ pk: 'dep_taken', sk: 'e#1', by: 'another' })
    expect(await losingTheFirstAnswer().put({ pk: 'dep_taken', sk: 'e#1', by: 'me' }, 'absent')).toBe(false)
  })

  it('who got the last room has it', async () => {
    const room = { set: 'holders', below: 1, member: 'a' }
    const after = await losingTheFirstAnswer().change({ pk: 'lock#lost', sk: 'lock' }, { add: { holders: 'a' }, room })
    expect(after?.holders).toEqual(new Set(['a']))
  })
})

describe('faults', () => {
  const failingWith = (fault: object) => {
    const client = localClient(local.endpoint)
    client.middlewareStack.add(() => () => Promise.reject(Object.assign(new Error('no'), fault)), {
      step: 'initialize',
    })
    return dynamoTable('panda', DynamoDBDocumentClient.from(client))
  }

  it.each([
    ['throttled', { name: 'ProvisionedThroughputExceededException' }],
    ['throttled', { name: 'ThrottlingException' }],
    ['unreachable', { name: 'InternalServerError' }],
    ['unreachable', { name: 'Whatever', $metadata: { httpStatusCode: 503 } }],
    ['unreachable', { code: 'ECONNREFUSED' }],
    ['denied', { name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } }],
    ['expired', { name: 'ExpiredTokenException' }],
    ['missing', { name: 'ResourceNotFoundException' }],
    ['invalid', { name: 'ValidationException', $metadata: { httpStatusCode: 400 } }],
    ['invalid', {}],
  ])('%s: %o, from every operation', async (kind, fault) => {
    const table = failingWith(fault)
    const key = { pk: 'a', sk: 'b' }
    const expected = { name: 'CloudFault', kind, message: expect.stringContaining('no') }
    await expect(table.get(key)).rejects.toMatchObject({ ...expected, operation: 'GetItem' })
    await expect(table.put(key)).rejects.toMatchObject({ ...expected, operation: 'PutItem' })
    await expect(table.remove(key)).rejects.toMatchObject({ ...expected, operation: 'DeleteItem' })
    await expect(table.take(key)).rejects.toMatchObject({ ...expected, operation: 'DeleteItem' })
    await expect(table.change(key, {})).rejects.toMatchObject({ ...expected, operation: 'UpdateItem' })
    await expect(table.query('a')).rejects.toMatchObject({ ...expected, operation: 'Query' })
    await expect(table.index('live', 'a', { limit: 1 })).rejects.toMatchObject({ ...expected, operation: 'Query' })
  })

  it('nobody there', async () => {
    // Port 9 is discard: nothing listens.
    const table = dynamoTable('panda', DynamoDBDocumentClient.from(localClient('http://127.0.0.1:9')))
    await expect(table.get({ pk: 'a', sk: 'b' })).rejects.toMatchObject({ kind: 'unreachable' })
  })

  it('no such table', async () => {
    const table = dynamoTable('other', DynamoDBDocumentClient.from(localClient(local.endpoint)))
    await expect(table.get({ pk: 'a', sk: 'b' })).rejects.toMatchObject({ kind: 'missing' })
  })
})
