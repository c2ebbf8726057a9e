import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Panda, panda } from '../../client/api.ts'
import { PandaError, Unreachable } from '../../client/faults.ts'
import { FakePanda, failure, success } from './fake-panda.ts'

let server: FakePanda
let client: Panda
beforeEach(async () => {
  server = new FakePanda()
  await server.up()
  client = panda({ baseUrl: `${server.baseUrl}/`, token: 'secret', locale: 'ko' })
})
afterEach(() => server.down())

const github = { owner: 'panda', repo: 'hello', branch: 'main', token: 'ghp_local' }
const aws = { region: 'local-1', accessKeyId: 'AKIALOCAL', secretAccessKey: 'local' }
const wish = { name: 'ci', role: 'deployer' as const }
const order = { githubConnectionId: 'gh_1', awsConnectionId: 'aws_1', owner: 'panda', repo: 'hello', branch: 'main' }

const calls: [string, (client: Panda) => Promise<unknown>, string, unknown?][] = [
  ['health', c => c.health(), 'GET /health'],
  ['connectGithub', c => c.connectGithub(github), 'POST /api/v1/connect/github', github],
  ['connectAws', c => c.connectAws(aws), 'POST /api/v1/connect/aws', aws],
  ['branches', c => c.branches('gh_1'), 'GET /api/v1/connect/github/gh_1/branches'],
  ['permissions', c => c.permissions('aws_1'), 'GET /api/v1/connect/aws/aws_1/permissions'],
  ['externalId', c => c.externalId(), 'GET /api/v1/connect/aws/external-id'],
  ['disconnect', c => c.disconnect('gh_1'), 'DELETE /api/v1/connect/gh_1'],
  ['deploy', c => c.deploy(order), 'POST /api/v1/deploy', order],
  ['deployments', c => c.deployments({ repo: 'a b', limit: 2 }), 'GET /api/v1/deploy?repo=a+b&limit=2'],
  ['deployment', c => c.deployment('dep_1'), 'GET /api/v1/deploy/dep_1'],
  ['an id that is a path', c => c.deployment('../x?y'), 'GET /api/v1/deploy/..%2Fx%3Fy'],
  ['events', c => c.events('dep_1', { after: 0 }), 'GET /api/v1/deploy/dep_1/events?after=0'],
  ['logs', c => c.logs('dep_1', { after: 7 }), 'GET /api/v1/deploy/dep_1/logs?after=7'],
  ['result', c => c.result('dep_1'), 'GET /api/v1/deploy/dep_1/result'],
  ['switch', c => c.switch('dep_1'), 'POST /api/v1/deploy/dep_1/switch'],
  ['cancel', c => c.cancel('dep_1'), 'POST /api/v1/deploy/dep_1/cancel'],
  ['rollback', c => c.rollback('dep_1', { to: 'abc' }), 'POST /api/v1/deploy/dep_1/rollback', { to: 'abc' }],
  ['createToken', c => c.createToken(wish), 'POST /api/v1/tokens', wish],
  ['revokeToken', c => c.revokeToken('tok_1'), 'DELETE /api/v1/tokens/tok_1'],
  ['socketTicket', c => c.socketTicket('dep_1'), 'POST /api/v1/socket-ticket', { deploymentId: 'dep_1' }],
]

describe('a call', () => {
  it.each(calls)('%s goes to its place and answers data', async (_, run, place, body) => {
    const [method = '', path = ''] = place.split(' ')
    server.answers.set(path, [success({ it: 'works' })])
    const answer = await run(client)
    const [asked] = server.asked
    expect({ method: asked?.method, path: asked?.path, body: asked?.body }).toEqual({ method, path, body })
    expect(asked?.headers).toMatchObject({ authorization: 'Bearer secret', 'accept-language': 'ko' })
    expect(answer).toEqual(method === 'DELETE' ? undefined : { it: 'works' })
  })

  it('carries the Idempotency-Key', async () => {
    await client.deploy(order, { idempotencyKey: 'k-1' })
    expect(server.asked[0]?.headers['idempotency-key']).toBe('k-1')
  })

  it('lists what is in the answer: connections of both kinds, services, tokens', async () => {
    server.answers.set('/api/v1/connect/github', [success({ connections: ['g'] })])
    server.answers.set('/api/v1/connect/aws', [success({ connections: ['a'] })])
    server.answers.set('/api/v1/services', [success({ services: ['s'] })])
    server.answers.set('/api/v1/services/o%2F/r', [success({ services: ['t'] })])
    expect(await client.connections()).toEqual({ github: ['g'], aws: ['a'] })
    expect(await client.services()).toEqual(['s'])
    expect(await client.service('o/', 'r')).toEqual(['t'])
    server.answers.set('/api/v1/tokens', [success({ tokens: ['u'] })])
    expect(await client.tokens()).toEqual(['u'])
  })

  it('reads all pages, each when it is needed', async () => {
    server.answers.set('/api/v1/deploy?repo=r', [success({ deployments: [1, 2], cursor: 'c=' })])
    server.answers.set('/api/v1/deploy?repo=r&cursor=c%3D', [success({ deployments: [3], cursor: null })])
    const found: unknown[] = []
    for await (const deployment of client.allDeployments({ repo: 'r' })) {
      found.push(deployment)
      expect(server.asked).toHaveLength(found.length < 3 ? 1 : 2)
    }
    expect(found).toEqual([1, 2, 3])
  })

  it('asks for the token each time if that is a function', async () => {
    let n = 0
    const renewing = panda({ baseUrl: server.baseUrl, token: async () => `t${++n}` })
    await renewing.health()
    await renewing.health()
    expect(server.asked.map(({ headers }) => headers.authorization)).toEqual(['Bearer t1', 'Bearer t2'])
  })
})

describe('a failure', () => {
  it('is a PandaError with all that Panda said', async () => {
    const refused = failure(409, 'NOT_READY', 'Not ready', { deploymentId: 'dep_1', stage: 3, status: 409 })
    server.answers.set('/api/v1/deploy/dep_1/switch', [refused])
    const fault = await client.switch('dep_1').catch((thrown: unknown) => thrown)
    expect(fault).toBeInstanceOf(PandaError)
    expect(fault).toMatchObject({
      status: 409,
      errorCode: 'NOT_READY',
      message: 'Not ready',
      deploymentId: 'dep_1',
      stage: 3,
      body: refused.body,
    })
  })

  it('of something in between keeps its words', async () => {
    server.answers.set('/health', [{ status: 502, body: '<h1>Bad Gateway</h1>' }])
    await expect(client.health()).rejects.toMatchObject({
      status: 502,
      errorCode: undefined,
      message: `GET ${server.baseUrl}/health answered 502`,
      body: '<h1>Bad Gateway</h1>',
    })
  })

  it('to reach it names the address and why', async () => {
    await server.down()
    const fault = await client.health().catch((thrown: unknown) => thrown)
    expect(fault).toBeInstanceOf(Unreachable)
    expect(String(fault)).toContain(`No answer from ${server.baseUrl}/health: `)
    expect(String(fault)).toContain('ECONNREFUSED')
    await server.up()
  })

  it('to answer in time is the same', async () => {
    const silent: typeof fetch = (_, init) =>
      new Promise((_resolve, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason)))
    const waiting = panda({ baseUrl: 'http://nowhere', fetch: silent, timeoutMs: 10 })
    await expect(waiting.health()).rejects.toThrow(/No answer from http:\/\/nowhere\/health: .*timeout/)
  })
})
