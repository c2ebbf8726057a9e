import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { queryObjects } from 'node:v8'
import { create } from 'dynalite/db/index.js'
import { expect, test } from 'vitest'
import { localDynamo } from '../../local/dynamo.ts'

test('a query leaves nothing open (found by npm run load: 200 kB a deployment)', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'panda-iterators-'))
  const { table, close } = await localDynamo(join(folder, 'table'))
  for (let n = 0; n < 20; n++) await table.put({ pk: 'one', sk: `row ${n}` })
  for (let n = 0; n < 100; n++) expect(await table.query('one')).toHaveLength(20)
  const { db } = create({ path: join(folder, 'other') })
  await db.open()
  const one = db.values({ limit: 0 })
  expect(queryObjects(one.constructor, { format: 'count' })).toBeLessThan(10)
  await one.close()
  await db.close()
  await close()
  await rm(folder, { recursive: true })
})
