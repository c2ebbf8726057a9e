import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { create } from 'dynalite/db/index.js'
import { afterEach, describe, expect, it } from 'vitest'
import { type LocalDynamo, localDynamo } from '../../local/dynamo.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'panda-dynamo-'))
  cleanUps.push(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const started = async (folder: string): Promise<LocalDynamo> => {
  const local = await localDynamo(folder)
  cleanUps.push(() => local.close())
  return local
}

const startWriter = (folder: string, pk: string) => {
  const script = fileURLToPath(new URL('./writer.ts', import.meta.url))
  const child = spawn(process.execPath, [script, folder, pk], { stdio: ['ignore', 'pipe', 'inherit'] })
  cleanUps.push(() => child.kill('SIGKILL'))
  return child
}

/** Kills it once it has said `count` numbers, and answers the last of all that it has said. */
const killAfter = async (child: ChildProcess, count: number) => {
  let last = 0
  // Its output closes a little before its files do.
  const gone = once(child, 'exit')
  for await (const line of createInterface({ input: child.stdout! })) {
    last = Number(line)
    if (last >= count) child.kill('SIGKILL')
  }
  await gone
  return last
}

const filled = async (folder: string, rows = 50) => {
  const local = await localDynamo(folder)
  for (let n = 0; n < rows; n++)
    await local.table.put({ pk: 'log', sk: String(n).padStart(4, '0'), text: 'x'.repeat(2_000) })
  await local.close()
}

/** What is in the files, to see that none was touched. LevelDB's own diary aside. */
const fingerprints = (folder: string) =>
  readdirSync(folder)
    .filter(name => !name.startsWith('LOG'))
    .map(
      name =>
        `${name} ${createHash('sha256')
          .update(readFileSync(join(folder, name)))
          .digest('hex')
          .slice(0, 8)}`,
    )

describe('the local DynamoDB', () => {
  it('keeps what was put when it is closed and opened again', async () => {
    const folder = newFolder()
    await filled(folder)
    const { table } = await started(folder)
    expect(await table.query('log')).toHaveLength(50)
  })

  it('survives kill -9: all that was acknowledged is there, and indexes say what items say', async () => {
    const folder = newFolder()
    for (const count of [20, 33, 47]) {
      const pk = `dep_${count}`
      const child = startWriter(folder, pk)
      const last = await killAfter(child, count)
      expect(last).toBeGreaterThanOrEqual(count)

      const local = await localDynamo(folder)
      const rows = await local.table.query(pk, { prefix: 'e#' })
      expect(rows.map(row => row.seq)).toEqual(Array.from(rows, (_, n) => n + 1))
      expect(rows.length).toBeGreaterThanOrEqual(last)
      expect(rows.length).toBeLessThanOrEqual(last + 1)
      const summary = await local.table.get({ pk, sk: 'summary' })
      expect(Number(summary?.lastSeq)).toBeGreaterThanOrEqual(last)
      const { items } = await local.table.index('owned', 'tenant', { limit: 200 })
      expect(items.filter(item => item.pk === pk)).toEqual([summary])
      await local.close()
    }
  })

  it('mends index entries that a kill has cut off from their item', async () => {
    const folder = newFolder()
    const local = await localDynamo(folder)
    const item = { pk: 'dep_a', sk: 'summary', livePk: 'live', liveSk: '1', n: 1 }
    await local.table.put(item)
    await local.close()

    const { db } = create({ path: folder })
    await db.open()
    const entries = await db.iterator<object>({ gte: 'index-', lt: 'index.' }).nextv(10)
    const [key, value] = entries[0]!
    await db.put(`${key}0`, { ...value, liveSk: { S: '2' } })
    await db.del(key)
    await db.close()

    const { table } = await started(folder)
    expect((await table.index('live', 'live', { limit: 10 })).items).toEqual([item])
  })

  it('lets one process in, and says who has the folder', async () => {
    const folder = newFolder()
    const child = startWriter(folder, 'dep_a')
    await once(child.stdout!, 'data')
    await expect(localDynamo(folder)).rejects.toMatchObject({ name: 'FolderInUse', folder, pid: child.pid })
    await expect(localDynamo(folder)).rejects.toThrow(`is in use by process ${child.pid}`)
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect((await (await started(folder)).table.query('dep_a', { prefix: 'e#' })).length).toBeGreaterThan(0)
  })

  it('knows itself', async () => {
    const folder = newFolder()
    await started(folder)
    await expect(localDynamo(folder)).rejects.toThrow('is in use by this very process')
  })

  it('knows that it is in use though the lock file is gone', async () => {
    const folder = newFolder()
    await started(folder)
    rmSync(join(folder, 'in-use-by'))
    await expect(localDynamo(folder)).rejects.toThrow('is in use by another process')
  })

  it.each([
    ['a dead process', '{"pid":4000000,"started":"1"}'],
    ['a process whose number another has now', `{"pid":${process.pid},"started":"1"}`],
    ['nobody, half written', '{"pi'],
  ])('takes over a lock of %s', async (_, lock) => {
    const folder = newFolder()
    writeFileSync(join(folder, 'in-use-by'), lock)
    await started(folder)
    expect(JSON.parse(readFileSync(join(folder, 'in-use-by'), 'utf8'))).toMatchObject({ pid: process.pid })
  })

  it('of several at once one gets it, also where the folder is still to be made', async () => {
    for (let round = 0; round < 5; round++) {
      const folder = join(newFolder(), 'deep', 'down')
      const all = await Promise.allSettled(Array.from({ length: 8 }, () => started(folder)))
      expect(all.filter(one => one.status === 'fulfilled')).toHaveLength(1)
      for (const one of all.filter(one => one.status === 'rejected')) {
        expect(one.reason).toMatchObject({ name: 'FolderInUse' })
      }
    }
  })
})

describe('a folder that cannot be used', () => {
  const first = (folder: string, ending: RegExp) =>
    join(folder, readdirSync(folder).find(name => ending.test(name)) ?? '')
  const overwrite = (path: string, from: number) => {
    const bytes = readFileSync(path)
    bytes.fill(0x5a, from, from + 400)
    writeFileSync(path, bytes)
  }

  it.each<[string, (folder: string) => void]>([
    ['CURRENT is garbage', folder => writeFileSync(join(folder, 'CURRENT'), 'garbage')],
    ['CURRENT is gone', folder => rmSync(join(folder, 'CURRENT'))],
    ['the manifest is cut off', folder => truncateSync(first(folder, /^MANIFEST/), 10)],
    ['the manifest is gone', folder => rmSync(first(folder, /^MANIFEST/))],
    ['the journal is overwritten', folder => overwrite(first(folder, /^\d+\.log$/), 5_000)],
    ['a table file is gone', folder => rmSync(first(folder, /\.ldb$/))],
  ])('%s: says so, and leaves it as it is', async (_, damage) => {
    const folder = newFolder()
    // The second time moves the journal of the first into a table file.
    await filled(folder)
    await filled(folder)
    damage(folder)
    const before = fingerprints(folder)
    await expect(localDynamo(folder)).rejects.toMatchObject({ name: 'FolderUnusable', folder })
    await expect(localDynamo(folder)).rejects.toThrow(`${folder} is damaged`)
    expect(fingerprints(folder)).toEqual(before)
  })

  it('a table file is overwritten: says so, and deletes no table file', async () => {
    const folder = newFolder()
    await filled(folder)
    await filled(folder)
    overwrite(first(folder, /\.ldb$/), 300)
    const before = fingerprints(folder).filter(file => file.includes('.ldb'))
    for (const _ of [1, 2]) await expect(localDynamo(folder)).rejects.toThrow(`${folder} is damaged`)
    expect(fingerprints(folder)).toEqual(expect.arrayContaining(before))
  })

  it('a table that a kill has left in the making is made', async () => {
    const folder = newFolder()
    await filled(folder)
    const { db } = create({ path: folder })
    await db.open()
    const [key, table] = (await db.iterator<object>({ gte: 'table~', lt: 'table~~' }).nextv(1))[0]!
    await db.put(key, { ...table, TableStatus: 'CREATING' })
    await db.close()
    expect(await (await started(folder)).table.query('log')).toHaveLength(50)
  })

  it('a journal whose last record was cut off is no damage', async () => {
    const folder = newFolder()
    await filled(folder)
    const journal = first(folder, /^\d+\.log$/)
    truncateSync(journal, readFileSync(journal).length - 100)
    expect(await (await started(folder)).table.query('log')).toHaveLength(49)
  })

  it('is a file, or under one', async () => {
    const file = join(newFolder(), 'file')
    writeFileSync(file, '')
    await expect(localDynamo(file)).rejects.toThrow(`${file} cannot be written to`)
    await expect(localDynamo(join(file, 'below'))).rejects.toMatchObject({ name: 'FolderUnusable' })
    expect(readFileSync(file, 'utf8')).toBe('')
  })

  it.runIf(process.platform === 'linux')('is where not even root can make one', async () => {
    await expect(localDynamo('/proc/panda/data')).rejects.toThrow(
      'The data folder /proc/panda/data cannot be written to',
    )
  })

  it('is made with all above it', async () => {
    const folder = join(newFolder(), 'some', 'where', 'below')
    await filled(folder, 1)
    expect(await (await started(folder)).table.query('log')).toHaveLength(1)
  })

  it.runIf(process.getuid?.() !== 0)('may not be written to', async () => {
    const folder = newFolder()
    chmodSync(folder, 0o500)
    await expect(localDynamo(folder)).rejects.toThrow(`${folder} cannot be written to`)
  })

  it('can be copied elsewhere and used there', async () => {
    const folder = newFolder()
    const copy = newFolder()
    await filled(folder)
    cpSync(folder, copy, { recursive: true })
    expect(await (await started(copy)).table.query('log')).toHaveLength(50)
  })
})
