import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openShelf } from '../../local/journal.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'panda-journal-full-'))
})
afterEach(async () => {
  vi.restoreAllMocks()
  await rm(folder, { recursive: true })
})

/** Writes half of what it is given, then finds the disk full, for so many writes. */
const fullFor = async (writes: number) => {
  const handle = await open(join(folder, 'any'), 'w')
  const prototype: typeof handle = Object.getPrototypeOf(handle)
  const { write } = prototype
  await handle.close()
  let left = writes
  vi.spyOn(prototype, 'write').mockImplementation(async function (this: typeof handle, ...given: unknown[]) {
    const [bytes, from, length, at] = given as [Buffer, number, number, number]
    if (left <= 0) return Reflect.apply(write, this, given)
    left -= 1
    await Reflect.apply(write, this, [bytes, from, Math.floor(length / 2), at])
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
  })
  return () => left
}

test('a full disk loses nothing: what was torn is written over when there is room again', async () => {
  const shelf = await openShelf(folder)
  shelf.put('kind', 'before', 1)
  await shelf.flush()
  const left = await fullFor(2)
  shelf.put('kind', 'torn', 'a long value that is written by half')
  let flushed = false
  const flush = shelf.flush().then(() => {
    flushed = true
  })
  await vi.waitFor(() => expect(left()).toBe(1))
  // Nobody is told that it is safe, and what comes meanwhile waits with it.
  expect(flushed).toBe(false)
  shelf.put('kind', 'meanwhile', 2)
  await flush
  await shelf.close()
  const again = await openShelf(folder)
  expect(again.list('kind').map(([key]) => key)).toEqual(['before', 'meanwhile', 'torn'])
  await again.close()
})

test('a piece of a line that a full disk left is no damage at the next start', async () => {
  const shelf = await openShelf(folder)
  shelf.put('kind', 'before', 1)
  await shelf.flush()
  await fullFor(1_000)
  shelf.put('kind', 'torn', 'a long value that is written by half')
  await expect(shelf.close()).rejects.toThrow('ENOSPC')
  vi.restoreAllMocks()
  const again = await openShelf(folder)
  expect(again.list('kind')).toEqual([['before', 1]])
  await again.close()
})

test('a journal that cannot be written anew is written anew later', async () => {
  const shelf = await openShelf(folder, { factor: 2, atLeast: 2_000 })
  for (let n = 0; n < 10; n++) {
    shelf.put('kind', 'key', { n, filler: 'x'.repeat(500) })
    if (n === 5) await fullFor(1)
    await shelf.flush()
  }
  await shelf.close()
  const again = await openShelf(folder)
  expect(again.get('kind', 'key')).toMatchObject({ n: 9 })
  await again.close()
})
