// Roles for a service and an environment: what a grant adds, and that a token with scopes knows of nothing else.
import { describe, expect, it } from 'vitest'
import type { Caller } from '../../app/caller.ts'
import { callerFrom, identify } from '../../app/identity.ts'
import { connectSocket, socketMessage } from '../../app/live/socket.ts'
import { routes } from '../../app/routes.ts'
import * as services from '../../app/store/services.ts'
import type { AuditEntry } from '../../core/audit.ts'
import { highest, isAllowedFor, isAllowedSomewhere, mayKnowOf, roleAt, type Scope } from '../../core/roles.ts'
import { type Role, roles } from '../../core/vocabulary.ts'
import { githubBody, initialized, place, ready, serviceOf } from './calls-place.ts'
import { FakeSockets } from './live/place.ts'

const ann: Caller = { tenant: 'acme', by: 'ann', role: 'admin' }
const kim: Caller = { tenant: 'acme', by: 'kim', role: 'viewer' }
const scope = (environment: string, role: Role, more: Partial<Scope> = {}): Scope => ({
  ...{ owner: 'panda', repo: 'hello', environment, role },
  ...more,
})
type Here = ReturnType<typeof place>

describe('the rule', () => {
  const at = { owner: 'panda', repo: 'hello', environment: 'beta' }

  it('a grant raises a role where it fits, and lowers none', () => {
    const rights = (role: Role, ...grants: Scope[]) => roleAt({ role, grants }, at)
    expect(rights('viewer')).toBe('viewer')
    expect(rights('viewer', scope('beta', 'deployer'))).toBe('deployer')
    expect(rights('viewer', scope('beta', 'deployer'), scope('*', 'approver'))).toBe('approver')
    expect(rights('admin', scope('beta', 'viewer'))).toBe('admin')
    for (const other of [{ environment: 'alpha' }, { repo: 'hello2' }, { owner: 'pandas' }])
      expect(rights('viewer', scope('beta', 'admin', other))).toBe('viewer')
    expect(rights('viewer', scope('*', 'deployer', { owner: '*', repo: '*' }))).toBe('deployer')
    // As GitHub takes names.
    expect(rights('viewer', scope('beta', 'deployer', { owner: 'Panda', repo: 'HELLO' }))).toBe('deployer')
    expect(rights('viewer', scope('PROD', 'deployer'))).toBe('viewer')
  })

  it('scopes are all that there is, whatever the role, and whatever was granted', () => {
    const scoped = { role: 'admin' as const, scopes: [scope('alpha', 'deployer')], grants: [scope('beta', 'admin')] }
    expect(roleAt(scoped, at)).toBeUndefined()
    expect(roleAt(scoped, { ...at, environment: 'alpha' })).toBe('deployer')
    expect(roles.map(least => isAllowedFor(scoped, { ...at, environment: 'alpha' }, least))).toEqual([
      true,
      true,
      false,
      false,
    ])
    expect(roles.map(least => isAllowedSomewhere(scoped, least))).toEqual([true, true, false, false])
    expect([mayKnowOf(scoped, at), mayKnowOf(scoped, { ...at, repo: 'x' }), mayKnowOf({ role: 'viewer' }, at)]).toEqual(
      [...[true, false, true]],
    )
    expect(highest([])).toBeUndefined()
  })

  it('none at all is nothing', () => {
    expect(roleAt({ role: 'admin', scopes: [] }, at)).toBeUndefined()
    expect(isAllowedSomewhere({ role: 'admin', scopes: [] }, 'viewer')).toBe(false)
  })
})

/** Deployments of one service in two environments, and what serves there. */
const furnished = async (here: Here) => {
  const ids: Record<string, string> = {}
  for (const environment of ['alpha', 'beta']) {
    const id = await here.deploy({ environment }, ann)
    await here.note(id, initialized, ready)
    await here.summarize(id)
    here.clock.at += 1_000
    const serviceKey = `000000000000/local-1/panda-hello-main-${environment}`
    await services.save(here.context.ports, 'acme', serviceOf({ environment, serviceKey }))
    ids[environment] = id
  }
  return { dev: ids.alpha!, prod: ids.beta! }
}

