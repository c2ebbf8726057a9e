// Nothing is released, and nobody is asked, before the commit has the checks that its environment requires.
import { beforeEach, expect, test } from 'vitest'
import type { CheckState } from '../../../core/ports.ts'
import { openPlace, type Place } from '../../place.ts'

let panda: Place
/** What CI says of each check. */
let ci: Record<string, CheckState>
let asked: string[]
beforeEach(async () => {
  panda = await openPlace()
  ci = { 'ci/test': 'passed', lint: 'passed' }
  asked = []
  panda.weather.checks = async ({ commit }, names) => {
    asked.push(commit)
    return { ok: true, checks: names.map(name => ({ name, state: ci[name] ?? 'missing' })) }
  }
})

const set = async (environment: string, gates: object, more: object = {}) => {
  const { status } = await panda.call(`PUT /api/v1/environments/panda/hello/${environment}`, { gates, ...more })
  expect(status).toBe(200)
}
const required = async (gates: object = {}) => {
  await panda.served('a', { environment: 'elsewhere' })
  await set('live', { checks: ['ci/test', 'lint'], ...gates })
}
const toLive = (letter = 'b') => panda.deploy(letter, { environment: 'live', autoSwitch: true })

test('all that are required have passed: it is released, and the result names them', async () => {
  await required()
  const id = await toLive()
  const state = await panda.end(id)
  expect(state.status).toBe('COMPLETED')
  expect(asked).toEqual(['b'.repeat(40)])
  const { data } = await panda.call(`GET /api/v1/deploy/${id}/result`)
  expect(data.gates).toMatchObject({
    checks: [
      { name: 'ci/test', state: 'passed' },
      { name: 'lint', state: 'passed' },
    ],
  })
})

test('one has failed: it stops at once and says which, and nothing in the account has changed but an image', async () => {
  await required()
  ci.lint = 'failed'
  ci['ci/test'] = 'pending'
  const id = await toLive()
  const { status, stopping, gates } = await panda.end(id)
  expect(status).toBe('FAILED')
  expect(stopping).toMatchObject({
    errorCode: 'CHECKS_FAILED',
    errorMessage: 'Required checks: ci/test has not ended, lint has failed',
  })
  expect(gates).toMatchObject({ checks: [{}, { name: 'lint', state: 'failed' }], passedAt: null })
  expect(await panda.codes(id)).not.toContain('INFRA_STARTED')
})

test('one that has not ended is waited for, and nobody is asked to approve meanwhile', async () => {
  await panda.served('a', { environment: 'elsewhere' })
  await set('live', { checks: ['ci/test'] }, { approvals: { reviewers: 1 } })
  ci['ci/test'] = 'pending'
  const id = await toLive()
  await panda.until(id, 'CHECKS_AWAITED')
  await panda.minutes(20)
  expect(await panda.codes(id)).not.toContain('AWAITING_APPROVAL')
  ci['ci/test'] = 'passed'
  await panda.until(id, 'AWAITING_APPROVAL', 2)
})

test('the time for it does not count against that of the deployment', async () => {
  await required({ waitMinutes: 120 })
  ci.lint = 'missing'
  const id = await toLive()
  await panda.until(id, 'CHECKS_AWAITED')
  await panda.minutes(100)
  ci.lint = 'passed'
  expect((await panda.end(id)).status).toBe('COMPLETED')
})

test('one that never comes is named when its time is over', async () => {
  await required({ waitMinutes: 5 })
  delete ci.lint
  const id = await toLive()
  await panda.until(id, 'CHECKS_AWAITED')
  const { stopping } = await panda.end(id, 7)
  expect(stopping).toMatchObject({
    errorCode: 'CHECKS_FAILED',
    errorMessage: 'Required checks: lint has not been reported within 5 minutes',
  })
})

test('GitHub does not answer for a while: it is asked again; and not for ever', async () => {
  await required({ waitMinutes: 5 })
  const silent = { ok: false as const, errorCode: 'GITHUB_TIMEOUT' as const, message: 'Connection timeout' }
  const good = panda.weather.checks
  panda.weather.checks = async () => silent
  const id = await toLive()
  await panda.until(id, 'GATES_STARTED')
  await panda.minutes(3)
  panda.weather.checks = good
  expect((await panda.end(id)).status).toBe('COMPLETED')
  panda.weather.checks = async () => silent
  expect((await panda.end(await toLive('c'))).stopping).toMatchObject({ errorCode: 'CHECKS_FAILED' })
})

test('the token may not read checks: it says so', async () => {
  await required()
  const message = 'GitHub connection failed: The token may not read this repository'
  panda.weather.checks = async () => ({ ok: false, errorCode: 'GITHUB_BAD_CREDENTIALS', message })
  const { stopping } = await panda.end(await toLive())
  expect(stopping).toMatchObject({ errorCode: 'GITHUB_BAD_CREDENTIALS', errorMessage: message })
})

test('what is promoted is held against the rule of where it goes, a rollback against none', async () => {
  const good = await panda.served('a', { environment: 'elsewhere' })
  await set('live', { checks: ['ci/test'] })
  const promote = async () => {
    const { data } = await panda.call(`POST /api/v1/deploy/${good}/promote`, { environment: 'live', autoSwitch: true })
    return panda.end(String(data.deploymentId))
  }
  expect((await promote()).gates?.checks).toEqual([{ name: 'ci/test', state: 'passed' }])
  ci['ci/test'] = 'failed'
  expect((await promote()).stopping?.errorCode).toBe('CHECKS_FAILED')
  ci['ci/test'] = 'passed'
  const second = await toLive()
  await panda.end(second)
  ci['ci/test'] = 'failed'
  const back = await panda.rollback(second, { autoSwitch: true })
  expect((await panda.end(back)).status).toBe('COMPLETED')
  expect(await panda.codes(back)).not.toContain('GATES_STARTED')
})

test('settings that change later change nothing for what waits', async () => {
  await required()
  ci.lint = 'pending'
  const id = await toLive()
  await panda.until(id, 'CHECKS_AWAITED')
  await set('live', { checks: [] })
  await panda.minutes(3)
  expect(await panda.codes(id)).not.toContain('GATES_PASSED')
  await panda.cancel(id)
  expect((await panda.end(id)).status).toBe('CANCELLED')
})

test('Panda is killed while it waits, and goes on waiting', async () => {
  await required()
  ci.lint = 'pending'
  const id = await toLive()
  await panda.until(id, 'CHECKS_AWAITED')
  await panda.restart()
  ci.lint = 'passed'
  expect((await panda.end(id)).status).toBe('COMPLETED')
})
