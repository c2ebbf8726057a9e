// What belongs to another looks as if it did not exist, and nobody does more than their role allows: for every call of the
// table. A call that is not in `matrix` fails here.
import { beforeAll, describe, expect, it } from 'vitest'
import { type Caller, localCaller } from '../../app/caller.ts'
import { connectSocket, socketMessage } from '../../app/live/socket.ts'
import { routes } from '../../app/routes.ts'
import * as deliveries from '../../app/store/deliveries.ts'
import * as pending from '../../app/store/pending-approvals.ts'
import * as services from '../../app/store/services.ts'
import type { Item } from '../../core/ports.ts'
import { type Role, roles } from '../../core/vocabulary.ts'
import { awsBody, githubBody, initialized, place, ready, release, serviceOf } from './calls-place.ts'
import { FakeSockets } from './live/place.ts'

/** What a tenant has, by the names that a call knows it by. */
type Things = {
  deployment: string
  github: string
  aws: string
  token: string
  grant: string
  notification: string
  hook: string
  owner: string
  repo: string
}
type Call = { line: string; body?: object; headers?: Record<string, string> }
type Entry = {
  least: Role | 'anyone'
  /** It lets in whoever signs, whoever they say they are. */
  signed?: true
  /** Ways to name what is another's. Absent: the call names nothing. */
  naming?: (their: Things, own: Things) => Call[]
  /** A listing that names nothing: what it answers who has nothing. */
  empty?: object
  /** What an allowed caller sends with their own things, if not the first of `naming`. */
  call?: Call
}

const grantBody = { subject: 'kim', owner: 'panda', repo: 'hello', environment: 'prod', role: 'deployer' }

const at = (id: string, what = '') => `/api/v1/deploy/${id}${what}`
const deployment = (least: Role, method: string, what: string): Entry => ({
  least,
  naming: ({ deployment: id }) => [{ line: `${method} ${at(id, what)}` }],
})
const notificationBody = { kind: 'webhook', address: 'https://hooks.example.com/x' }
const tokenBody = { name: 'ci', role: 'viewer' }
const deployBody = ({ github, aws }: Things) => ({
  ...{ githubConnectionId: github, awsConnectionId: aws, owner: 'panda', repo: 'hello', branch: 'main' },
})

