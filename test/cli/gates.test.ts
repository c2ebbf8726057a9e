// What reviewers read of the gates of a deployment, and whoever asks why it was stopped.
import pc from 'picocolors'
import { expect, test } from 'vitest'
import { gateLines } from '../../cli/screen/gates.ts'
import { sayer } from '../../cli/words.ts'
import type { Gates } from '../../client/types.ts'

const screen = { say: sayer('en'), colors: pc.createColors(false) }
const at = { startedAt: '2026-11-21T19:23:47.000Z', passedAt: null }
const scan = {
  ...{ notScanned: null, counts: { critical: 1, high: 0, medium: 1, low: 0, other: 2 } },
  ...{ blocking: 0, waived: 1, blocks: false },
}
const lodash = { id: 'CVE-2026-1', severity: 'CRITICAL', package: 'lodash', version: '4.17.4' } as const
const lines = (gates: Partial<Gates>) => gateLines({ gates: { ...at, scan: null, checks: null, ...gates } }, screen)

test('what was found, what mends it, and who has waived it until when', () => {
  const waiver = { by: 'ann', until: '2026-12-31', reason: 'not reachable' }
  const findings = [
    { ...lodash, fixedVersion: '4.17.21', waiver },
    {
      ...lodash,
      id: 'CVE-2026-2',
      severity: 'MEDIUM' as const,
      package: null,
      version: null,
      fixedVersion: null,
      waiver: null,
    },
  ]
  expect(lines({ scan: { ...scan, findings } })).toEqual([
    'Scan: 1 critical, 0 high, 1 medium, 0 low; 0 block, 1 waived',
    '  CRITICAL  CVE-2026-1  lodash  4.17.4 → 4.17.21  waived by ann until 2026-12-31',
    '  MEDIUM  CVE-2026-2',
  ])
})

test('what was not scanned is not passed over', () => {
  const notScanned = 'UNSUPPORTED_IMAGE: nothing here can scan images'
  expect(lines({ scan: { ...scan, notScanned, findings: [] } })).toEqual([`NOT scanned: ${notScanned}`])
})

test('each check, and how it stands', () => {
  const checks = [
    { name: 'ci/test', state: 'passed' as const },
    { name: 'lint', state: 'missing' as const },
  ]
  expect(lines({ checks })).toEqual(['Checks: ci/test passed, lint not reported'])
})

test('a scanner’s words do not write on the terminal as they like', () => {
  const finding = { ...lodash, id: 'CVE-1\u001b[2J', fixedVersion: null, waiver: null }
  expect(lines({ scan: { ...scan, findings: [finding] } }).join('')).not.toContain('\u001b')
})

test('where nothing was asked, nothing is said', () => {
  expect(gateLines({ gates: null }, screen)).toEqual([])
})
