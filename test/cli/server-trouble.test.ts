// A server that is not there, is something else, loses answers, or says no.
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { fakeServer, good, type Reply, refused } from './fake-server.ts'
import { type Cli, objects, pandaCli } from './panda-cli.ts'

let cli: Cli
let closing: (() => Promise<void>)[] = []
let nobody = ''
beforeAll(async () => {
  cli = await pandaCli()
  const gone = await fakeServer(() => undefined)
  nobody = gone.address
  await gone.close()
})
afterEach(async () => {
  for (const close of closing) await close()
  closing = []
})
afterAll(() => cli?.remove())

const serving = async (answer: (line: string) => Reply | undefined) => {
  const server = await fakeServer(answer)
  closing.push(server.close)
  return { ...server, env: { PANDA_URL: server.address } }
}
const connections: Record<string, Reply> = {
  'GET /api/v1/connect/github': good({
    connections: [
      { githubConnectionId: 'gh_1', owner: 'panda', repo: 'hello', branch: 'main', createdAt: '2026-11-20T10:00:00Z' },
    ],
  }),
  'GET /api/v1/connect/aws': good({
    connections: [
      { awsConnectionId: 'aws_1', accountId: '000000000000', region: 'local-1', createdAt: '2026-11-20T10:00:00Z' },
    ],
  }),
}

it.each([
  ['list'],
  ['services'],
  ['deploy panda/hello'],
  ['watch dep_1'],
  ['logs dep_1'],
  ['doctor'],
  ['rollback panda/hello'],
])('panda %s: 3 where nobody answers, and what to do', async line => {
  const { code, out, err } = await cli.run(line.split(' '), { env: { PANDA_URL: nobody } })
  expect(code).toBe(3)
  expect(out + err).toContain(`Panda does not answer at ${nobody} (connect ECONNREFUSED`)
  expect(out + err).toContain('npm start')
  expect(err).not.toMatch(/^\s+at /m)
})

it('3 where something else answers', async () => {
  const { env } = await serving(() => ({
    status: 502,
    body: '<html>Bad gateway</html>',
    headers: { 'content-type': 'text/html' },
  }))
  const { code, err } = await cli.run(['list'], { env })
  expect(code).toBe(3)
  expect(err).toContain('answered with 502, but not Panda')
})

it('names the choices where more than one AWS account is connected, and takes the newest of the same', async () => {
  const [accountId, createdAt] = ['111111111111', '2026-11-21T10:00:00Z']
  const one = {
    awsConnectionId: 'aws_1',
    accountId: '000000000000',
    region: 'local-1',
    createdAt: '2026-11-20T10:00:00Z',
  }
  const newer = { ...one, awsConnectionId: 'aws_2', createdAt }
  const other = { awsConnectionId: 'aws_3', accountId, region: 'ap-northeast-2', createdAt }
  let all = [one, newer, other]
  const { env, seen } = await serving(line => {
    if (line === 'GET /api/v1/connect/aws') return good({ connections: all })
    return line.startsWith('POST') ? good({ deploymentId: 'dep_1', message: '' }) : connections[line]
  })
  const asked = await cli.run(['deploy', 'panda/hello'], { env })
  expect(asked.code).toBe(2)
  expect(asked.err).toContain('--aws aws_2  000000000000 local-1')
  expect(asked.err).toContain('--aws aws_3  111111111111 ap-northeast-2')
  expect(asked.err).not.toContain('aws_1')
  all = [one, newer]
  expect((await cli.run(['deploy', 'panda/hello'], { env })).code).toBe(0)
  expect(JSON.parse(seen.at(-1)!.body)).toMatchObject({
    githubConnectionId: 'gh_1',
    awsConnectionId: 'aws_2',
    branch: 'main',
  })
})

