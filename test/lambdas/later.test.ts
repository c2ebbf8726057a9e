// A port whose adapter comes with its first call, and what lies beside the bundles for it.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, expect, test } from 'vitest'
import { later } from '../../lambdas/platform/later.ts'
import { bundleEntry, entryBundling } from '../../lib/bundle.ts'
import { clientsAmong, environment, packageOf } from './bundles.ts'

const folder = mkdtempSync(join(tmpdir(), 'panda-later-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const counter = () => {
  let count = 0
  return {
    add: async (n: number) => {
      count += n
      return count
    },
    async fail(): Promise<number> {
      throw new Error(`after ${count}`)
    },
  }
}

test('is loaded once, with the first call, and answers and fails as itself', async () => {
  let loads = 0
  const port = later(async () => {
    loads++
    return counter()
  })
  expect(await port).toBe(port)
  expect(loads).toBe(0)
  expect(await Promise.all([port.add(1), port.add(2)])).toEqual([1, 3])
  await expect(port.fail()).rejects.toThrow('after 3')
  expect(loads).toBe(1)
})

// tsc does not see whether a part that is loaded later was bundled so that it can be.
test.each(['api', 'step', 'push', 'socket', 'begin'])('every file beside %s can be loaded', entry => {
  bundleEntry(entry, join(folder, entry))
  const files = readdirSync(join(folder, entry)).filter(name => name.endsWith('.js'))
  expect(files.length).toBeGreaterThan(1)
  const program = files.map(name => `require(${JSON.stringify(join(folder, entry, name))})`).join(';')
  const { stderr, status } = spawnSync(process.execPath, ['-e', program], { env: environment, encoding: 'utf8' })
  expect(stderr).toBe('')
  expect(status).toBe(0)
})

// A client that an adapter asks for and was not given would be missed when it is asked for, on AWS.
test.each(readdirSync('lambdas/parts'))(
  '%s is given each client that its adapter sends to, and no other',
  async file => {
    const part = join('lambdas/parts', file)
    const { metafile } = await build({
      ...entryBundling,
      entryPoints: [part],
      write: false,
      metafile: true,
      outdir: folder,
    })
    const inputs = Object.values(metafile.outputs).flatMap(output =>
      Object.entries(output.inputs).flatMap(([input, { bytesInOutput }]) => (bytesInOutput > 0 ? [input] : [])),
    )
    const given = [...readFileSync(part, 'utf8').matchAll(/aws\/makers\/(\w+)\.ts/g)].map(([, name]) =>
      packageOf(name!),
    )
    expect(clientsAmong(inputs)).toEqual(new Set(given))
  },
)
