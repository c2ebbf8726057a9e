// The first token of a tenant, from a shell, into a table on dynalite.
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { identify } from '../../app/identity.ts'
import { type LocalDynamo, localDynamo } from '../../local/dynamo.ts'

const folder = mkdtempSync(join(tmpdir(), 'panda-token-'))
let local: LocalDynamo
beforeAll(async () => {
  local = await localDynamo(folder)
})
afterAll(async () => {
  await local.close()
  rmSync(folder, { recursive: true })
})

const run = (...args: string[]) =>
  promisify(execFile)(process.execPath, ['bin/token.ts', ...args], {
    env: {
      ...{ AWS_ENDPOINT_URL_DYNAMODB: local.endpoint, AWS_REGION: 'local-1' },
      ...{ AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' },
    },
  })

const clock = { now: () => new Date().toISOString(), sleep: async () => {} }
const verifyJwt = async () => ({ denied: 'no' })

it('prints a token that its tenant is known by', async () => {
  const { stdout, stderr } = await run('panda', 'acme')
  const ports = { table: local.table, clock, verifyJwt }
  const caller = await identify({ authorization: `Bearer ${stdout.trim()}` }, ports)
  expect(caller).toEqual({ tenant: 'acme', by: 'first (token of the platform)', role: 'admin' })
  expect(stderr).toMatch(/^For acme, admin, until /)
})

it.each([[['panda']], [['panda', 'a#b']], [['panda', 'acme', '--role', 'root', '--days', 'x']]])(
  '%j: says how',
  async args => {
    const usage = { code: 1, stdout: '', stderr: expect.stringContaining('TABLE TENANT') }
    await expect(run(...args)).rejects.toMatchObject(usage)
  },
)
