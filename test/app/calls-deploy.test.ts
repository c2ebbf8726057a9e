import { describe, expect, it } from 'vitest'
import * as admission from '../../app/store/admission.ts'
import * as connections from '../../app/store/connections.ts'
import { readLog } from '../../app/store/log.ts'
import * as services from '../../app/store/services.ts'
import * as summaries from '../../app/store/summaries.ts'
import { resolve } from '../../core/environment.ts'
import { completed, failed, initialized, other, place, release, serviceOf, switched } from './calls-place.ts'

describe('deploy', () => {
  it('answers at once, with row 1 in the log, a place in the queue, and a summary for the sweep', async () => {
    const { call, context, deployBody, accepted } = place()
    const body = await deployBody({ owner: 'PANDA', branch: 'v2' })
    const heard = await call('POST /api/v1/deploy', { body, headers: { 'accept-language': 'ko-KR,en;q=0.5' } })
    const { deploymentId: id, message } = heard.body.data as { deploymentId: string; message: string }
    expect(id).toMatch(/^dep_[0-9a-f]{24}$/)
    expect(heard.body.message).toBe('배포가 시작되었습니다.')
    expect(message).toBe(`배포가 시작되었습니다. Listen to /api/v1/deploy/${id}/events`)
    const [row] = await readLog(context.ports, id)
    expect(row).toMatchObject({ seq: 1, code: 'QUEUED', timestamp: '2026-11-20T10:35:05.120Z' })
    expect(row?.details).toEqual({
      ...{ stage: 0, owner: 'panda', repo: 'hello', branch: 'v2', environment: 'default', by: 'local' },
    })
    const usual = resolve('default')
    expect(row?.private).toEqual({
      request: {
        ...{ tenant: 'local', by: 'local', owner: 'panda', repo: 'hello', branch: 'v2', environment: 'default' },
        ...{ githubConnectionId: body.githubConnectionId, awsConnectionId: body.awsConnectionId },
        ...{ accountId: '000000000000', region: 'local-1', autoSwitch: false, concurrency: 'supersede' },
        ...{ healthPath: '/health', port: null, bodyHash: expect.stringMatching(/^[0-9a-f]{64}$/), rollback: null },
        ...{ approvals: usual.approvals, gates: usual.gates, smoke: usual.smoke, rules: usual.rollback },
        program: { cpu: null, memory: null, count: null, variables: {}, secrets: {} },
        infra: { logRetentionDays: 90 },
      },
    })
    expect(await accepted()).toEqual([`2026-11-20T10:35:05.120Z ${id}`])
    expect(await summaries.listLive(context.ports)).toMatchObject([{ deploymentId: id, lastSeq: 0, status: 'QUEUED' }])
    const english = await call('POST /api/v1/deploy', { body })
    expect(english.body.data).toMatchObject({ message: expect.stringMatching(/^Deployment started. Listen to/) })
  })

  it('refuses connections that are not the caller’s, not there, of the other kind, or of another repository', async () => {
    const { call, connect, deployBody, accepted } = place()
    const theirs = await connect(other)
    const body = await deployBody()
    const refused = async (more: object) => (await call('POST /api/v1/deploy', { body: { ...body, ...more } })).body
    const { githubConnectionId, awsConnectionId } = theirs
    expect(await refused({ githubConnectionId })).toMatchObject({ message: 'GitHub connection not found', status: 400 })
    expect(await refused({ githubConnectionId })).toEqual(await refused({ githubConnectionId: 'gh_no' }))
    expect(await refused({ awsConnectionId })).toMatchObject({ errorCode: 'CONNECTION_NOT_FOUND' })
    expect(await refused({ awsConnectionId })).toEqual(await refused({ awsConnectionId: 'aws_no' }))
    expect(await refused({ repo: 'hello2' })).toMatchObject({ errorCode: 'CONNECTION_MISMATCH' })
    expect(await accepted()).toEqual([])
  })
})

