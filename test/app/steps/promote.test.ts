// Build once, promote: what is good in dev goes to prod as it is, past its reviewers, and nothing is built.
import { beforeEach, expect, test } from 'vitest'
import { type Caller, localCaller } from '../../../app/caller.ts'
import { openPlace, type Place } from '../../place.ts'

let panda: Place
beforeEach(async () => {
  panda = await openPlace()
})

const as = (by: string): Caller => ({ ...localCaller, by })
const set = async (environment: string, body: object) =>
  expect((await panda.call(`PUT /api/v1/environments/panda/hello/${environment}`, body)).status).toBe(200)
const promote = (id: string, environment = 'prod', by = 'rita') =>
  panda.call(`POST /api/v1/deploy/${id}/promote`, { environment }, as(by))
const approve = (id: string, by: string) => panda.call(`POST /api/v1/deploy/${id}/approve`, {}, as(by))
const goodInDev = async (by = 'ann') => {
  const id = await panda.deploy('a', { environment: 'dev', branch: 'develop' }, as(by))
  expect((await panda.end(id)).status).toBe('COMPLETED')
  return id
}

test('the digest goes to prod, as main, once two have agreed; neither who made it nor who promotes it', async () => {
  const source = await goodInDev()
  const id = String((await promote(source)).data.deploymentId)
  await panda.until(id, 'AWAITING_APPROVAL')
  for (const author of ['ann', 'rita']) expect((await approve(id, author)).errorCode).toBe('AUTHOR_MAY_NOT_APPROVE')
  await approve(id, 'bob')
  await approve(id, 'cy')
  const [before, state] = [await panda.state(source), await panda.end(id)]
  expect(state).toMatchObject({ status: 'COMPLETED', imageDigest: before.imageDigest, commitHash: before.commitHash })
  expect(state.request).toMatchObject({ branch: 'main', environment: 'prod', by: 'rita' })
  expect(panda.serves(state.url)).toBe('a')
  const codes = await panda.codes(id)
  for (const code of ['CLONE_STARTED', 'BUILD_STARTED', 'PUSHED']) expect(codes).not.toContain(code)
})

test('what is not good yet is not promoted', async () => {
  const id = await panda.deploy('a', { environment: 'dev', branch: 'develop' })
  const { status, errorCode } = await promote(id)
  expect([status, errorCode]).toEqual([409, 'NOT_PROMOTABLE'])
})

test('nothing comes from an environment that prod does not name, by way of a branch that it does not take', async () => {
  const elsewhere = await panda.served('a', { environment: 'scratch', branch: 'feature/x' })
  expect((await promote(elsewhere)).errorCode).toBe('NOT_PROMOTABLE')
})

test('a branch that prod takes may be promoted from anywhere, unless prod takes only what is promoted from dev', async () => {
  const staging = await panda.served('a', { environment: 'staging' })
  expect((await promote(staging)).status).toBe(200)
  await set('prod', { promotion: { only: true } })
  expect((await promote(staging)).errorCode).toBe('NOT_PROMOTABLE')
})

test('where only promoting is allowed, nothing is deployed', async () => {
  await panda.served('a')
  await set('prod', { promotion: { only: true } })
  await expect(panda.deploy('b', { environment: 'prod' })).rejects.toThrow('PROMOTION_ONLY')
})

test('it is not promoted to where it is', async () => {
  expect((await promote(await goodInDev(), 'dev')).errorCode).toBe('NOT_PROMOTABLE')
})

test('panda.yml of the commit that was built asks for more reviewers in prod', async () => {
  const source = await goodInDev()
  const { commitHash } = await panda.state(source)
  const asked: string[] = []
  panda.weather.file = async ({ ref }) => {
    asked.push(ref)
    return { ok: true, text: 'environments: {prod: {approvals: {reviewers: 3}}}' }
  }
  const id = String((await promote(source)).data.deploymentId)
  expect(asked).toEqual([commitHash])
  expect((await panda.state(id)).request.approvals).toEqual({ reviewers: 3, waitMinutes: 5, expiresHours: 24 })
})

test('said twice with a key it is said once', async () => {
  const source = await goodInDev()
  const once = { 'idempotency-key': 'k' }
  const [one, two] = [await keyed(source, once), await keyed(source, once)]
  expect(one).toBe(two)
})

test('an image that has been deleted since is missed before anything is changed', async () => {
  const source = await goodInDev()
  await set('prod', { approvals: { reviewers: 0, waitMinutes: 0 } })
  panda.weather.before = async ({ command, input }) => {
    if (command === 'DescribeImages' || command === 'BatchGetImage')
      throw Object.assign(new Error('not there'), { name: 'ImageNotFoundException', input })
  }
  const state = await panda.end(String((await promote(source)).data.deploymentId))
  expect(state).toMatchObject({ status: 'FAILED', stopping: { errorCode: 'ECR_PUSH_FAILED' } })
  expect(state.stopping?.errorMessage).toContain('deploy anew')
})

test('a rollback of what was promoted asks for the image that it goes back to, and for no other', async () => {
  const source = await goodInDev()
  await set('prod', { approvals: { reviewers: 0, waitMinutes: 0 } })
  await panda.served('b', { environment: 'prod' })
  const promoted = String((await promote(source)).data.deploymentId)
  await panda.until(promoted, 'READY')
  await panda.switch(promoted)
  expect((await panda.end(promoted)).status).toBe('COMPLETED')
  panda.weather.before = async ({ command }) => {
    if (command === 'DescribeImages') throw Object.assign(new Error('not there'), { name: 'ImageNotFoundException' })
  }
  const state = await panda.end(await panda.rollback(promoted))
  expect(state.status).toBe('COMPLETED')
  expect(panda.serves(state.url)).toBe('b')
})

const keyed = async (id: string, headers: Record<string, string>) => {
  const { data } = await panda.call(`POST /api/v1/deploy/${id}/promote`, { environment: 'prod' }, as('rita'), headers)
  return data.deploymentId
}
