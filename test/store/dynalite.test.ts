import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
import { type LocalDynamo, localDynamo } from '../../local/dynamo.ts'
import { tableContract } from './contract.ts'

const folder = mkdtempSync(join(tmpdir(), 'panda-dynalite-'))
let local: LocalDynamo

beforeAll(async () => {
  local = await localDynamo(folder)
})
afterAll(async () => {
  await local.close()
  rmSync(folder, { recursive: true })
})

describe('the table on dynalite', () => tableContract(() => local.table))