describe('Idempotency-Key', () => {
  const key = { 'idempotency-key': 'build 42' }

  it('takes no place for one that has ended while it was asked for a second time', async () => {
    const { call, context, table, deployBody, note, accepted } = place()
    const said = { body: await deployBody(), headers: { 'idempotency-key': 'at once' } }
    const { change } = table
    const [held, on] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    table.change = async (...asked) => {
      table.change = change
      held.resolve()
      await on.promise
      return change(...asked)
    }
    const second = call('POST /api/v1/deploy', said)
    await held.promise
    const { deploymentId: id } = (await call('POST /api/v1/deploy', said)).body.data as { deploymentId: string }
    await note(id, failed)
    const [taken] = await accepted()
    await admission.leave(context.ports, admission.slotsKey('local'), taken!)
    on.resolve()
    expect((await second).body.data).toMatchObject({ deploymentId: id })
    expect(await accepted()).toEqual([])
  })

  it('makes saying it twice saying it once, also at the same time, however it is spelled', async () => {
    const { data, context, deployBody, accepted } = place()
    const body = await deployBody()
    const reordered = Object.fromEntries([['environment', 'default'], ...Object.entries(body).reverse()])
    const all = await Promise.all(
      [body, reordered, body].map(one => data('POST /api/v1/deploy', { body: one, headers: key })),
    )
    expect(new Set(all.map(one => JSON.stringify(one))).size).toBe(1)
    const later = await data('POST /api/v1/deploy', { body, headers: key })
    expect(later).toEqual(all[0])
    expect(await readLog(context.ports, String(later.deploymentId))).toHaveLength(1)
    expect(await accepted()).toHaveLength(1)
  })

  it('gives back the place of whoever came second', async () => {
    const { data, clock, table, deployBody, accepted, context } = place()
    const body = await deployBody()
    // The clock goes on between the two, and both have looked before either wrote.
    const { now } = clock
    clock.now = () => {
      clock.at += 1
      return now()
    }
    const both = await Promise.all([1, 2].map(() => data('POST /api/v1/deploy', { body, headers: key })))
    expect(both[0]).toEqual(both[1])
    const [row] = await readLog({ table }, String(both[0]?.deploymentId))
    expect(await accepted()).toEqual([admission.memberOf(row!.timestamp, String(both[0]?.deploymentId))])
    expect(await summaries.listLive(context.ports)).toHaveLength(1)
  })

  it('refuses another body, early or late, and is each tenant’s own', async () => {
    const { call, data, deployBody, accepted } = place()
    const [body, theirs] = [await deployBody(), await deployBody({}, other)]
    const changed = { ...body, branch: 'v2' }
    const both = await Promise.all([body, changed].map(one => call('POST /api/v1/deploy', { body: one, headers: key })))
    expect(both.map(({ status }) => status).sort()).toEqual([200, 422])
    expect(await accepted()).toHaveLength(1)
    const won = both[0]?.status === 200 ? changed : body
    const late = await call('POST /api/v1/deploy', { body: won, headers: key })
    expect(late.body).toMatchObject({ status: 422, errorCode: 'IDEMPOTENCY_CONFLICT', error: 'Deployment Error' })
    await data('POST /api/v1/deploy', { body: theirs, headers: key, caller: other })
  })

  it('must be printable and of 255 characters at most', async () => {
    const { call, deployBody } = place()
    const body = await deployBody()
    for (const bad of ['', 'x'.repeat(256), 'é', 'a\u0007'])
      expect((await call('POST /api/v1/deploy', { body, headers: { 'idempotency-key': bad } })).body).toMatchObject({
        faults: [{ field: 'idempotency-key' }],
      })
  })
})

