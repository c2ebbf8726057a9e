// Environments as their owner meets them: what is set holds for the next deployment, and for no other.
import { beforeEach, describe, expect, it } from 'vitest'
import { localCaller } from '../../app/caller.ts'
import { serviceKeyOf } from '../../app/calls/refuse-if-busy.ts'
import { load } from '../../app/record.ts'
import * as services from '../../app/store/services.ts'
import { completed, initialized, place, ready, release, serviceOf, switched } from './calls-place.ts'

let here: ReturnType<typeof place>
beforeEach(() => {
  here = place()
})

const at = '/api/v1/environments/panda/hello'
const put = (body: object, environment = 'prod') => here.call(`PUT ${at}/${environment}`, { body })
const deployed = async (more: object) => {
  const { deploymentId } = await here.data('POST /api/v1/deploy', { body: await here.deployBody(more) })
  return (await load(here.context.ports, String(deploymentId)))!.request
}

describe('settings of an environment', () => {
  it('are as usual until somebody sets them, and then as set', async () => {
    await here.connect()
    const before = await here.data(`GET ${at}/prod`)
    expect(before).toMatchObject({ set: {}, version: 0, settings: { branches: ['main'] }, updatedBy: null })
    expect((await put({ branches: ['main', 'hotfix/*'], healthPath: '/up' })).status).toBe(200)
    expect(await here.data(`GET ${at}/prod`)).toMatchObject({
      set: { branches: ['main', 'hotfix/*'], healthPath: '/up' },
      settings: { strategy: 'blue-green', healthPath: '/up' },
      ...{ version: 1, updatedBy: 'local' },
    })
    expect(await here.data('GET /api/v1/environments?repo=HELLO')).toMatchObject({ environments: [{ version: 1 }] })
    expect(await here.data('GET /api/v1/environments?repo=other')).toEqual({ environments: [] })
  })

  it('hold for a deployment unless it says otherwise', async () => {
    await here.connect()
    await put({ healthPath: '/up', port: 3000, concurrency: 'queue', branches: ['*'] })
    expect(await deployed({ environment: 'prod', port: 4000 })).toMatchObject({
      ...{ healthPath: '/up', port: 4000, concurrency: 'queue', autoSwitch: false },
    })
  })

  it('name the connections, so that a deployment need not', async () => {
    const connections = await here.connect()
    const body = { owner: 'panda', repo: 'hello', branch: 'develop', environment: 'dev' }
    const asked = () => here.call('POST /api/v1/deploy', { body })
    const missing = (field: string) => ({ field, message: 'is missing' })
    const none = (await asked()).body
    expect(none.message).toBe('githubConnectionId: is missing; awsConnectionId: is missing')
    expect(none.faults).toEqual([missing('githubConnectionId'), missing('awsConnectionId')])
    await put({ githubConnectionId: connections.githubConnectionId }, 'dev')
    expect((await asked()).body).toMatchObject({ errorCode: 'INVALID_REQUEST', faults: [missing('awsConnectionId')] })
    await put(connections, 'dev')
    const { deploymentId } = (await asked()).body.data as { deploymentId: string }
    expect((await load(here.context.ports, deploymentId))!.request).toMatchObject(connections)
  })

  it('let green through in dev, where develop goes', async () => {
    expect(await deployed({ environment: 'dev', branch: 'develop' })).toMatchObject({ autoSwitch: true })
  })

  it('that do not fit are named with what is wrong, however deep', async () => {
    await here.connect()
    const { faults } = (await put({ branches: ['main', 'a b'], approvals: { reviewers: 20, waitMinutes: 'x' } })).body
    expect(faults).toEqual([
      { field: 'branches.1', message: expect.stringContaining('must be a branch name') },
      { field: 'approvals.reviewers', message: 'must be 0 to 10' },
      { field: 'approvals.waitMinutes', message: 'must be a whole number' },
    ])
  })

  it('have a certificate of the account and region that the service goes to, and on one machine none', async () => {
    const { awsConnectionId } = await here.connect()
    const arn = (region: string, account: string) => `arn:aws:acm:${region}:${account}:certificate/1a2b`
    const said = async (body: object) =>
      ((await put(body)).body.faults as { message: string }[] | undefined)?.[0]?.message
    const own = arn('local-1', '000000000000')
    expect(await said({ awsConnectionId, certificateArn: own })).toBeUndefined()
    expect(await said({ awsConnectionId, certificateArn: arn('local-1', '111122223333') })).toContain('of account 0000')
    expect(await said({ awsConnectionId, certificateArn: arn('eu-1', '000000000000') })).toContain('of region local-1')
    // Where it goes to may be said by each deployment.
    expect(await said({ certificateArn: arn('eu-1', '000000000000') })).toBeUndefined()
    const { status, body } = await here.call('POST /api/v1/deploy', {
      body: await here.deployBody({ environment: 'prod' }),
    })
    expect([status, body.message]).toEqual([400, expect.stringMatching(/^certificateArn: must be of region local-1/)])
    await put({ certificateArn: own })
    expect((await deployed({ environment: 'prod' })).infra).toEqual({ logRetentionDays: 90, certificateArn: own })
    here = place({ PANDA_TLS: 'no' })
    await here.connect()
    expect(await said({ certificateArn: own })).toContain('nothing on one machine speaks TLS')
  })

  it('say when it takes anything: outside of its windows and in a freeze nothing begins, but a rollback', async () => {
    // A Friday, 19:35 in Seoul.
    const office = { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '18:00', timeZone: 'Asia/Seoul' }
    const served = await here.deploy({ environment: 'qa' })
    await here.note(served, initialized, ready, switched, completed)
    const { request } = (await load(here.context.ports, served))!
    const service = { serviceKey: serviceKeyOf(request), environment: 'qa', awsConnectionId: request.awsConnectionId }
    await services.save(here.context.ports, 'local', serviceOf({ ...service, releases: [release(3), release(2)] }))
    await put({ windows: [office] }, 'qa')
    const body = await here.deployBody({ environment: 'qa' })
    const refused = await here.call('POST /api/v1/deploy', { body })
    expect(refused).toMatchObject({
      status: 409,
      body: {
        ...{ errorCode: 'OUTSIDE_WINDOW', opensAt: '2026-11-23T00:00:00.000Z' },
        message: 'qa takes nothing now, it is outside of its windows; it opens at 2026-11-23T00:00:00.000Z',
      },
    })
    expect((await here.call(`POST /api/v1/deploy/${served}/rollback`, { body: {} })).status).toBe(200)
    await put({ windows: [{ ...office, timeZone: 'Europe/Lisbon' }] }, 'qa')
    expect((await here.call('POST /api/v1/deploy', { body })).status).toBe(200)
    const freeze = { from: '2026-11-20T00:00:00Z', to: '2026-12-01T00:00:00Z', reason: 'Black Friday' }
    await put({ freezes: [freeze] }, 'qa')
    expect((await here.call('POST /api/v1/deploy', { body })).body).toMatchObject({
      message: 'qa takes nothing now, it is frozen: Black Friday; it opens at 2026-12-01T00:00:00.000Z',
    })
  })

  it('keep out a branch that they do not name', async () => {
    const body = await here.deployBody({ environment: 'prod', branch: 'feature/x' })
    const { status, body: answer } = await here.call('POST /api/v1/deploy', { body })
    expect([status, answer.errorCode]).toEqual([400, 'BRANCH_NOT_ALLOWED'])
    expect(answer.message).toBe('prod takes main, not feature/x: its settings say so')
  })

  it('are not overwritten by somebody who has not seen them', async () => {
    await here.connect()
    await put({ healthPath: '/a' })
    expect((await put({ healthPath: '/b', version: 0 })).body.errorCode).toBe('SETTINGS_CHANGED')
    expect((await put({ healthPath: '/b', version: 1 })).status).toBe(200)
  })

  it('may name only connections that are there and of the repository', async () => {
    await here.connect()
    expect((await put({ githubConnectionId: 'gh_none' })).body.errorCode).toBe('CONNECTION_NOT_FOUND')
    expect((await put({ awsConnectionId: 'aws_none' })).body.errorCode).toBe('CONNECTION_NOT_FOUND')
    const other = await here.call('PUT /api/v1/environments/panda/unknown/prod', { body: {} })
    expect(other.body.errorCode).toBe('CONNECTION_NOT_FOUND')
  })

  it('are an admin’s to set', async () => {
    const caller = { ...localCaller, role: 'deployer' as const }
    expect((await here.call(`PUT ${at}/prod`, { caller, body: {} })).status).toBe(403)
  })
})