const matrix: Record<string, Entry> = {
  connectGithub: { least: 'deployer', call: { line: 'POST /api/v1/connect/github', body: githubBody } },
  connectAws: { least: 'deployer', call: { line: 'POST /api/v1/connect/aws', body: awsBody } },
  externalId: { least: 'deployer', call: { line: 'GET /api/v1/connect/aws/external-id' } },
  testPermissions: {
    least: 'deployer',
    naming: ({ aws }) => [{ line: `GET /api/v1/connect/aws/${aws}/permissions` }],
  },
  listGithubConnections: {
    ...{ least: 'viewer', empty: { connections: [] }, call: { line: 'GET /api/v1/connect/github' } },
  },
  readBranches: {
    least: 'deployer',
    naming: ({ github }) => [{ line: `GET /api/v1/connect/github/${github}/branches` }],
  },
  listAwsConnections: { least: 'viewer', empty: { connections: [] }, call: { line: 'GET /api/v1/connect/aws' } },
  disconnect: {
    least: 'deployer',
    naming: ({ github, aws }) => [github, aws].map(id => ({ line: `DELETE /api/v1/connect/${id}` })),
  },
  deploy: {
    least: 'deployer',
    naming: (their, own) => [
      { line: 'POST /api/v1/deploy', body: deployBody(their) },
      { line: 'POST /api/v1/deploy', body: deployBody({ ...own, github: their.github }) },
      { line: 'POST /api/v1/deploy', body: deployBody({ ...own, aws: their.aws }) },
    ],
  },
  listDeployments: { least: 'viewer', empty: { deployments: [] }, call: { line: 'GET /api/v1/deploy' } },
  readDeployment: deployment('viewer', 'GET', ''),
  readEvents: {
    least: 'viewer',
    naming: ({ deployment: id }) => [
      { line: `GET ${at(id, '/events')}` },
      { line: `GET ${at(id, '/events')}`, headers: { accept: 'text/event-stream' } },
      { line: `GET ${at(id, '/events')}?dialect=v1`, headers: { accept: 'text/event-stream' } },
    ],
  },
  readLogs: deployment('viewer', 'GET', '/logs'),
  readResult: deployment('viewer', 'GET', '/result'),
  switchTraffic: deployment('deployer', 'POST', '/switch'),
  cancel: deployment('deployer', 'POST', '/cancel'),
  rollback: {
    least: 'deployer',
    naming: ({ deployment: id }, own) => [
      { line: `POST ${at(id, '/rollback')}`, body: {} },
      { line: `POST ${at(id, '/rollback')}`, body: { to: id } },
      { line: `POST ${at(own.deployment, '/rollback')}`, body: { to: id } },
    ],
  },
  promote: {
    least: 'deployer',
    naming: ({ deployment: id }) => [{ line: `POST ${at(id, '/promote')}`, body: { environment: 'staging' } }],
  },
  listApprovals: { least: 'viewer', empty: { deployments: [] }, call: { line: 'GET /api/v1/approvals' } },
  approve: deployment('approver', 'POST', '/approve'),
  reject: {
    least: 'approver',
    naming: ({ deployment: id }) => [{ line: `POST ${at(id, '/reject')}`, body: { comment: 'no' } }],
  },
  skipApproval: {
    least: 'admin',
    naming: ({ deployment: id }) => [{ line: `POST ${at(id, '/skip-approval')}`, body: { reason: 'down' } }],
  },
  listEnvironments: { least: 'viewer', empty: { environments: [] }, call: { line: 'GET /api/v1/environments' } },
  readEnvironment: {
    least: 'viewer',
    naming: ({ owner, repo }) => [{ line: `GET /api/v1/environments/${owner}/${repo}/prod` }],
  },
  writeEnvironment: {
    least: 'admin',
    naming: ({ owner, repo, github, aws }, own) => [
      { line: `PUT /api/v1/environments/${owner}/${repo}/prod`, body: {} },
      { line: `PUT /api/v1/environments/${own.owner}/hello/prod`, body: { githubConnectionId: github } },
      { line: `PUT /api/v1/environments/${own.owner}/hello/prod`, body: { awsConnectionId: aws } },
    ],
  },
  createHook: {
    least: 'admin',
    naming: ({ owner, repo }) => [{ line: 'POST /api/v1/hooks/github', body: { owner, repo } }],
    call: { line: 'POST /api/v1/hooks/github', body: { owner: 'panda', repo: 'hello' } },
  },
  listHooks: { least: 'viewer', empty: { hooks: [] }, call: { line: 'GET /api/v1/hooks/github' } },
  removeHook: { least: 'admin', naming: ({ hook }) => [{ line: `DELETE /api/v1/hooks/github/${hook}` }] },
  hearHook: {
    ...{ least: 'anyone', signed: true },
    naming: ({ hook }) => [
      { line: `POST /api/v1/hooks/github/${hook}` },
      { line: `POST /api/v1/hooks/github/${hook}`, headers: { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` } },
    ],
  },
  createNotification: { least: 'admin', call: { line: 'POST /api/v1/notifications', body: notificationBody } },
  listNotifications: { least: 'viewer', empty: { notifications: [] }, call: { line: 'GET /api/v1/notifications' } },
  testNotification: {
    least: 'admin',
    naming: ({ notification }) => [{ line: `POST /api/v1/notifications/${notification}/test` }],
  },
  removeNotification: {
    least: 'admin',
    naming: ({ notification }) => [{ line: `DELETE /api/v1/notifications/${notification}` }],
  },
  listDeliveries: {
    least: 'viewer',
    empty: { deliveries: [] },
    call: { line: 'GET /api/v1/notifications/deliveries' },
  },
  createGrant: { least: 'admin', call: { line: 'POST /api/v1/grants', body: grantBody } },
  listGrants: { least: 'admin', empty: { grants: [] }, call: { line: 'GET /api/v1/grants' } },
  removeGrant: { least: 'admin', naming: ({ grant }) => [{ line: `DELETE /api/v1/grants/${grant}` }] },
  listServices: { least: 'viewer', empty: { services: [] }, call: { line: 'GET /api/v1/services' } },
  readService: { least: 'viewer', naming: ({ owner, repo }) => [{ line: `GET /api/v1/services/${owner}/${repo}` }] },
  readMetrics: { least: 'viewer', call: { line: 'GET /api/v1/metrics' } },
  socketTicket: {
    least: 'viewer',
    naming: ({ deployment: deploymentId }) => [{ line: 'POST /api/v1/socket-ticket', body: { deploymentId } }],
  },
  createToken: { least: 'admin', call: { line: 'POST /api/v1/tokens', body: tokenBody } },
  listTokens: { least: 'admin', empty: { tokens: [] }, call: { line: 'GET /api/v1/tokens' } },
  revokeToken: { least: 'admin', naming: ({ token }) => [{ line: `DELETE /api/v1/tokens/${token}` }] },
  readAudit: { least: 'admin', empty: { entries: [] }, call: { line: 'GET /api/v1/audit' } },
  health: { least: 'anyone', call: { line: 'GET /health' } },
  apiDocs: { least: 'anyone', call: { line: 'GET /api-docs' } },
}

const asked = { code: 'AWAITING_APPROVAL' as const, details: { reviewers: 1 } }

const acme: Caller = { tenant: 'acme', by: 'ann', role: 'admin' }
const zoo = (role: Role): Caller => ({ tenant: 'zoo', by: 'eve', role })
/** Nobody's; as long as real ones, so that answers differ in nothing but the name. */
const unknown: Things = {
  ...{ deployment: `dep_${'9'.repeat(24)}`, github: `gh_${'9'.repeat(24)}`, aws: `aws_${'9'.repeat(24)}` },
  ...{
    grant: `gr_${'9'.repeat(24)}`,
    notification: `nt_${'9'.repeat(24)}`,
    token: `tok_${'9'.repeat(24)}`,
    hook: `hook_${'9'.repeat(24)}`,
    owner: 'panda',
    repo: 'none',
  },
}
const may = (role: Role, least: Role | 'anyone') => least === 'anyone' || roles.indexOf(role) >= roles.indexOf(least)

const deliveryOf = (tenant: string, targetId: string, deploymentId: string): deliveries.Delivery => ({
  ...{ id: deliveries.idOf(targetId, deploymentId, 1), tenant, targetId, targetKind: 'webhook', channel: null },
  ...{ host: 'hooks.example.com', deploymentId, seq: 1, kind: 'started', occurredAt: '2026-11-20T10:00:00.000Z' },
  ...{ status: 'delivered', attempt: 1, nextAt: null, attempts: [], turn: 1 },
})

/** Something of everything. */
const furnish = async (here: ReturnType<typeof place>, caller: Caller): Promise<Things> => {
  const { githubConnectionId: github, awsConnectionId: aws } = await here.connect(caller)
  const body = { githubConnectionId: github, awsConnectionId: aws, owner: 'panda', repo: 'hello', branch: 'main' }
  const author = { ...caller, by: 'somebody else' }
  const { deploymentId } = await here.data('POST /api/v1/deploy', { caller: author, body })
  const id = String(deploymentId)
  await here.note(id, initialized, asked, ready)
  await pending.add(here.context.ports, caller.tenant, id)
  await here.summarize(id)
  await here.data('GET /api/v1/connect/aws/external-id', { caller })
  const [repo, releases] = [`${caller.tenant}-app`, [release(3), release(1, { deploymentId: id })]]
  for (const one of [{}, { repo, serviceKey: `x/y/${repo}` }])
    await services.save(here.context.ports, caller.tenant, serviceOf({ awsConnectionId: aws, releases, ...one }))
  await here.data('PUT /api/v1/environments/panda/hello/prod', { caller, body: { healthPath: '/up' } })
  const token = await here.data('POST /api/v1/tokens', { caller, body: tokenBody })
  const grant = String((await here.data('POST /api/v1/grants', { caller, body: grantBody })).id)
  const said = await here.data('POST /api/v1/notifications', { caller, body: notificationBody })
  await deliveries.announce(here.context.ports, deliveryOf(caller.tenant, String(said.id), id))
  const hook = await here.data('POST /api/v1/hooks/github', { caller, body: { owner: 'panda', repo: 'hello' } })
  const made = { token: String(token.id), hook: String(hook.id), notification: String(said.id) }
  return { deployment: id, github, aws, grant, ...made, owner: 'panda', repo }
}

const everythingOf = async (here: ReturnType<typeof place>, { deployment: id, hook }: Things) => {
  const items: Item[] = []
  for (const pk of ['tenant#acme', id, `subs#${id}`, `hook#${hook}`]) items.push(...(await here.table.query(pk)))
  const hash = items.find(item => 'hash' in item)?.hash
  return [...items, ...(await here.table.query(`api-token#${hash}`))]
}

describe('the matrix', () => {
  it('has every call of the table, with its least role', () => {
    const wanted = Object.entries(matrix).map(([operation, { least }]) => [operation, least])
    expect(Object.fromEntries(wanted)).toEqual(Object.fromEntries(routes.map(one => [one.operation, one.allows])))
  })

  it('names something in every call that has a name in its address', () => {
    for (const { operation, path } of routes)
      if (path.includes('{')) expect(matrix[operation]?.naming, operation).toBeTypeOf('function')
  })

  it('has what every listing answers who has nothing', () => {
    for (const { operation } of routes.filter(one => one.operation.startsWith('list')))
      expect(matrix[operation]?.empty, operation).toBeTypeOf('object')
  })
})

describe.each(Object.entries(matrix))('%s', (_, { least, signed, naming, empty, call }) => {
  const callsOf = (things: Things, own = things) => naming?.(things, own) ?? [call!]

  it('another’s is as if it did not exist, for every role, and stays as it is', async () => {
    const here = place()
    const [their, own] = [await furnish(here, acme), await furnish(here, zoo('admin'))]
    const before = await everythingOf(here, their)
    const named = (text: string) =>
      Object.keys(unknown).reduce(
        (said, key) => said.replaceAll(their[key as keyof Things], unknown[key as keyof Things]),
        text,
      )
    for (const role of roles) {
      const foreign = naming ? callsOf(their, own) : []
      for (const [n, { line, ...said }] of foreign.entries()) {
        const answer = await here.call(line, { ...said, caller: zoo(role) })
        const { line: other, ...same } = callsOf(unknown, own)[n]!
        const expected = await here.call(other, { ...same, caller: zoo(role) })
        expect(named(answer.text)).toBe(expected.text)
        expect([answer.status, answer.headers]).toEqual([expected.status, expected.headers])
        if (!may(role, least)) expect(answer.status).toBe(403)
      }
    }
    expect(before.at(-1)?.pk).toMatch(/^api-token#/)
    expect(await everythingOf(here, their)).toEqual(before)
  })

  if (naming)
    it.each(['%00', 'x'.repeat(9_000), '..%2F..', 'tenant%23acme', '%E0%A4', '배포', 'constructor'])(
      'what cannot be an id is none: %.20s',
      async odd => {
        const here = place()
        const own = await furnish(here, zoo('admin'))
        const things = {
          deployment: odd,
          github: odd,
          aws: odd,
          token: odd,
          grant: odd,
          hook: odd,
          notification: odd,
          owner: odd,
          repo: odd,
        }
        for (const { line, ...said } of callsOf(things, own)) {
          const { status, text } = await here.call(line, { ...said, caller: zoo('admin') })
          expect(status, text).toBeLessThan(500)
          // All the usual settings of an environment are 1.1 kB; whatever is refused is short.
          expect(text.length).toBeLessThan(status === 200 ? 1_200 : 1_000)
        }
      },
    )

  if (empty)
    it('of who has nothing is empty, whatever others have', async () => {
      const here = place()
      await furnish(here, acme)
      for (const role of roles.filter(one => may(one, least)))
        expect(await here.data(call!.line, { caller: zoo(role) })).toEqual(empty)
      expect(await here.data(call!.line, { caller: acme })).not.toEqual(empty)
    })

  it.each(['none', ...roles] as const)('for %s', async role => {
    const here = place()
    const own = await furnish(here, acme)
    const { line, body, headers = {} } = callsOf(own)[0]!
    const [method = '', path = ''] = line.split(' ')
    const caller = role === 'none' ? undefined : { ...acme, role }
    const sent = body && JSON.stringify(body)
    const reply = await here.handle({ method, path, query: '', headers, body: sent, caller, denied: 'Words of why' })
    const said = 'body' in reply ? JSON.parse(reply.body) : {}
    if (least === 'anyone') expect(reply.status).toBe(signed ? 401 : 200)
    else if (role === 'none') {
      expect(said).toMatchObject({ status: 401, errorCode: 'UNAUTHENTICATED', message: 'Words of why' })
      expect(reply.headers['www-authenticate']).toBe('Bearer')
    } else if (!may(role, least)) {
      const message = `This call needs the role ${least}; yours is ${role}`
      expect(said).toMatchObject({ status: 403, error: 'Forbidden', errorCode: 'FORBIDDEN', message })
    } else expect([401, 403, 404, 405, 500], JSON.stringify(said)).not.toContain(reply.status)
  })
})

describe('between tenants', () => {
  it('the same service, repository and Idempotency-Key are different things', async () => {
    const here = place()
    const [their, own] = [await furnish(here, acme), await furnish(here, zoo('admin'))]
    const start = (caller: Caller, things: Things) =>
      here.data('POST /api/v1/deploy', { caller, body: deployBody(things), headers: { 'idempotency-key': 'k' } })
    const [a, b] = [await start(acme, their), await start(zoo('deployer'), own)]
    expect(a.deploymentId).not.toBe(b.deploymentId)
    expect((await start(acme, their)).deploymentId).toBe(a.deploymentId)
    const serving = async (caller: Caller) =>
      (await here.data<{ services: object[] }>('GET /api/v1/services/panda/hello', { caller })).services
    expect([await serving(acme), await serving(zoo('viewer'))].map(all => all.length)).toEqual([1, 1])
    const [ours, theirs] = await Promise.all(
      [acme, zoo('deployer')].map(caller => here.data('GET /api/v1/connect/aws/external-id', { caller })),
    )
    expect(ours?.externalId).not.toBe(theirs?.externalId)
  })

  it('a cursor of one shows the other nothing of the first', async () => {
    const here = place()
    const their = await furnish(here, acme)
    const again = await here.data('POST /api/v1/deploy', { caller: acme, body: deployBody(their) })
    await here.summarize(String(again.deploymentId))
    const { cursor } = await here.data('GET /api/v1/deploy?limit=1', { caller: acme })
    expect(cursor).toBeTypeOf('string')
    const { status, text } = await here.call(`GET /api/v1/deploy?cursor=${cursor}`, { caller: zoo('admin') })
    expect([200, 400]).toContain(status)
    for (const id of [their.deployment, String(again.deploymentId)]) expect(text).not.toContain(id)
  })

  it('a filter for what another has finds nothing', async () => {
    const here = place()
    await furnish(here, acme)
    for (const query of ['owner=panda', 'repo=hello', 'environment=default', 'status=DEPLOYMENT_READY', 'limit=100'])
      expect(await here.data(`GET /api/v1/deploy?${query}`, { caller: zoo('admin') })).toEqual({ deployments: [] })
  })
})

describe('tickets and sockets', () => {
  type Said = { type: string; errorCode?: string; deploymentId?: string; seq?: number }
  let here: ReturnType<typeof place>
  let [their, own, second] = [unknown, unknown, unknown]
  beforeAll(async () => {
    here = place()
    their = await furnish(here, acme)
    own = await furnish(here, zoo('admin'))
    second = { ...own, deployment: await here.deploy({ environment: 'test' }, zoo('admin')) }
  })

  const ticketOf = (role: Role, body: object = {}) =>
    here.data<{ ticket: string; eventsUrl: string }>('POST /api/v1/socket-ticket', { caller: zoo(role), body })
  const socket = async (ticket: string, connectionId = 'c1') => {
    const sockets = new FakeSockets()
    const ports = { ...here.context.ports, sockets }
    const open = await connectSocket({ ticket, connectionId }, ports)
    const subscribe = async (deploymentId: string, logs = true): Promise<Said[]> => {
      const before = sockets.posts.length
      const data = JSON.stringify({ action: 'subscribe', deploymentId, after: 0, logs })
      await socketMessage({ connectionId, data }, ports, here.context.settings)
      return sockets.said(connectionId).slice(before)
    }
    return { open, subscribe, sockets }
  }
  const lineOf = (eventsUrl: string) => `GET ${eventsUrl.slice('http://127.0.0.1:8080'.length)}`

  it.each(roles)('a socket of a %s hears of its own, and of another’s that there is none', async role => {
    const { subscribe, sockets } = await socket((await ticketOf(role)).ticket, `c-${role}`)
    expect(await subscribe(own.deployment)).toContainEqual(expect.objectContaining({ type: 'subscribed' }))
    const [foreign, none] = [await subscribe(their.deployment), await subscribe(unknown.deployment)]
    expect(JSON.stringify(foreign).replaceAll(their.deployment, unknown.deployment)).toBe(JSON.stringify(none))
    expect(foreign).toMatchObject([{ type: 'error', errorCode: 'DEPLOYMENT_NOT_FOUND' }])
    expect(sockets.closed).toEqual([])
    expect(await here.table.query(`subs#${their.deployment}`)).toEqual([])
  })

  it('a ticket for one deployment opens no other, not even of the same tenant', async () => {
    const { eventsUrl } = await ticketOf('viewer', { deploymentId: own.deployment })
    const secret = new URL(eventsUrl).searchParams.get('ticket')!
    expect((await here.call(lineOf(eventsUrl))).status).toBe(200)
    const nobody = { status: 401, errorCode: 'UNAUTHENTICATED' }
    const wrong = [their, second, unknown].map(({ deployment: id }) => `GET ${at(id, '/events')}?ticket=${secret}`)
    const answers = await Promise.all(wrong.map(async line => here.call(line)))
    for (const { body } of answers) expect(body).toMatchObject(nobody)
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    // The address stands for a ticket, and a ticket for reading this log: nothing else takes it.
    for (const { operation, path, method, query } of routes.filter(one => one.operation !== 'readEvents')) {
      expect(Object.keys(query.shape), operation).not.toContain('ticket')
      const { deployment: id } = own
      const address = path.replace('{id}', id).replace('{owner}', 'panda').replace('{repo}', 'hello')
      const asked = {
        method,
        path: address,
        query: `ticket=${secret}`,
        headers: {},
        body: undefined,
        caller: undefined,
      }
      expect([operation, (await here.handle(asked)).status]).toEqual([
        operation,
        matrix[operation]?.least === 'anyone' ? 400 : 401,
      ])
    }
    const { subscribe } = await socket(secret, 'c-bound')
    expect(await subscribe(second.deployment)).toMatchObject([{ errorCode: 'DEPLOYMENT_NOT_FOUND' }])
    expect(await subscribe(own.deployment)).toContainEqual(expect.objectContaining({ type: 'subscribed' }))
  })

  it('whoever comes with a ticket in the address is who asked for it, whatever else they send', async () => {
    const { eventsUrl } = await ticketOf('viewer', { deploymentId: own.deployment })
    for (const caller of [acme, localCaller]) {
      const { status, text } = await here.call(lineOf(eventsUrl), { caller })
      expect([status, text.includes(own.deployment)]).toEqual([200, true])
    }
  })

  it('a ticket keeps the role that it was asked for with', async () => {
    for (const role of roles) {
      const { ticket } = await ticketOf(role)
      expect((await socket(ticket, `k-${role}`)).open).toBe(true)
      const kept = await here.table.get({ pk: `socket#k-${role}`, sk: 'socket' })
      expect(kept?.identity).toEqual(zoo(role))
      expect((await socket(ticket)).open).toBe(false)
    }
  })
})