describe('a queue', () => {
  const two = { PANDA_RUNNING: '1', PANDA_WAITING: '1' }

  it('that is full refuses, starts nothing, and takes the next once one has ended', async () => {
    const { call, deploy, deployBody, note, accepted, context } = place(two)
    const first = await deploy()
    await deploy({ branch: 'v2' })
    const body = await deployBody({ branch: 'v3' })
    const heard = await call('POST /api/v1/deploy', { body })
    expect(heard.body).toMatchObject({ status: 429, errorCode: 'QUEUE_FULL', message: 'Deployment queue is full' })
    expect(await summaries.listLive(context.ports)).toHaveLength(2)
    await deploy({ branch: 'v4' }, other)
    // Its end did not give the place back: whoever comes next finds that out.
    await note(first, failed)
    expect((await call('POST /api/v1/deploy', { body })).status).toBe(200)
    expect(await accepted()).toHaveLength(2)
  })

  it('forgets places without a deployment after a minute', async () => {
    const { call, deployBody, table, clock, deploy } = place(two)
    await deploy()
    await admission.accept({ table }, 'local', admission.memberOf(clock.now(), 'dep_never'), 2)
    const body = await deployBody()
    clock.at += 60_000
    expect((await call('POST /api/v1/deploy', { body })).status).toBe(429)
    clock.at += 1
    expect((await call('POST /api/v1/deploy', { body })).status).toBe(200)
  })

  it('gives the place back if the log cannot be written', async () => {
    const { call, deployBody, context, accepted, faults } = place()
    const body = await deployBody()
    const { put } = context.ports.table
    context.ports.table.put = async (item, when) => {
      if (item.sk.startsWith('e#')) throw new Error('the disk is full')
      return put(item, when)
    }
    const heard = await call('POST /api/v1/deploy', { body })
    expect(heard.body).toMatchObject({ status: 500, errorCode: 'UNEXPECTED_ERROR' })
    expect(heard.text).not.toContain('disk')
    expect(faults).toEqual([new Error('the disk is full')])
    expect(await accepted()).toEqual([])
  })

  it('names a table that refuses row 1 and has none', async () => {
    const { call, deployBody, context, faults } = place()
    const body = await deployBody()
    context.ports.table.put = async () => false
    expect((await call('POST /api/v1/deploy', { body })).status).toBe(500)
    expect(String(faults[0])).toContain('is not there')
  })
})

describe('concurrency "reject"', () => {
  it('refuses while another of the service is accepted, holds or waits, naming it; not once that has ended', async () => {
    const { call, deploy, deployBody, note } = place()
    const first = await deploy()
    await deploy({ branch: 'v2' })
    const body = await deployBody({ concurrency: 'reject' })
    const heard = await call('POST /api/v1/deploy', { body })
    expect(heard.body).toMatchObject({ status: 409, errorCode: 'BUSY', error: 'Conflict', deploymentId: first })
    expect((await call('POST /api/v1/deploy', { body: { ...body, environment: 'staging' } })).status).toBe(200)
    await note(first, failed)
    expect((await call('POST /api/v1/deploy', { body })).status).toBe(200)
  })

  it('does not name another tenant’s deployment of the same account', async () => {
    const { call, deploy, deployBody, table, clock } = place()
    const theirs = await deploy({}, other)
    const key = admission.lockKey('000000000000/local-1/panda-hello-main-service')
    await admission.hold({ table }, key, admission.memberOf(clock.now(), theirs), 1)
    await admission.wait({ table }, key, admission.memberOf(clock.now(), 'dep_never'))
    const { body, text } = await call('POST /api/v1/deploy', { body: await deployBody({ concurrency: 'reject' }) })
    expect(body).toMatchObject({ status: 409, errorCode: 'BUSY' })
    expect(text).not.toContain(theirs)
  })
})

/** After the deployment's own end: its record is written. */
const noted = '2026-11-21T00:00:00.000Z'

