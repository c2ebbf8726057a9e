// What comes from others: only the lockfile says which versions, every licence is one that we may use, and nothing in there is
// known to be unsafe. Whether the registry can be asked depends on the network: that it could not is said, not counted.
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import type { Attack, Found, Wish } from '../attack.ts'
import { faultsOfLicences, faultsOfLockfile, faultsOfManifest, type Lockfile, type Manifest } from './packages.ts'

const run = async ({ say }: Wish): Promise<Found> => {
  say('the lockfile')
  const manifest = JSON.parse(await readFile('package.json', 'utf8')) as Manifest
  const lockfile = JSON.parse(await readFile('package-lock.json', 'utf8')) as Lockfile
  say('licences')
  const licences = await faultsOfLicences(lockfile)
  say('npm audit')
  const audit = await audited()
  const violations = [
    ...faultsOfManifest(manifest, lockfile),
    ...faultsOfLockfile(lockfile),
    ...licences.faults,
    ...audit.faults,
  ]
  const figures = {
    packages: licences.packages,
    'not installed here': licences.absent,
    'tools of other systems without a hash in the lockfile': licences.unhashed,
    licences: licences.kinds,
    'npm audit': audit.said,
  }
  return { tried: licences.packages + licences.absent, violations, figures }
}

type Audit = {
  metadata?: { vulnerabilities?: Record<string, number> }
  vulnerabilities?: Record<string, { severity: string; via: unknown[] }>
  error?: unknown
  message?: string
}

/** What runs for us counts, and what only builds or tests; below `high` it is told, and no more. */
const serious = ['high', 'critical']
const withinMs = 60_000

const audited = async (): Promise<{ said: string; faults: string[] }> => {
  const text = await promisify(execFile)('npm', ['audit', '--json'], { timeout: withinMs, maxBuffer: 32e6 }).then(
    ({ stdout }) => stdout,
    // It ends with 1 where it has found something.
    (fault: { stdout?: string }) => fault.stdout ?? '',
  )
  let answer: Audit = {}
  try {
    answer = JSON.parse(text) as Audit
  } catch {
    return { said: 'the registry gave no answer', faults: [] }
  }
  const { vulnerabilities, metadata } = answer
  if (!vulnerabilities || !metadata?.vulnerabilities)
    return {
      said: `the registry gave no answer: ${String(answer.message ?? '').replace(/ - .*|https?:\S+/g, '')}`,
      faults: [],
    }
  const counts = Object.entries(metadata.vulnerabilities).filter(([, count]) => count > 0)
  const faults = Object.entries(vulnerabilities)
    .filter(([, { severity }]) => serious.includes(severity))
    .map(([name, { severity }]) => `npm audit: ${name} is ${severity}`)
  return { said: counts.map(([severity, count]) => `${count} ${severity}`).join(', ') || 'nothing known', faults }
}

export default {
  name: 'supply',
  about: 'exact versions, one lockfile without addresses, licences, npm audit',
  run,
} satisfies Attack