it('sends a deployment again with the same key when the answer is lost', async () => {
  let posts = 0
  const { env, seen } = await serving(line => {
    if (line !== 'POST /api/v1/deploy') return connections[line]
    posts += 1
    return posts === 1 ? 'hang up' : good({ deploymentId: 'dep_1', message: 'Deployment started.' })
  })
  const { code, out } = await cli.run(['deploy', 'panda/hello', '--json'], { env })
  expect(code).toBe(0)
  expect(objects(out)).toEqual([{ deploymentId: 'dep_1', message: 'Deployment started.' }])
  const keys = seen.filter(({ line }) => line.startsWith('POST')).map(({ headers }) => headers['idempotency-key'])
  expect(keys).toHaveLength(2)
  expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/)
  expect(keys[1]).toBe(keys[0])
})

it('says with which key to try again when no answer comes at all', { timeout: 60_000 }, async () => {
  const { env, seen } = await serving(line => connections[line] ?? 'hang up')
  const { code, err } = await cli.run(['deploy', 'panda/hello'], { env })
  expect(code).toBe(3)
  const key = seen.find(({ line }) => line.startsWith('POST'))!.headers['idempotency-key']
  expect(err).toContain('It may have begun.')
  expect(err).toContain(`--idempotency-key ${key}`)
})

it('says what to do about what Panda refuses', async () => {
  const { env } = await serving(line => {
    if (line === 'POST /api/v1/deploy') return refused(429, 'QUEUE_FULL', 'Deployment queue is full')
    if (line === 'GET /api/v1/services') return refused(401, 'UNAUTHENTICATED', 'The token has expired')
    return connections[line]
  })
  const identity = await cli.run(['services'], { env })
  expect(identity).toMatchObject({
    code: 1,
    err: '✗ The token has expired\n  Give a token: panda login, or PANDA_TOKEN\n',
  })
  const asObject = await cli.run(['services', '--json'], { env })
  expect(objects(asObject.err)).toMatchObject([{ error: { errorCode: 'UNAUTHENTICATED', exitCode: 1 } }])
})

it('does not let what others wrote steer the terminal', async () => {
  const deployment = { owner: 'panda', repo: 'hello', branch: 'main', environment: 'default', status: 'COMPLETED' }
  const times = {
    startedAt: '2026-11-20T10:00:00Z',
    completedAt: '2026-11-20T10:01:00Z',
    stageName: 'COMPLETE',
    percent: 100,
  }
  const commit = { commitHash: 'abcdef1234', commitMessage: '\u001b]0;owned\u0007\u001b[2Jevil\u202e\r\nsecond' }
  const { env } = await serving(() =>
    good({ deployments: [{ deploymentId: 'dep_1', ...deployment, ...times, ...commit }] }),
  )
  const { out } = await cli.run(['list'], { env })
  expect(out).toContain('abcdef1 evil')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
  expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f\u202e]/)
})

it('doctor tells of a clock that is wrong, of a token that may only look, and of a socket that does not open', {
  timeout: 60_000,
}, async () => {
  const { env } = await serving(line => {
    const headers = { date: new Date(Date.now() - 10 * 60_000).toUTCString() }
    const data: Record<string, unknown> = {
      'GET /health': { status: 'UP' },
      'GET /api/v1/services': { services: [] },
      'POST /api/v1/socket-ticket': { url: 'ws://127.0.0.1:9/socket', ticket: 't', expiresAt: '' },
      'GET /api/v1/connect/github': { connections: [] },
      'GET /api/v1/connect/aws': { connections: [] },
    }
    if (line.endsWith('external-id')) return refused(403, 'FORBIDDEN', 'Not allowed')
    return line in data ? { body: { code: 200, message: '', data: data[line] }, headers } : undefined
  })
  const { code, out } = await cli.run(['doctor'], {
    env: { ...env, PANDA_TOKEN: 'panda_x', HTTPS_PROXY: 'http://proxy:1' },
  })
  expect(code).toBe(1)
  expect(out).toMatch(/✗ This machine's clock is 600 s ahead|✗ This machine's clock is \d+ s ahead/)
  expect(out).toContain('! The token is good, but may only look (viewer)')
  expect(out).toContain('✗ No live events: the socket to 127.0.0.1:9 does not open')
  expect(out).toContain('A proxy is set')
  expect(out).toContain('NODE_USE_ENV_PROXY=1')
  expect(out).toContain('panda connect github OWNER/REPO')
  expect(out).not.toContain('panda_x')
})