describe('rollback', () => {
  const withService = async (more: Partial<services.ServiceRecord> = {}) => {
    const at = place()
    const id = await at.deploy({ concurrency: 'reject', autoSwitch: false })
    await at.note(id, initialized, switched, completed)
    const [row] = await readLog(at.context.ports, id)
    const { awsConnectionId } = row!.private!.request as { awsConnectionId: string }
    await services.save(at.context.ports, 'local', serviceOf({ awsConnectionId, version: noted, ...more }))
    const back = async (body?: object, headers = {}) => {
      const { deploymentId } = await at.data(`POST /api/v1/deploy/${id}/rollback`, { body, headers })
      const [row] = await readLog(at.context.ports, String(deploymentId))
      return { deploymentId, request: row?.private?.request as Record<string, unknown> }
    }
    return { ...at, id, back, awsConnectionId }
  }

  it('starts a new deployment of the good one before, with what was kept of it', async () => {
    const { back, id, accepted } = await withService()
    const { deploymentId, request } = await back()
    expect(deploymentId).not.toBe(id)
    const { at: _, ...kept } = release(2)
    expect(request).toMatchObject({
      ...{ owner: 'panda', branch: 'main', autoSwitch: true, concurrency: 'supersede', port: 8080, healthPath: '/' },
      rollback: kept,
    })
    expect(await accepted()).toContainEqual(expect.stringContaining(String(deploymentId)))
  })

  it('goes back to what served before, asked for before what serves now is noted (found by npm run smoke)', async () => {
    const releases = [release(2), release(1)]
    const behind = await withService({ current: release(2), releases, version: '2026-11-20T00:00:00.000Z' })
    expect((await behind.back()).request).toMatchObject({ rollback: { deploymentId: 'dep_r2' } })
  })

  it('goes to a deployment, or to the newest of a commit', async () => {
    const again = release(4, { commitHash: release(1).commitHash })
    const { back } = await withService({ releases: [release(3), again, release(2), release(1)] })
    expect((await back({ to: 'dep_r1', autoSwitch: false })).request).toMatchObject({
      ...{ autoSwitch: false, rollback: { deploymentId: 'dep_r1' } },
    })
    expect((await back({ to: '1ABCDEF' })).request).toMatchObject({ rollback: { deploymentId: 'dep_r4' } })
  })

  it('is the same when it is said twice with a key', async () => {
    const { back } = await withService()
    const headers = { 'idempotency-key': 'once' }
    expect((await back({}, headers)).deploymentId).toBe((await back(undefined, headers)).deploymentId)
  })

  it('refuses when there is nothing to go back to', async () => {
    const { call, id, deploy, data } = await withService({ releases: [release(3)] })
    const refused = async (of: string, body?: object) =>
      (await call(`POST /api/v1/deploy/${of}/rollback`, { body })).body
    expect(await refused(id)).toMatchObject({ status: 400, errorCode: 'RELEASE_NOT_FOUND', deploymentId: id })
    expect(await refused(id, { to: 'dep_r9' })).toMatchObject({ message: 'No kept release matches dep_r9' })
    expect(await refused(id, { to: 'abc' })).toMatchObject({ errorCode: 'INVALID_REQUEST', faults: [{ field: 'to' }] })
    const neverServed = await deploy({ branch: 'v2' })
    expect(await refused(neverServed)).toMatchObject({ errorCode: 'RELEASE_NOT_FOUND' })
    expect(await refused('dep_unknown')).toMatchObject({ status: 404, errorCode: 'DEPLOYMENT_NOT_FOUND' })
    const foreign = await call(`POST /api/v1/deploy/${id}/rollback`, { caller: other })
    expect(foreign.body).toMatchObject({ status: 404, message: `Deployment not found: ${id}` })
    await data('GET /api/v1/services')
  })

  it('uses the service’s own connection where the one of then is gone', async () => {
    const first = await withService()
    const { awsConnectionId } = await first.connect()
    await services.save(
      first.context.ports,
      'local',
      serviceOf({ awsConnectionId, version: '2026-11-22T00:00:00.000Z' }),
    )
    await connections.remove(first.context.ports, 'local', first.awsConnectionId)
    expect((await first.back()).request.awsConnectionId).toBe(awsConnectionId)
    await connections.remove(first.context.ports, 'local', awsConnectionId)
    const heard = await first.call(`POST /api/v1/deploy/${first.id}/rollback`)
    expect(heard.body).toMatchObject({ status: 400, message: 'AWS connection not found' })
  })
})
