import { beforeEach, describe, expect, it } from 'vitest'
import { announce, close, find, forget, keep, list, listLive, type Summary } from '../../app/store/summaries.ts'
import type { Table } from '../../core/ports.ts'
import { memoryTable } from '../../region/memory-table.ts'

let store: { table: Table }
beforeEach(() => {
  store = { table: memoryTable() }
})

const summary = (n: number, more: Partial<Summary> = {}): Summary => ({
  deploymentId: `dep_${n}`,
  tenant: 'a',
  createdAt: `2026-11-20T10:00:${String(n).padStart(2, '0')}.000Z`,
  lastSeq: 3,
  owner: 'panda',
  repo: 'hello',
  branch: 'main',
  environment: 'default',
  status: 'RUNNING',
  state: { percent: 10 },
  ...more,
})
const ids = (page: { summaries: Summary[] }) => page.summaries.map(one => one.deploymentId)

describe('one summary', () => {
  it('is there from the announcement on, and only goes forward', async () => {
    expect(await announce(store, summary(1))).toBe(true)
    expect(await announce(store, summary(1))).toBe(false)
    expect((await find(store, 'dep_1'))?.lastSeq).toBe(0)
    expect(await keep(store, summary(1, { lastSeq: 3 }))).toBe(true)
    expect(await keep(store, summary(1, { lastSeq: 2, status: 'QUEUED' }))).toBe(false)
    expect(await announce(store, summary(1))).toBe(false)
    expect(await find(store, 'dep_1')).toStrictEqual(summary(1))
    await forget(store, 'dep_1')
    expect(await find(store, 'dep_1')).toBeUndefined()
  })

  it('is live until it is over and closed, announced or not', async () => {
    await announce(store, summary(3))
    await keep(store, summary(1))
    await keep(store, summary(2, { status: 'DEPLOYMENT_READY' }))
    await keep(store, summary(4, { status: 'COMPLETED' }))
    expect((await listLive(store)).map(one => one.deploymentId)).toEqual(['dep_1', 'dep_2', 'dep_3', 'dep_4'])
    await keep(store, summary(1, { lastSeq: 4, status: 'FAILED' }))
    await keep(store, summary(2, { lastSeq: 4, status: 'CANCELLED' }))
    expect(await listLive(store)).toHaveLength(4)
    for (const n of [1, 2, 4, 4, 9]) await close(store, `dep_${n}`)
    expect((await find(store, 'dep_2'))?.status).toBe('CANCELLED')
    expect((await listLive(store)).map(one => one.deploymentId)).toEqual(['dep_3'])
  })

  it('of more than a page of live ones all are listed', async () => {
    for (let n = 0; n < 230; n++) await keep(store, summary(n))
    expect(await listLive(store)).toHaveLength(230)
  })
})

describe('the list', () => {
  it('is newest first, page by page, the tenant’s own, without the merely announced', async () => {
    for (let n = 1; n <= 5; n++) await keep(store, summary(n))
    await announce(store, summary(6))
    await keep(store, summary(7, { tenant: 'b' }))
    const one = await list(store, 'a', { limit: 2 })
    const two = await list(store, 'a', { limit: 2, cursor: one.cursor })
    const three = await list(store, 'a', { limit: 2, cursor: two.cursor })
    expect([one, two, three].map(ids)).toEqual([['dep_5', 'dep_4'], ['dep_3', 'dep_2'], ['dep_1']])
    expect(three).not.toHaveProperty('cursor')
    expect(one.summaries[0]).toStrictEqual(summary(5))
  })

  it('filters before the limit', async () => {
    for (let n = 1; n <= 9; n++)
      await keep(store, summary(n, { status: n % 4 ? 'FAILED' : 'RUNNING', environment: n > 4 ? 'default' : 'prod' }))
    expect(ids(await list(store, 'a', { limit: 2, status: 'RUNNING' }))).toEqual(['dep_8', 'dep_4'])
    expect(ids(await list(store, 'a', { limit: 9, status: 'RUNNING', environment: 'prod' }))).toEqual(['dep_4'])
    expect(ids(await list(store, 'a', { limit: 9, owner: 'panda', repo: 'other' }))).toEqual([])
    expect(ids(await list(store, 'a', { limit: 1, owner: 'panda', repo: 'hello', status: undefined }))).toEqual([
      'dep_9',
    ])
  })

  it('a cursor of one tenant is only a time in the list of another', async () => {
    for (let n = 1; n <= 4; n++) await keep(store, summary(n, { tenant: n % 2 ? 'a' : 'b' }))
    const { cursor } = await list(store, 'b', { limit: 1 })
    expect(ids(await list(store, 'a', { limit: 9, cursor }))).toEqual(['dep_3', 'dep_1'])
  })

  const encoded = (text: string) => Buffer.from(text).toString('base64url')
  it.each([
    '',
    'x',
    '%%%',
    '배포',
    encoded('{}'),
    encoded('2026-11-20T10:00:00.000Z'),
    encoded('2026-11-20T10:00:00.000Z#lock#x'),
    encoded('2026-11-20T10:00:00.000Z#dep_x#tenant#b'),
    `${encoded('2026-11-20T10:00:00.000Z#dep_x')}==`,
    encoded(`2026-11-20T10:00:00.000Z#dep_${'x'.repeat(5_000)}`),
  ])('refuses the cursor %j and names it', async cursor => {
    await expect(list(store, 'a', { limit: 1, cursor })).rejects.toMatchObject({
      name: 'Refusal',
      errorCode: 'INVALID_REQUEST',
      message: expect.stringContaining('cursor'),
    })
  })
})
