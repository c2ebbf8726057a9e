// Nothing goes to prod before two people have agreed, neither of them whoever has started it, and the wait is over.
import { beforeEach, expect, test } from 'vitest'
import { type Caller, localCaller } from '../../../app/caller.ts'
import { openPlace, type Place } from '../../place.ts'

const as = (by: string, role: Caller['role'] = 'approver'): Caller => ({ ...localCaller, by, role })

let panda: Place
beforeEach(async () => {
  panda = await openPlace()
})

const say = (id: string, what: string, by: string, body: object = {}, role?: Caller['role']) =>
  panda.call(`POST /api/v1/deploy/${id}/${what}`, body, as(by, role))
const toProd = async () => {
  const id = await panda.deploy('a', { environment: 'prod' }, { ...localCaller, by: 'ann' })
  await panda.until(id, 'AWAITING_APPROVAL')
  return id
}

test('two agree, the wait is over, and it is released at the second that it may be', async () => {
  const id = await toProd()
  expect((await say(id, 'approve', 'ann')).errorCode).toBe('AUTHOR_MAY_NOT_APPROVE')
  expect((await say(id, 'approve', 'bob', { comment: 'fine' })).data).toMatchObject({
    approval: { reviewers: 2, approvals: [{ by: 'bob', comment: 'fine' }], grantedAt: null },
  })
  await say(id, 'approve', 'bob')
  await panda.minutes(6)
  expect(await panda.codes(id)).not.toContain('APPROVAL_GRANTED')
  await say(id, 'approve', 'cy')
  expect((await panda.end(id)).status).toBe('COMPLETED')
  expect((await panda.event(id, 'APPROVAL_GRANTED'))?.details).toMatchObject({ approvals: ['bob', 'cy'] })
})

test('the wait ends when it ends, not at the next slow look', async () => {
  const id = await toProd()
  await say(id, 'approve', 'bob')
  await say(id, 'approve', 'cy')
  await panda.until(id, 'APPROVAL_GRANTED')
  const [asked, granted] = [await panda.event(id, 'AWAITING_APPROVAL'), await panda.event(id, 'APPROVAL_GRANTED')]
  const waited = (Date.parse(granted!.timestamp) - Date.parse(asked!.timestamp)) / 1000
  expect(waited).toBeGreaterThanOrEqual(300)
  expect(waited).toBeLessThan(310)
})

test('it is listed while it waits, and not after', async () => {
  const id = await toProd()
  const listed = async () =>
    ((await panda.call('GET /api/v1/approvals')).data.deployments as { deploymentId: string }[]).map(
      one => one.deploymentId,
    )
  expect(await listed()).toEqual([id])
  await say(id, 'reject', 'bob', { comment: 'not on a Friday' })
  await panda.end(id)
  expect(await listed()).toEqual([])
})

test('one says no: it fails with what they said, and nothing was released', async () => {
  const id = await toProd()
  await say(id, 'reject', 'bob', { comment: 'not on a Friday' })
  const state = await panda.end(id)
  expect(state).toMatchObject({ status: 'FAILED', stopping: { errorCode: 'APPROVAL_REJECTED' } })
  expect(state.stopping?.errorMessage).toBe('Rejected by bob: not on a Friday')
  expect(await panda.codes(id)).not.toContain('INFRA_STARTED')
})

test('an admin skips it with a reason, and nobody else does', async () => {
  const id = await toProd()
  expect((await say(id, 'skip-approval', 'bob', { reason: 'all is down' })).status).toBe(403)
  expect((await say(id, 'skip-approval', 'root', {}, 'admin')).errorCode).toBe('INVALID_REQUEST')
  await say(id, 'skip-approval', 'root', { reason: 'all is down' }, 'admin')
  expect((await panda.end(id)).status).toBe('COMPLETED')
  expect((await panda.event(id, 'APPROVAL_SKIPPED'))?.details).toMatchObject({ by: 'root', reason: 'all is down' })
})

test('nobody says anything: after a day it fails', async () => {
  const id = await toProd()
  const state = await panda.end(id, 26 * 60)
  expect(state).toMatchObject({ status: 'FAILED', stopping: { errorCode: 'APPROVAL_TIMEOUT' } })
})

test('a cancel ends the wait at once', async () => {
  const id = await toProd()
  await panda.cancel(id)
  expect((await panda.end(id)).status).toBe('CANCELLED')
  expect((await say(id, 'approve', 'bob')).errorCode).toBe('NOT_AWAITING_APPROVAL')
})

test('Panda is killed while it waits, and goes on waiting', async () => {
  const id = await toProd()
  await say(id, 'approve', 'bob')
  await panda.restart()
  await say(id, 'approve', 'cy')
  expect((await panda.end(id)).status).toBe('COMPLETED')
})

test('a rollback asks nobody', async () => {
  const agreedTo = async (letter: string) => {
    const id = await panda.deploy(letter, { environment: 'prod', autoSwitch: true }, { ...localCaller, by: 'ann' })
    await panda.until(id, 'AWAITING_APPROVAL')
    await say(id, 'approve', 'bob')
    await say(id, 'approve', 'cy')
    expect((await panda.end(id)).status).toBe('COMPLETED')
    return id
  }
  await agreedTo('a')
  const id = await panda.rollback(await agreedTo('b'))
  expect((await panda.end(id)).status).toBe('COMPLETED')
  expect(await panda.codes(id)).not.toContain('AWAITING_APPROVAL')
})

test('settings that change later change nothing for what waits', async () => {
  const id = await toProd()
  await panda.call('PUT /api/v1/environments/panda/hello/prod', { approvals: { reviewers: 0, waitMinutes: 0 } })
  await panda.minutes(6)
  expect((await panda.state(id)).review?.grantedAt).toBeNull()
})
