// What ECR says of a scan, read as the gate needs it.
import type { ECRClient } from '@aws-sdk/client-ecr'
import { beforeEach, expect, test } from 'vitest'
import type { Clients } from '../../aws/clients.ts'
import { imageFindings } from '../../aws/image-findings.ts'
import { images } from '../../aws/images.ts'
import { registryPush } from '../../region/ecr.ts'
import type { ScannedFinding } from '../../region/kernel.ts'
import { at, newRegion } from './infrastructure-region.ts'

const digest = `sha256:${'a'.repeat(64)}`

/** Answers these pages, one after another. */
const saying = (...pages: object[]) => {
  const asked: { nextToken?: string }[] = []
  const ecr = {
    send: async ({ input }: { input: { nextToken?: string } }) => {
      asked.push(input)
      return pages[asked.length - 1]
    },
  } as unknown as ECRClient // nothing but `send` is asked for
  const clients = { customer: () => ({ ecr: () => ecr }) } as unknown as Pick<Clients, 'customer'>
  return { asked, look: () => imageFindings(clients).findings(at, 'acme-shop', digest) }
}
const status = (name: string, description?: string) => ({ imageScanStatus: { status: name, description } })
const finding = (name: string, severity: string) => ({ name, severity, attributes: [] })

test('all pages are read', async () => {
  const page = (name: string, nextToken?: string) => ({
    ...status('COMPLETE'),
    imageScanFindings: { findings: [finding(name, 'HIGH')], findingSeverityCounts: { HIGH: 2 } },
    nextToken,
  })
  const { look, asked } = saying(page('CVE-1', 'more'), page('CVE-2'))
  expect(await look()).toMatchObject({ findings: [{ id: 'CVE-1' }, { id: 'CVE-2' }], counts: { high: 2 } })
  expect(asked.map(one => one.nextToken)).toEqual([undefined, 'more'])
})

test('what ECR counts and does not show is counted', async () => {
  const { look } = saying({ ...status('COMPLETE'), imageScanFindings: { findingSeverityCounts: { CRITICAL: 3 } } })
  expect(await look()).toMatchObject({ counts: { critical: 3 }, findings: [] })
})

test('enhanced scanning says the same in other words', async () => {
  const details = {
    vulnerabilityId: 'CVE-2026-1',
    vulnerablePackages: [{ name: 'openssl', version: '3.0.1', fixedInVersion: '3.0.2' }],
  }
  const enhancedFindings = [{ severity: 'CRITICAL', packageVulnerabilityDetails: details }]
  const { look } = saying({ ...status('ACTIVE'), imageScanFindings: { enhancedFindings } })
  const said = { id: 'CVE-2026-1', severity: 'CRITICAL', package: 'openssl', version: '3.0.1', fixedVersion: '3.0.2' }
  expect(await look()).toMatchObject({ state: 'scanned', findings: [said] })
})

test.each(['IN_PROGRESS', 'PENDING'])('%s: it is waited for', async name => {
  expect(await saying(status(name)).look()).toEqual({ state: 'scanning' })
})

test.each(['FAILED', 'UNSUPPORTED_IMAGE', 'SCAN_ELIGIBILITY_EXPIRED', 'FINDINGS_UNAVAILABLE', 'LIMIT_EXCEEDED'])(
  '%s: there will be none, and why is told',
  async name => {
    expect(await saying(status(name, 'no such system')).look()).toEqual({
      state: 'unscanned',
      reason: `${name}: no such system`,
    })
  },
)

test('less than low, and what is not rated, is told and blocks nothing', async () => {
  const findings = [finding('CVE-1', 'INFORMATIONAL'), finding('CVE-2', 'UNDEFINED')]
  const { look } = saying({ ...status('COMPLETE'), imageScanFindings: { findings } })
  expect(await look()).toMatchObject({ counts: { other: 2 }, findings: [{ severity: 'OTHER' }, { severity: 'OTHER' }] })
})

let place: ReturnType<typeof newRegion>
beforeEach(() => {
  place = newRegion()
})

test('in the pretend region: scanned on push, by the scanner that there is', async () => {
  const port = images(place.clients)
  await port.ensure(at, 'acme-shop', {})
  expect(await port.findings(at, 'acme-shop', digest)).toEqual({ state: 'absent' })
  const scan = Promise.withResolvers<ScannedFinding[]>()
  place.kernel.world.scanner = () => scan.promise
  registryPush(place.kernel, {
    ...(await port.password(at, 'acme-shop')),
    ...{ repository: 'acme-shop', tags: ['v1'], digest },
  })
  expect(await port.findings(at, 'acme-shop', digest)).toEqual({ state: 'scanning' })
  scan.resolve([{ id: 'CVE-2026-1', severity: 'HIGH', package: 'openssl', version: '3.0.1', fixedVersion: '3.0.2' }])
  await new Promise(resolve => setImmediate(resolve))
  expect(await port.findings(at, 'acme-shop', digest)).toMatchObject({
    ...{ state: 'scanned', counts: { high: 1 } },
    findings: [{ id: 'CVE-2026-1', package: 'openssl', version: '3.0.1', fixedVersion: '3.0.2' }],
  })
})

test('without a scanner it says so at once', async () => {
  const port = images(place.clients)
  await port.ensure(at, 'acme-shop', {})
  delete place.kernel.world.scanner
  const login = await port.password(at, 'acme-shop')
  registryPush(place.kernel, { ...login, repository: 'acme-shop', tags: ['v1'], digest })
  expect(await port.findings(at, 'acme-shop', digest)).toEqual({
    state: 'unscanned',
    reason: 'UNSUPPORTED_IMAGE: nothing here can scan images',
  })
})
