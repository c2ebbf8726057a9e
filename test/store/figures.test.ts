// The row of figures, on both tables.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as figures from '../../app/store/figures.ts'
import { expireLog } from '../../app/store/log.ts'
import { withSight } from '../../core/live-figures.ts'
import type { Table } from '../../core/ports.ts'
import { type LocalDynamo, localDynamo } from '../../local/dynamo.ts'
import { memoryTable } from '../../region/memory-table.ts'

const folder = mkdtempSync(join(tmpdir(), 'panda-figures-'))
let local: LocalDynamo
beforeAll(async () => {
  local = await localDynamo(folder)
})
afterAll(async () => {
  await local.close()
  rmSync(folder, { recursive: true })
})

const now = '2026-11-20T10:00:00.000Z'
const share = { blue: 1, green: 0 }
const checks = [{ color: 'green' as const, at: now, ok: false, latencyMs: null }]
const none = { requests: 12, errors: 1, p50Ms: 1.5, p95Ms: null }
const evidence = { blue: none, green: null, verdict: 'insufficient-traffic' as const, why: '왜' }
const first = withSight(undefined, { evidence, share, checks }, now)
const second = withSight(first, { share: { blue: 0, green: 1 } }, now)

describe.each([
  ['memory', () => memoryTable()],
  ['dynalite', () => local.table],
])('figures on %s', (name, open) => {
  let store: { table: Table }
  let id = ''
  let n = 0
  beforeEach(() => {
    store = { table: open() }
    id = `dep_${name}${++n}`
  })

  it('answers what was kept last, whole', async () => {
    expect(await figures.find(store, id)).toBeUndefined()
    expect(await figures.keep(store, id, first)).toBe(true)
    expect(await figures.find(store, id)).toStrictEqual(first)
    expect(await figures.keep(store, id, second)).toBe(true)
    expect(await figures.find(store, id)).toStrictEqual(second)
    expect(await store.table.query(id)).toHaveLength(1)
  })

  it('of two looks that began with the same, the slower one is refused', async () => {
    await figures.keep(store, id, first)
    const slower = withSight(first, { checks }, now)
    expect(await figures.keep(store, id, second)).toBe(true)
    expect(await figures.keep(store, id, slower)).toBe(false)
    expect(await figures.keep(store, id, first)).toBe(false)
    expect(await figures.find(store, id)).toStrictEqual(second)
  })

  it('goes with its log, which is no news', async () => {
    await figures.keep(store, id, first)
    const [item] = await store.table.query(id)
    expect(figures.isFiguresItem(item!)).toBe(true)
    expect(figures.figuresOf(item!)).toStrictEqual(first)
    expect(figures.isFiguresItem({ pk: id, sk: 'summary' })).toBe(false)
    await expireLog(store, id, 100)
    const [expiring] = await store.table.query(id)
    expect(expiring).toMatchObject({ expires: 100 })
    expect(figures.isFiguresItem(expiring!)).toBe(false)
    expect(await figures.find(store, id)).toStrictEqual(first)
  })
})
