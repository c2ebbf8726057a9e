import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openShelf } from '../../local/journal.ts'
import { memoryShelf } from '../../region/shelf.ts'

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'panda-journal-'))
  file = join(folder, 'region.journal')
})
afterEach(() => rm(folder, { recursive: true }))

describe.each([
  ['in memory', async () => ({ ...memoryShelf(), close: async () => {} })],
  ['in a file', () => openShelf(folder)],
])('a shelf %s', (_where, open) => {
  test('gives copies, in order of their keys', async () => {
    const shelf = await open()
    const value = { list: ['a'] }
    shelf.put('kind', 'b', value)
    shelf.put('kind', 'a/2', 2)
    shelf.put('kind', 'a/1', 1)
    value.list.push('changed')
    shelf.get<typeof value>('kind', 'b')!.list.push('changed')
    expect(shelf.list('kind')).toEqual([
      ['a/1', 1],
      ['a/2', 2],
      ['b', { list: ['a'] }],
    ])
    expect(shelf.list('kind', 'a/')).toHaveLength(2)
    shelf.remove('kind', 'a/1')
    shelf.remove('kind', 'never there')
    expect(shelf.list('kind', 'a/')).toEqual([['a/2', 2]])
    expect(shelf.get('kind', 'a/1')).toBeUndefined()
    expect(shelf.get('other', 'b')).toBeUndefined()
    await shelf.flush()
    await shelf.close()
  })

  test('takes no undefined', async () => {
    const shelf = await open()
    expect(() => shelf.put('kind', 'key', undefined)).toThrow('kind key')
    await shelf.close()
  })
})

describe('the file', () => {
  test('holds what was flushed, line breaks and other alphabets included', async () => {
    const before = await openShelf(folder)
    before.put('kind', '한국\n', { text: 'a\nb "c" \u2028 배포' })
    before.put('kind', 'gone', 1)
    before.remove('kind', 'gone')
    await before.close()
    const after = await openShelf(folder)
    expect(after.list('kind')).toEqual([['한국\n', { text: 'a\nb "c" \u2028 배포' }]])
    await after.close()
  })

  test('what was being written when the process was killed is dropped, as nobody was told of it', async () => {
    const before = await openShelf(folder)
    before.put('kind', 'a', 1)
    await before.flush()
    before.put('kind', 'b', 2)
    await before.close()
    await truncate(file, (await stat(file)).size - 5)
    const after = await openShelf(folder)
    expect(after.list('kind')).toEqual([['a', 1]])
    after.put('kind', 'c', 3)
    await after.close()
    const again = await openShelf(folder)
    expect(again.list('kind')).toHaveLength(2)
    await again.close()
  })

  test('damage elsewhere is said, with file and line, and nothing is changed', async () => {
    const before = await openShelf(folder)
    for (const key of ['a', 'b', 'c']) {
      before.put('kind', key, 'value')
      await before.flush()
    }
    await before.close()
    const damaged = (await readFile(file, 'utf8')).replace('"id":"b","v":"value"', '"id":"b","v":"valuf"')
    await writeFile(file, damaged)
    await expect(openShelf(folder)).rejects.toThrow(`${file} is damaged at line 2. Nothing was changed.`)
    expect(await readFile(file, 'utf8')).toBe(damaged)
    expect(await readdir(folder)).toEqual(['region.journal'])
    await writeFile(file, 'something else\n')
    await expect(openShelf(folder)).rejects.toThrow('is damaged at line 1')
  })

  test('is written anew when mostly outdated, at start and on the way', async () => {
    const shelf = await openShelf(folder, { factor: 8, atLeast: 10_000 })
    const sizes: number[] = []
    for (let n = 0; n < 500; n++) {
      shelf.put('kind', 'key', { n, filler: 'x'.repeat(500) })
      await shelf.flush()
      sizes.push((await stat(file)).size)
    }
    expect(Math.max(...sizes)).toBeLessThan(12_000)
    expect(Math.max(...sizes)).toBeGreaterThan(8_000)
    await shelf.close()
    const again = await openShelf(folder)
    expect((await stat(file)).size).toBeLessThan(1000)
    expect(again.get('kind', 'key')).toMatchObject({ n: 499 })
    await again.close()
  })

  test('many changes are few writes', async () => {
    const shelf = await openShelf(folder)
    for (let n = 0; n < 1000; n++) shelf.put('kind', `k${n}`, n)
    await Promise.all(Array.from({ length: 50 }, () => shelf.flush()))
    expect((await readFile(file, 'utf8')).split('\n')).toHaveLength(2)
    await shelf.close()
  })

  test('a half-made new file of a killed process does no harm', async () => {
    const before = await openShelf(folder)
    before.put('kind', 'a', 1)
    await before.close()
    await appendFile(`${file}.new`, 'half')
    const after = await openShelf(folder)
    expect(after.get('kind', 'a')).toBe(1)
    await after.close()
    expect(await readdir(folder)).toEqual(['region.journal'])
  })

  test('a folder that cannot be written is said', async () => {
    await expect(openShelf(join(folder, 'missing'))).rejects.toThrow('ENOENT')
  })

  test('keeps what was put before it was frozen, and nothing after', async () => {
    const shelf = await openShelf(folder)
    shelf.put('kind', 'before', 1)
    shelf.freeze()
    shelf.put('kind', 'after', 2)
    await shelf.close()
    shelf.put('kind', 'much later', 3)
    const next = await openShelf(folder)
    expect(next.list('kind')).toEqual([['before', 1]])
    await next.close()
  })

  test('kill -9 loses nothing that was flushed, and leaves nothing half done', { timeout: 30_000 }, async () => {
    for (const lifetime of [30, 120, 250]) {
      const last = await writeUntilKilled(lifetime)
      const shelf = await openShelf(folder)
      const left = shelf.get<{ n: number }>('pair', 'left')!
      expect(left.n).toBeGreaterThanOrEqual(last)
      expect(shelf.get<{ n: number }>('pair', 'right')!.n).toBe(left.n)
      expect(shelf.list('row').length).toBeLessThanOrEqual(1)
      await shelf.close()
      await rm(file)
    }
  })
})

/** Answers the last number that the process said was safe. */
const writeUntilKilled = async (lifetime: number) => {
  const writer = spawn(process.execPath, [fileURLToPath(import.meta.resolve('./journal-writer.ts')), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  writer.stdout.on('data', chunk => {
    if (!said) setTimeout(() => writer.kill('SIGKILL'), lifetime)
    said += chunk
  })
  await once(writer, 'close')
  return Number(said.split('\n').at(-2))
}