describe('a grant', () => {
  const give = (here: Here, subject: string, more: Partial<Scope> = {}) =>
    here.data<{ id: string }>('POST /api/v1/grants', {
      caller: ann,
      body: { subject, ...scope('alpha', 'deployer'), ...more },
    })

  it('lets its subject do what it says, there and nowhere else, from the next call on', async () => {
    const here = place()
    const { dev, prod } = await furnished(here)
    const body = await here.deployBody({}, ann)
    const deploy = (environment: string, caller = kim) =>
      here.call('POST /api/v1/deploy', { caller, body: { ...body, environment } })
    expect((await deploy('alpha')).body.message).toBe('This call needs the role deployer; yours is viewer')
    const { id } = await give(here, 'kim')
    expect((await deploy('alpha')).status).toBe(200)
    expect((await deploy('beta')).body).toMatchObject({
      ...{ status: 403, errorCode: 'FORBIDDEN' },
      message: 'panda/hello in beta needs the role deployer; yours there is viewer',
    })
    expect((await here.call(`POST /api/v1/deploy/${dev}/switch`, { caller: kim })).status).toBe(200)
    for (const what of ['switch', 'cancel', 'rollback'])
      expect((await here.call(`POST /api/v1/deploy/${prod}/${what}`, { caller: kim })).status).toBe(403)
    expect((await deploy('alpha', { ...kim, by: 'lee' })).status).toBe(403)
    expect((await deploy('alpha', { ...kim, tenant: 'other' })).status).toBe(403)
    // What is about no service is the role's that one has everywhere.
    for (const line of ['POST /api/v1/connect/github', 'POST /api/v1/tokens', 'POST /api/v1/grants'])
      expect((await here.call(line, { caller: kim, body: {} })).status).toBe(403)
    await here.data(`DELETE /api/v1/grants/${id}`, { caller: ann })
    expect((await deploy('alpha')).status).toBe(403)
  })

  it('is noted with the role that it gave', async () => {
    const here = place()
    const { dev } = await furnished(here)
    await give(here, 'kim')
    await here.data(`POST /api/v1/deploy/${dev}/cancel`, { caller: kim })
    const { entries } = await here.data<{ entries: AuditEntry[] }>('GET /api/v1/audit?by=kim', { caller: ann })
    expect(entries).toMatchObject([{ operation: 'cancel', role: 'deployer', target: { environment: 'alpha' } }])
    const [given] = (
      await here.data<{ entries: AuditEntry[] }>('GET /api/v1/audit?operation=createGrant', { caller: ann })
    ).entries
    expect(given?.target).toEqual({
      ...{ grantId: expect.stringMatching(/^gr_/), subject: 'kim', role: 'deployer' },
      ...{ owner: 'panda', repo: 'hello', environment: 'alpha' },
    })
  })

  it('for everything is noted so, and a token with all its scopes', async () => {
    const here = place()
    const last = async () =>
      (await here.data<{ entries: AuditEntry[] }>('GET /api/v1/audit?limit=1', { caller: ann })).entries[0]?.target
    await give(here, 'kim', { owner: 'panda', repo: '*', environment: '*' })
    expect(await last()).toMatchObject({ subject: 'kim', owner: 'panda', repo: '*', environment: '*' })
    const scopes = [scope('alpha', 'deployer'), scope('*', 'viewer', { repo: '*' })]
    here.clock.at += 1_000
    await here.data('POST /api/v1/tokens', { caller: ann, body: { name: 'ci', scopes } })
    expect(await last()).toEqual({
      ...{ tokenId: expect.stringMatching(/^tok_/), role: 'deployer' },
      scopes: 'deployer panda/hello alpha; viewer panda/* *',
    })
  })

  it('to a token is to that one, and nobody is taken for it by their name', async () => {
    const here = place()
    const { dev } = await furnished(here)
    const made = await here.data('POST /api/v1/tokens', { caller: ann, body: { name: 'ci', role: 'viewer' } })
    const subject = `token:${made.id}`
    await give(here, subject)
    const verifyJwt = async () => ({ denied: 'none here' })
    const token = await identify(
      { authorization: `Bearer ${made.token}` },
      { table: here.table, clock: here.clock, verifyJwt },
    )
    const asked = (caller: Caller) => here.call(`POST /api/v1/deploy/${dev}/cancel`, { caller })
    expect((await asked({ ...kim, by: subject })).status).toBe(403)
    expect((await asked({ ...(token as Caller), token: 'tok_other' })).status).toBe(403)
    expect((await asked(token as Caller)).status).toBe(200)
  })

  it('has a bound, and is listed in the order that it was given in', async () => {
    const here = place()
    for (const n of Array.from({ length: 500 }, (_, at) => at)) {
      here.clock.at += 1_000
      await give(here, `u${n}`)
    }
    const { grants } = await here.data<{ grants: { subject: string }[] }>('GET /api/v1/grants', { caller: ann })
    expect([grants.length, grants[0]?.subject, grants.at(-1)?.subject]).toEqual([500, 'u0', 'u499'])
    const body = { subject: 'one more', ...scope('alpha', 'deployer') }
    expect((await here.call('POST /api/v1/grants', { caller: ann, body })).body.errorCode).toBe('INVALID_REQUEST')
  })
})

