// The push function as it is deployed, in a process of its own: its posts reach the gateway, and what gets no further there is
// tried again by what lies beside the bundle.
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { marshall } from '@aws-sdk/util-dynamodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundleEntry } from '../../lib/bundle.ts'
import { loopback } from '../aws/errors/loopback.ts'
import { json } from '../aws/errors/shapes.ts'
import { environment } from './bundles.ts'
import { streamRecord } from './shapes/stream.ts'

const folder = mkdtempSync(join(tmpdir(), 'panda-push-'))
let place: Awaited<ReturnType<typeof loopback>>
beforeAll(async () => {
  bundleEntry('push', folder)
  place = await loopback()
})
afterAll(async () => {
  await place.close()
  rmSync(folder, { recursive: true, force: true })
})

const pk = 'dep_0123456789abcdef01234567'
const row = { pk, sk: 'e#0000000012', seq: 12, timestamp: '2026-11-21T12:00:00.000Z', code: 'CLONED', details: {} }
const listening = (...ids: string[]) =>
  json(
    { Items: ids.map(sk => marshall({ pk: `subs#${pk}`, sk, lang: 'en', logs: false, following: true, expires: 0 })) },
    '1.0',
  )

/** As Lambda does: it loads the file, then calls the handler. */
const invoke = async () => {
  const program = `require(${JSON.stringify(join(folder, 'index.js'))}).handler(${JSON.stringify({ Records: [streamRecord(1, 'INSERT', row)] })}, { awsRequestId: 'r-1' })
    .then(answer => { console.log('ANSWER ' + JSON.stringify(answer)); process.exit(0) })`
  const env = {
    ...{ ...environment, AWS_ACCESS_KEY_ID: 'ASIATEST', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token' },
    ...{ AWS_ENDPOINT_URL_DYNAMODB: place.url, PANDA_SOCKET_ENDPOINT: `${place.url}/live` },
  }
  return (await promisify(execFile)(process.execPath, ['-e', program], { env })).stdout
}
const posts = () => place.sent.filter(({ operation }) => operation === 'PostToConnection')
const isSdks = (headers: object) => 'amz-sdk-request' in headers

test('an event goes to each who listens, signed, and without the SDK', async () => {
  place.will({ Query: listening('a=', 'b='), PostToConnection: {} })
  expect(await invoke()).toContain('ANSWER {"batchItemFailures":[]}')
  expect(
    posts()
      .map(({ path }) => path)
      .sort(),
  ).toEqual(['/live/@connections/a%3D', '/live/@connections/b%3D'])
  for (const { headers, body } of posts()) {
    expect(headers).toMatchObject({
      'x-amz-security-token': 'token',
      authorization: expect.stringContaining('ASIATEST/'),
    })
    expect(isSdks(headers)).toBe(false)
    expect(JSON.parse(body)).toMatchObject({ type: 'stage', seq: 12, code: 'CLONED' })
  }
})

test('what the gateway throttles the SDK tries again', async () => {
  let asked = 0
  place.will({ Query: listening('a='), PostToConnection: () => ({ status: ++asked === 1 ? 429 : 200 }) })
  const said = await invoke()
  expect(said).toContain('ANSWER {"batchItemFailures":[]}')
  expect(said).not.toContain('PushFailures')
  expect(posts().map(({ headers }) => isSdks(headers))).toEqual([false, true])
  expect(new Set(posts().map(({ body }) => body)).size).toBe(1)
})

test('who has gone is forgotten', async () => {
  place.will({ Query: listening('a='), PostToConnection: { status: 410 }, DeleteItem: json({}, '1.0') })
  expect(await invoke()).toContain('ANSWER {"batchItemFailures":[]}')
  expect(posts()).toHaveLength(1)
  expect(place.operations()).toContain('DeleteItem')
})
