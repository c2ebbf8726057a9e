// One machine's scanner: whichever `trivy` the PATH has, over the very files that would run.
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { trivyScanner } from '../../local/trivy.ts'

let home: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'panda-trivy-'))
  onTestFinished(() => rm(home, { recursive: true, force: true }))
})

const digest = `sha256:${'a'.repeat(64)}`

/** A program of that name in a folder of its own. */
const program = async (name: string, text: string) => {
  const folder = join(home, 'bin')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, name), `#!/bin/sh\n${text}\n`)
  await chmod(join(folder, name), 0o755)
  return `${folder}:/usr/bin:/bin`
}
const scanner = (path: string) =>
  trivyScanner(
    {
      store: { open: async () => ({ root: join(home, 'root'), config: {} as never }) },
      contained: { find: async () => undefined },
      workDir: home,
    },
    { path },
  )
const saying = async (report: unknown) => {
  await writeFile(join(home, 'report.json'), typeof report === 'string' ? report : JSON.stringify(report))
  return (await scanner(await program('trivy', `echo "$@" > ${home}/asked; cat ${home}/report.json`)))!(digest)
}

test('without one on the PATH there is none', async () => {
  expect(await scanner(`${home}:/nowhere`)).toBeUndefined()
})

test('it is asked for vulnerabilities of the image’s own files, and what it finds is told', async () => {
  const lodash = { VulnerabilityID: 'CVE-2026-1', PkgName: 'lodash', InstalledVersion: '4.17.4', Severity: 'HIGH' }
  const openssl = { VulnerabilityID: 'CVE-2026-2', PkgName: 'openssl', Severity: 'UNKNOWN', FixedVersion: '3.0.2' }
  const found = await saying({
    SchemaVersion: 2,
    Results: [
      { Target: 'package-lock.json', Vulnerabilities: [lodash] },
      { Target: 'debian', Vulnerabilities: [openssl] },
      { Target: 'clean', Vulnerabilities: null },
    ],
  })
  expect(found).toEqual([
    { id: 'CVE-2026-1', severity: 'HIGH', package: 'lodash', version: '4.17.4' },
    { id: 'CVE-2026-2', severity: 'UNKNOWN', package: 'openssl', fixedVersion: '3.0.2' },
  ])
})

test('nothing found is nothing found; no report is not', async () => {
  expect(await saying({ SchemaVersion: 2 })).toEqual([])
  await expect(saying('Killed')).rejects.toThrow('what trivy says is not understood')
})

test('when it fails, its last words are the reason', async () => {
  const path = await program('trivy', 'echo "first" >&2; echo "FATAL the database cannot be fetched" >&2; exit 1')
  await expect((await scanner(path))!(digest)).rejects.toThrow('FATAL the database cannot be fetched')
})

test('one after another: its cache is one process’s', async () => {
  const text = `mkdir ${home}/lock || exit 1; sleep 0.3; rmdir ${home}/lock; echo '{}'`
  const scan = (await scanner(await program('trivy', text)))!
  expect(await Promise.all([scan(digest), scan(digest), scan(digest)])).toEqual([[], [], []])
})

test('Panda ends, and so does the scan', async () => {
  const over = new AbortController()
  const path = await program('trivy', 'exec sleep 60')
  const images = { store: { open: async () => ({ root: home, config: {} as never }) }, workDir: home }
  const scan = await trivyScanner(
    { ...images, contained: { find: async () => undefined } },
    { path, over: over.signal },
  )
  const ended = expect(scan!(digest)).rejects.toThrow()
  setTimeout(() => over.abort(), 200)
  await ended
})
