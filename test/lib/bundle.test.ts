import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { bundleBuildProgram, bundleEntries } from '../../lib/bundle.ts'
import { entryNames } from '../../lib/entries.ts'

const folder = mkdtempSync(join(tmpdir(), 'panda-bundle-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const write = (path: string, text: string) => {
  mkdirSync(join(folder, path, '..'), { recursive: true })
  writeFileSync(join(folder, path), text)
}

test('an entry becomes one CommonJS file with its handler, and faults keep their names', async () => {
  write('lambdas/one.ts', `import { Gone } from '../core/gone.ts'\nexport const handler = async () => new Gone('x')\n`)
  write('core/gone.ts', `export class Gone extends Error {}\n`)
  const folderOf = bundleEntries(['one'], join(folder, 'out'), folder)
  expect(readdirSync(folderOf('one'))).toEqual(['index.js'])
  const { handler } = createRequire(import.meta.url)(join(folderOf('one'), 'index.js'))
  expect((await handler()).constructor.name).toBe('Gone')
})

test('what is loaded later lies beside it, and nothing of the bundle before', async () => {
  const bundled = (answer: number) => {
    write('lambdas/two.ts', `export const handler = async () => (await import('../core/part.ts')).answer\n`)
    write('core/part.ts', `export const answer = ${answer}\n`)
    return readdirSync(bundleEntries(['two'], join(folder, 'out'), folder)('two'))
  }
  const [first, second] = [bundled(1), bundled(2)]
  expect(second).toHaveLength(first.length)
  expect(second).not.toEqual(first)
  expect(await createRequire(import.meta.url)(join(folder, 'out/two/index.js')).handler()).toBe(2)
})

test('the build’s program lies beside the function that hands it out', () => {
  write('buildspec/codebuild.ts', 'console.log("building")\n')
  bundleBuildProgram(join(folder, 'out/build-call'), folder)
  expect(readFileSync(join(folder, 'out/build-call/panda-build.cjs'), 'utf8')).toContain('building')
})

test('a function without a program is named', () => {
  expect(() => bundleEntries(['one', 'three'], join(folder, 'out'), folder)).toThrow('lambdas/three.ts is missing')
})

test('there is a function for every program, and a program for every function', () => {
  const programs = readdirSync('lambdas').filter(name => name.endsWith('.ts'))
  expect(programs.map(name => name.replace(/\.ts$/, '')).sort()).toEqual([...entryNames].sort())
})