describe('a token with scopes', () => {
  const open = async (...scopes: Scope[]) => {
    const here = place({ PANDA_REQUESTS_PER_MINUTE: '100000' })
    const ids = await furnished(here)
    const body = { name: 'ci', scopes }
    const made = await here.data<{ id: string; token: string; role: Role }>('POST /api/v1/tokens', {
      caller: ann,
      body,
    })
    const verifyJwt = async () => ({ denied: 'none here' })
    const who = { table: here.table, clock: here.clock, verifyJwt }
    const caller = (await identify({ authorization: `Bearer ${made.token}` }, who)) as Caller
    return { here, ...ids, made, caller, as: (line: string, more = {}) => here.call(line, { caller, ...more }) }
  }

  it('needs either a role or scopes, shows the most that it may, and keeps the least', async () => {
    const { here, made, caller } = await open(scope('alpha', 'deployer'), scope('beta', 'viewer'))
    expect([made.role, caller.role]).toEqual(['deployer', 'viewer'])
    const { tokens } = await here.data<{ tokens: object[] }>('GET /api/v1/tokens', { caller: ann })
    expect(tokens).toMatchObject([{ role: 'deployer', scopes: [scope('alpha', 'deployer'), scope('beta', 'viewer')] }])
    const faults = async (body: object) =>
      (await here.call('POST /api/v1/tokens', { caller: ann, body: { name: 'x', ...body } })).body.message
    expect(await faults({})).toBe('role: give either a role or scopes')
    expect(await faults({ role: 'viewer', scopes: [scope('alpha', 'viewer')] })).toContain('not both')
    for (const wrong of [
      [],
      Array(21).fill(scope('a', 'viewer')),
      [scope('Dev', 'viewer')],
      [{ ...scope('a', 'viewer'), x: 1 }],
    ])
      expect(await faults({ scopes: wrong })).toMatch(/^scopes|^x: is not a field/)
  })

  it('deploys within them, and nowhere else', async () => {
    const { here, as } = await open(scope('alpha', 'deployer'), scope('beta', 'viewer'))
    const body = await here.deployBody({}, ann)
    const deploy = (environment: string) => as('POST /api/v1/deploy', { body: { ...body, environment } })
    expect([(await deploy('alpha')).status, (await deploy('beta')).status, (await deploy('test')).status]).toEqual([
      ...[200, 403, 403],
    ])
    expect((await deploy('test')).body.message).toBe('panda/hello in test needs the role deployer; yours there is none')
  })

  it('another repository’s connection is as if there were none', async () => {
    const { here, as } = await open(scope('*', 'admin'))
    const other = { ...githubBody, repo: 'secret' }
    const { githubConnectionId } = await here.data('POST /api/v1/connect/github', { caller: ann, body: other })
    const body = { ...(await here.deployBody({}, ann)), environment: 'alpha' }
    const asked = async (id: unknown) =>
      (await as('POST /api/v1/deploy', { body: { ...body, githubConnectionId: id } })).text
    expect(await asked(githubConnectionId)).toBe(await asked('gh_000000000000000000000000'))
    const { body: listed } = await as('GET /api/v1/connect/github')
    expect(JSON.stringify(listed)).not.toContain('secret')
    expect(JSON.stringify(listed)).toContain('hello')
  })

  it('lists nothing else, whatever page and filter', async () => {
    const { here, as, dev, prod } = await open(scope('alpha', 'viewer'))
    for (const _ of [1, 2, 3]) {
      const id = await here.deploy({ environment: 'alpha', concurrency: 'queue' }, ann)
      await here.summarize(id)
      here.clock.at += 1_000
      await here.summarize(await here.deploy({ environment: 'beta', concurrency: 'queue' }, ann))
      here.clock.at += 1_000
    }
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const { body } = await as(`GET /api/v1/deploy?limit=1${cursor ? `&cursor=${cursor}` : ''}`)
      const page = body.data as { deployments: { deploymentId: string; environment: string }[]; cursor?: string }
      expect(page.deployments).toHaveLength(1)
      seen.push(...page.deployments.map(({ deploymentId, environment }) => `${environment} ${deploymentId}`))
      if (page.cursor) expect(Buffer.from(page.cursor, 'base64url').toString()).toContain(seen.at(-1)!.slice(6))
      cursor = page.cursor
    } while (cursor)
    expect([seen.length, new Set(seen).size, seen.at(-1)]).toEqual([4, 4, `alpha ${dev}`])
    expect(seen.every(one => one.startsWith('alpha '))).toBe(true)
    for (const query of ['environment=beta', 'repo=other', 'owner=zoo'])
      expect((await as(`GET /api/v1/deploy?${query}`)).body.data).toEqual({ deployments: [] })
    for (const line of ['GET /api/v1/services', 'GET /api/v1/services/panda/hello', 'GET /api/v1/deploy?limit=100']) {
      const { text, status } = await as(line)
      expect([status, text.includes('"alpha"'), text.includes('"beta"'), text.includes(prod)]).toEqual([
        200,
        true,
        false,
        false,
      ])
    }
  })

  it('of several scopes it sees all, each once, newest first', async () => {
    const { as, dev, prod } = await open(scope('*', 'viewer'), scope('alpha', 'deployer'), scope('beta', 'viewer'))
    const ids = ((await as('GET /api/v1/deploy')).body.data as { deployments: { deploymentId: string }[] }).deployments
    expect(ids.map(one => one.deploymentId)).toEqual([prod, dev])
  })

  it('what is about no service is not its own, even with every role everywhere', async () => {
    const { as } = await open(scope('*', 'admin', { owner: '*', repo: '*' }))
    for (const { method, path, allows, within } of routes) {
      if (allows === 'anyone' || within) continue
      const { status, body } = await as(`${method} ${path.replace(/\{\w+\}/g, 'x')}`, { body: {} })
      expect([path, status, body.message]).toEqual([
        ...[path, 403, 'This token is for some services only, and this call is about all of them'],
      ])
    }
  })

  it('a call that names a service says so in the table', () => {
    for (const { operation, path, within, allows } of routes) {
      if (allows === 'anyone') continue
      if (path.startsWith('/api/v1/deploy')) expect([operation, within]).not.toEqual([operation, undefined])
      if (within === 'place') expect([operation, 'place']).toEqual([operation, within])
    }
  })

  it('its Idempotency-Keys are its own', async () => {
    const { here, as } = await open(scope('alpha', 'deployer'))
    const body = { ...(await here.deployBody({}, ann)), environment: 'beta' }
    const headers = { 'idempotency-key': 'k' }
    const { deploymentId } = await here.data('POST /api/v1/deploy', { caller: ann, body, headers })
    const again = () => as('POST /api/v1/deploy', { body: { ...body, environment: 'alpha' }, headers })
    const own = await again()
    expect([own.status, own.text.includes(String(deploymentId))]).toEqual([200, false])
    expect((await again()).text).toBe(own.text)
  })

  it('its socket and its tickets know no more than itself', async () => {
    const { here, as, dev, prod } = await open(scope('alpha', 'viewer'))
    const none = `dep_${'9'.repeat(24)}`
    const ticketFor = (deploymentId: string) => as('POST /api/v1/socket-ticket', { body: { deploymentId } })
    expect((await ticketFor(dev)).status).toBe(200)
    expect((await ticketFor(prod)).text.replaceAll(prod, none)).toBe((await ticketFor(none)).text)
    const { ticket } = (await as('POST /api/v1/socket-ticket', { body: {} })).body.data as { ticket: string }
    const sockets = new FakeSockets()
    const ports = { ...here.context.ports, sockets }
    expect(await connectSocket({ ticket, connectionId: 'c1' }, ports)).toBe(true)
    const hear = async (deploymentId: string) => {
      const before = sockets.posts.length
      const data = JSON.stringify({ action: 'subscribe', deploymentId, after: 0 })
      await socketMessage({ connectionId: 'c1', data }, ports, here.context.settings)
      return JSON.stringify(sockets.said('c1').slice(before))
    }
    expect(await hear(dev)).toContain('"subscribed"')
    expect((await hear(prod)).replaceAll(prod, none)).toBe(await hear(none))
  })

  it('bounds that cannot be read let nobody in', () => {
    const { tenant, by, role } = ann
    const kept = { tenant, by, role }
    const scopes = [scope('alpha', 'deployer')]
    expect(callerFrom({ ...kept, scopes })).toEqual({ ...kept, scopes })
    expect(callerFrom({ ...kept, scopes: JSON.stringify(scopes) })).toEqual({ ...kept, scopes })
    for (const wrong of ['', '[]', 'x', null, {}, [], [{}], [{ ...scopes[0], role: 'root' }], '[object Object]', 7])
      expect(callerFrom({ ...kept, scopes: wrong })).toBeUndefined()
  })
})
