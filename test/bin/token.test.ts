// The first token of a tenant, from a shell, into a table on dynalite.
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { identify } from '../../app/identity.ts'
import { type LocalDynamo, localDynamo } from '../../local/dynamo.ts'

const folder = mkdtempSync(join(tmpdir(), 'panda-token-'))
let local: LocalDynamo
beforeAll(async () => {
  local = await localDynamo(folder)
  cloudFormation.listen(0, '127.0.0.1')
  await once(cloudFormation, 'listening')
})
afterAll(async () => {
  await local.close()
  cloudFormation.close()
  rmSync(folder, { recursive: true })
})

/** As CloudFormation answers in its query protocol. */
const answers = {
  Panda: `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks>
    <member><StackName>Panda</StackName><CreationTime>2026-11-21T06:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus>
    <Outputs><member><OutputKey>TableName</OutputKey><OutputValue>panda</OutputValue></member></Outputs></member>
    </Stacks></DescribeStacksResult></DescribeStacksResponse>`,
  PandaDev: `<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Type>Sender</Type>
    <Code>ValidationError</Code><Message>Stack with id PandaDev does not exist</Message></Error></ErrorResponse>`,
}
const cloudFormation = createServer(async (request, response) => {
  const asked = new URLSearchParams(await text(request)).get('StackName')
  response.writeHead(asked === 'Panda' ? 200 : 400, { 'content-type': 'text/xml' })
  response.end(asked === 'Panda' ? answers.Panda : answers.PandaDev)
})

const run = (...args: string[]) => {
  const { port } = cloudFormation.address() as AddressInfo
  return promisify(execFile)(process.execPath, ['bin/token.ts', ...args], {
    env: {
      ...{ AWS_ENDPOINT_URL_DYNAMODB: local.endpoint, AWS_REGION: 'local-1' },
      AWS_ENDPOINT_URL_CLOUDFORMATION: `http://127.0.0.1:${port}`,
      ...{ AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' },
    },
  })
}

const clock = { now: () => new Date().toISOString(), sleep: async () => {} }
const verifyJwt = async () => ({ denied: 'no' })

it('prints a token that its tenant is known by', async () => {
  const { stdout, stderr } = await run('acme')
  const ports = { table: local.table, clock, verifyJwt }
  const caller = await identify({ authorization: `Bearer ${stdout.trim()}` }, ports)
  expect(caller).toMatchObject({ tenant: 'acme', by: 'first (token of the platform)', role: 'admin' })
  expect(stderr).toMatch(/^For acme, admin, until /)
})

it('says what to do where nothing is deployed', async () => {
  const refused = { code: 1, stdout: '', stderr: 'Stack PandaDev in local-1 is not there: deploy it first\n' }
  await expect(run('acme', '--stage', 'dev')).rejects.toMatchObject(refused)
})

it.each([[[]], [['a#b']], [['acme', '--stage', 'x']], [['acme', '--role', 'root', '--days', 'x']], [['--no']]])(
  '%j: says how',
  async args => {
    const usage = { code: 1, stdout: '', stderr: expect.stringContaining('npm run token -- TENANT') }
    await expect(run(...args)).rejects.toMatchObject(usage)
  },
)
