import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { faultsOfLicences, faultsOfLockfile, faultsOfManifest, type Lockfile, type Manifest } from './packages.ts'

const read = async <T>(path: string) => JSON.parse(await readFile(path, 'utf8')) as T
const [manifest, lockfile] = await Promise.all([read<Manifest>('package.json'), read<Lockfile>('package-lock.json')])

test('the lockfile is the only source of versions: exact, hashed, of no registry in particular', () => {
  expect([...faultsOfManifest(manifest, lockfile), ...faultsOfLockfile(lockfile)]).toEqual([])
})

test('every package is under a licence that we may use, and is the one that is locked', async () => {
  const { faults, packages } = await faultsOfLicences(lockfile)
  expect(faults).toEqual([])
  expect(packages).toBeGreaterThan(100)
})

test('what is wrong is found', () => {
  const one = (of: object): Lockfile => ({
    lockfileVersion: 3,
    packages: { 'node_modules/x': { version: '1.0.0', integrity: 'sha512-x', ...of } },
  })
  expect(faultsOfLockfile(one({}))).toEqual([])
  for (const wrong of [
    { resolved: 'https://evil.example/x.tgz' },
    { integrity: 'sha1-x' },
    { integrity: undefined },
    { version: '^1.0.0' },
    { link: true },
  ])
    expect(faultsOfLockfile(one(wrong)), JSON.stringify(wrong)).toHaveLength(1)
  for (const version of ['^1.0.0', '~1.0.0', '*', 'latest', 'github:a/b', 'file:../x', '1.x'])
    expect(faultsOfManifest({ dependencies: { x: version } }, one({})).join(), version).toContain('no exact version')
  expect(faultsOfManifest({ dependencies: { x: '2.0.0' } }, one({})).join()).toContain('the lockfile has x 1.0.0')
})
