// Nothing is released, and nobody is asked, before the commit has the checks that its environment requires.
import { beforeEach, describe, expect, test } from 'vitest'
import { localCaller } from '../../../app/caller.ts'
import type { CheckState } from '../../../core/ports.ts'
import type { ScannedFinding } from '../../../region/kernel.ts'
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
/** The program of this letter has these, by severity. */
const holds = (letter: string, ...finds: ScannedFinding[]) =>
  void panda.weather.programs.set(letter, { ...panda.weather.programs.get(letter), finds })
const high: ScannedFinding = { id: 'CVE-2026-1', severity: 'HIGH', package: 'openssl', version: '3.0.1' }
const scanned = async (scan: object = {}) => {
  await panda.served('a', { environment: 'elsewhere' })
  await set('live', { scan: { atSeverity: 'HIGH', ...scan } })
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

describe('the scan of the image', () => {
  test('a finding blocks, and it is said which; what is less severe does not', async () => {
    await scanned()
    holds('b', high, { id: 'CVE-2026-2', severity: 'CRITICAL' }, { id: 'CVE-2026-3', severity: 'LOW' })
    const id = await toLive()
    const { status, stopping, gates } = await panda.end(id)
    expect(status).toBe('FAILED')
    expect(stopping).toMatchObject({
      errorCode: 'IMAGE_SCAN_BLOCKED',
      errorMessage:
        'The scan of the image found 2 at HIGH or worse without a waiver: CVE-2026-2 (CRITICAL), CVE-2026-1 (HIGH, openssl 3.0.1)',
    })
    expect(gates?.scan).toMatchObject({ counts: { critical: 1, high: 1, low: 1 }, blocking: 2, blocks: true })
    expect(await panda.codes(id)).not.toContain('INFRA_STARTED')
    holds('c', { id: 'CVE-2026-3', severity: 'MEDIUM' })
    expect((await panda.end(await toLive('c'))).status).toBe('COMPLETED')
  })

  test('a waiver lets it through until it ends, and says who has set it', async () => {
    const until = new Date(panda.now() + 60 * 60_000).toISOString()
    await scanned({ waivers: [{ id: 'cve-2026-1', reason: 'not reachable', until, by: 'somebody else' }] })
    holds('b', high)
    const id = await toLive()
    const { status, gates } = await panda.end(id)
    expect(status).toBe('COMPLETED')
    const waiver = { by: 'local', until, reason: 'not reachable' }
    expect(gates?.scan).toMatchObject({ blocking: 0, waived: 1, findings: [{ id: 'CVE-2026-1', waiver }] })
    await panda.minutes(60)
    expect((await panda.end(await toLive())).stopping?.errorCode).toBe('IMAGE_SCAN_BLOCKED')
  })

  test('a waiver stays whose it was when somebody else writes the settings again', async () => {
    const given = { id: 'CVE-2026-1', reason: 'not reachable', until: '2099-01-01' }
    await scanned({ waivers: [given] })
    const more = { id: 'CVE-2026-2', reason: 'a test', until: '2099-01-01' }
    const rita = { ...localCaller, by: 'rita' }
    const body = { gates: { scan: { waivers: [given, more] } } }
    const { data } = await panda.call('PUT /api/v1/environments/panda/hello/live', body, rita)
    expect(data.set).toMatchObject({ gates: { scan: { waivers: [{ by: 'local' }, { by: 'rita' }] } } })
  })

  test('reviewers see what it has found while they are asked', async () => {
    await panda.served('a', { environment: 'elsewhere' })
    await set('live', { scan: { atSeverity: 'CRITICAL' } }, { approvals: { reviewers: 1 } })
    holds('b', high)
    await panda.until(await toLive(), 'AWAITING_APPROVAL')
    const { data } = await panda.call('GET /api/v1/approvals')
    expect(data.deployments).toMatchObject([
      { gates: { scan: { counts: { high: 1 }, findings: [{ id: 'CVE-2026-1', package: 'openssl' }] } } },
    ])
  })

  test('what cannot be scanned is let through or not as the environment says, and it is said either way', async () => {
    await scanned({ notScanned: 'pass' })
    panda.weather.programs.set('b', { finds: 'no list of packages' })
    const id = await toLive()
    expect((await panda.end(id)).status).toBe('COMPLETED')
    expect((await panda.event(id, 'IMAGE_NOT_SCANNED'))?.details).toMatchObject({
      why: 'FAILED: no list of packages',
      blocks: false,
    })
    await set('live', { scan: { atSeverity: 'HIGH', notScanned: 'block' } })
    expect((await panda.end(await toLive())).stopping).toMatchObject({
      errorCode: 'IMAGE_SCAN_BLOCKED',
      errorMessage: 'The image was not scanned: FAILED: no list of packages',
    })
  })

  test('without a word of the environment, a server lets through only what was scanned', async () => {
    await scanned()
    panda.weather.programs.set('b', { finds: 'no list of packages' })
    expect((await panda.end(await toLive())).stopping?.errorCode).toBe('IMAGE_SCAN_BLOCKED')
  })

  test('the end of a scan is heard of at once; where it is not, it is seen within minutes', async () => {
    await scanned()
    panda.weather.programs.set('b', { finds: [], scansInMs: 100_000 })
    const heard = await toLive()
    await panda.until(heard, 'GATES_STARTED')
    await panda.until(heard, 'IMAGE_SCANNED', 1.8)
    await panda.end(heard)
    panda.weather.programs.set('c', { finds: [], scansInMs: 100_000 })
    panda.weather.deliveries = event => (event['detail-type'] === 'ECR Image Scan' ? [] : [0])
    const unheard = await toLive('c')
    await panda.until(unheard, 'GATES_STARTED')
    await panda.until(unheard, 'IMAGE_SCANNED', 3)
  })

  test('one that does not end in time was none', async () => {
    await scanned({ notScanned: 'block' })
    panda.weather.programs.set('b', { finds: [], scansInMs: 3_600_000 })
    const { stopping } = await panda.end(await toLive(), 40)
    expect(stopping?.errorMessage).toBe('The image was not scanned: it has not ended within 30 minutes')
  })

  test('a role from before there were scans may not look: that is said, and the environment decides', async () => {
    await scanned({ notScanned: 'pass' })
    panda.weather.before = async ({ command }) => {
      if (command === 'DescribeImageScanFindings')
        throw Object.assign(new Error('no'), { name: 'AccessDeniedException', $fault: 'client' })
    }
    const id = await toLive()
    expect((await panda.end(id)).status).toBe('COMPLETED')
    expect((await panda.event(id, 'IMAGE_NOT_SCANNED'))?.details.why).toMatch(/does not allow ecr:Describe/)
  })

  test('what is promoted is scanned once, and held against the rule of where it goes; a rollback against none', async () => {
    holds('a', high)
    const good = await panda.served('a', { environment: 'elsewhere' })
    await set('live', { scan: { atSeverity: 'CRITICAL' } })
    const promote = async () => {
      const { data } = await panda.call(`POST /api/v1/deploy/${good}/promote`, {
        environment: 'live',
        autoSwitch: true,
      })
      return panda.end(String(data.deploymentId))
    }
    const state = await promote()
    expect(state).toMatchObject({ status: 'COMPLETED', gates: { scan: { counts: { high: 1 } } } })
    await panda.end(await toLive())
    await set('live', { scan: { atSeverity: 'HIGH' } })
    expect((await promote()).stopping?.errorCode).toBe('IMAGE_SCAN_BLOCKED')
    const back = await panda.rollback(panda.ids.at(-1)!, { autoSwitch: true })
    expect((await panda.end(back)).status).toBe('COMPLETED')
    expect(await panda.codes(back)).not.toContain('GATES_STARTED')
  })

  test('prod asks for it by itself', async () => {
    holds('b', high)
    const id = await panda.deploy('b', { environment: 'prod' })
    expect((await panda.end(id)).stopping?.errorCode).toBe('IMAGE_SCAN_BLOCKED')
  })

  test('who has set a waiver is in the audit log', async () => {
    const rita = { ...localCaller, by: 'rita' }
    await panda.served('a')
    const gates = { scan: { waivers: [{ id: 'CVE-2026-1', reason: 'not reachable', until: '2099-01-01' }] } }
    await panda.call('PUT /api/v1/environments/panda/hello/live', { gates }, rita)
    const { data } = await panda.call('GET /api/v1/audit')
    expect(data.entries).toContainEqual(
      expect.objectContaining({ by: 'rita', operation: 'writeEnvironment', outcome: { status: 200, errorCode: null } }),
    )
  })
})
