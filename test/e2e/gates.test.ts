// Gates of an environment, with a real Panda: a scan finding blocks and a waiver lets through until it ends; a check that CI has not
// said to be good holds a release up. The scanner is a program called `trivy` that says what a file of the image says.
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  connect,
  deployed,
  followUntil,
  goodToken,
  type PandaProcess,
  pushCommit,
  startPanda,
} from './panda-process.ts'

const trivy = `#!/bin/sh
for last; do :; done
cat "$last/app/found.json" 2>/dev/null || echo '{"SchemaVersion":2}'
`
const found = JSON.stringify({
  SchemaVersion: 2,
  Results: [
    {
      Target: 'package-lock.json',
      Vulnerabilities: [
        {
          ...{ VulnerabilityID: 'CVE-2026-12345', PkgName: 'lodash', InstalledVersion: '4.17.4' },
          ...{ FixedVersion: '4.17.21', Severity: 'CRITICAL' },
        },
      ],
    },
  ],
})

let panda: PandaProcess
let programs: string
let connections: Awaited<ReturnType<typeof connect>>
beforeAll(async () => {
  programs = await mkdtemp(join(tmpdir(), 'panda-e2e-trivy-'))
  await writeFile(join(programs, 'trivy'), trivy)
  await chmod(join(programs, 'trivy'), 0o755)
  panda = await startPanda({ env: { PATH: `${programs}:${process.env.PATH}` } })
  connections = await connect(panda.client, 'hello')
}, 60_000)
afterAll(async () => {
  await panda?.stop()
  await rm(programs, { recursive: true, force: true })
}, 30_000)

const hello = { owner: 'panda', repo: 'hello' }
const set = (environment: string, gates: object) =>
  panda.client.setEnvironment({ ...hello, environment }, { gates, ...connections })
const release = async (wishes: { environment: string; branch?: string }) => {
  const { deploymentId } = await deployed(panda, 'hello', { autoSwitch: true, ...connections, ...wishes })
  return panda.client.result(deploymentId)
}

it('a scan finding blocks, and a waiver lets through until it ends', { timeout: 240_000 }, async () => {
  await pushCommit(panda.dataDir, { repo: 'hello', branch: 'old', from: 'main', files: { 'found.json': found } })
  const scanned = { environment: 'scanned', branch: 'old' }
  await set('scanned', { scan: { atSeverity: 'HIGH' } })
  const finding = { id: 'CVE-2026-12345', package: 'lodash', version: '4.17.4', fixedVersion: '4.17.21' }
  expect(await release(scanned)).toMatchObject({
    ...{ status: 'FAILED', errorCode: 'IMAGE_SCAN_BLOCKED', url: null },
    gates: { scan: { blocks: true, counts: { critical: 1 }, findings: [{ ...finding, waiver: null }] } },
  })

  // A deployment takes a few seconds of it, on two busy cores ten times as many.
  const until = new Date(Date.now() + 45_000).toISOString()
  const waiver = { id: 'CVE-2026-12345', reason: 'only in a test', until }
  await set('scanned', { scan: { atSeverity: 'HIGH', waivers: [waiver] } })
  expect(await release(scanned)).toMatchObject({
    status: 'COMPLETED',
    gates: { scan: { blocking: 0, waived: 1, findings: [{ ...finding, waiver: { by: 'local', until } }] } },
  })

  await new Promise(resolve => setTimeout(resolve, Date.parse(until) - Date.now() + 100))
  expect(await release(scanned)).toMatchObject({ status: 'FAILED', errorCode: 'IMAGE_SCAN_BLOCKED' })
})

it('a commit is held up until CI says that it is good, and stopped when CI says that it is not', {
  timeout: 180_000,
}, async () => {
  const commit = await pushCommit(panda.dataDir, { repo: 'hello', branch: 'ci', from: 'main', files: {} })
  const says = async (state: string) => {
    const port = (await readFile(join(panda.dataDir, 'github', 'port'), 'utf8')).trim()
    const response = await fetch(`http://127.0.0.1:${port}/api/v3/repos/panda/hello/statuses/${commit}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${goodToken}` },
      body: JSON.stringify({ state, context: 'ci/test' }),
    })
    expect(response.status).toBe(201)
  }
  const checked = { environment: 'checked', branch: 'ci' }
  await set('checked', { checks: ['ci/test'] })
  await says('pending')
  const { deploymentId } = await panda.client.deploy({ ...hello, ...connections, ...checked, autoSwitch: true })
  await followUntil(panda, deploymentId, ['CHECKS_AWAITED'])
  expect((await panda.client.deployment(deploymentId)).gates).toMatchObject({ checks: null, passedAt: null })
  await says('success')
  await followUntil(panda, deploymentId)
  expect(await panda.client.result(deploymentId)).toMatchObject({
    status: 'COMPLETED',
    gates: { checks: [{ name: 'ci/test', state: 'passed' }] },
  })

  await says('failure')
  expect(await release(checked)).toMatchObject({
    status: 'FAILED',
    errorCode: 'CHECKS_FAILED',
    errorMessage: 'Required checks: ci/test has failed',
  })
})
