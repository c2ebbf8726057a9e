// The region's shelf in a file of lines, one a group of changes: `{crc32 in hex} [{k, id, v} or {k, id, gone}, …]`.
// Only ever appended to, and copied into a new file when mostly outdated. A write is not synced to the disk: it survives
// `kill -9`, since the operating system has it, and may not survive a power cut.
import { type FileHandle, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { crc32 } from 'node:zlib'
import type { Shelf } from '../region/kernel.ts'
import { shelfOver, type Texts } from '../region/shelf.ts'
import type { Room } from './room.ts'

export type DurableShelf = Shelf & {
  /** What is put from now on is not kept: what comes after is only that everything ends. */
  freeze(): void
  close(): Promise<void>
}

const fileName = 'region.journal'

class JournalDamaged extends Error {
  override name = 'JournalDamaged'
}

/** Rejects, naming file and line, if the file is damaged; nothing is changed then. */
export const openShelf = async (
  folder: string,
  growth = { factor: 8, atLeast: 4 << 20 },
  room?: Pick<Room, 'enough'>,
): Promise<DurableShelf> => {
  const path = join(folder, fileName)
  const texts = await readJournal(path)
  let live = liveSize(texts)
  let size = 0
  let file: FileHandle | undefined
  let waiting: string[] = []
  let writing: Promise<void> | undefined
  let [frozen, closed] = [false, false]

  const compact = async () => {
    // From here on to the next await nothing changes: what is waiting is in `texts` already.
    const lines = Buffer.from(snapshot(texts))
    const taken = waiting
    waiting = []
    const next = await open(`${path}.new`, 'w')
    try {
      await writeAll(next, lines, 0)
      await rename(`${path}.new`, path)
    } catch (fault) {
      waiting = [...taken, ...waiting]
      await next.close()
      throw fault
    }
    await file?.close()
    file = next
    size = lines.length
  }

  const append = async () => {
    const line = Buffer.from(lineOf(waiting))
    const taken = waiting
    waiting = []
    try {
      await writeAll(file!, line, size)
    } catch (fault) {
      waiting = [...taken, ...waiting]
      throw fault
    }
    size += line.length
  }

  /** One group a write; what comes meanwhile is the next group. A disk that is full has room again one day: a piece of a line
   *  is then written over. */
  const write = async () => {
    while (waiting.length > 0) {
      if (!closed) await room?.enough()
      const crowded = size > Math.max(growth.atLeast, live * growth.factor)
      try {
        await (crowded ? compact() : append())
      } catch (fault) {
        if (closed || !isFull(fault)) throw fault
        await pause(retryMs, undefined, { ref: false })
      }
    }
  }

  /** Begins after this turn, so that what is put together is written together. A write that fails for another reason than a
   *  full disk fails every later one: nobody knows what is in the file. */
  const begin = () => {
    writing ??= Promise.resolve()
      .then(write)
      .then(() => {
        writing = undefined
      })
    return writing
  }

  const changed = (kind: string, key: string, text: string | undefined, before: string | undefined) => {
    if (frozen) return
    if (closed) throw new Error(`${path} is closed`)
    live += entrySize(kind, key, text) - entrySize(kind, key, before)
    waiting.push(entry(kind, key, text))
    begin().catch(() => {}) // kept in `writing`: the next flush rejects with it
  }
  const flush = async () => {
    while (writing || waiting.length > 0) await begin()
  }
  await compact()
  const close = async () => {
    closed = true
    await flush()
    await file?.close()
  }
  const freeze = () => {
    frozen = true
  }
  return { ...shelfOver(texts, changed, flush), freeze, close }
}

const retryMs = 500

const isFull = (fault: unknown) =>
  fault instanceof Error && 'code' in fault && (fault.code === 'ENOSPC' || fault.code === 'EDQUOT')

/** A disk that is nearly full takes a part, and says so. */
const writeAll = async (file: FileHandle, bytes: Buffer, at: number) => {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, at + done)
    done += bytesWritten
  }
}

/** The last line, if it does not end, is what a killed process was writing: nobody was told that it had been written. */
const readJournal = async (path: string): Promise<Texts> => {
  const texts: Texts = new Map()
  const lines = (await readIfThere(path)).split('\n')
  lines.pop()
  for (const [index, line] of lines.entries()) {
    const changes = read(line)
    if (!changes) throw new JournalDamaged(`${path} is damaged at line ${index + 1}. Nothing was changed.`)
    for (const { k, id, v } of changes) {
      const kept = texts.get(k) ?? new Map<string, string>()
      texts.set(k, kept)
      if (v === undefined) kept.delete(id)
      else kept.set(id, JSON.stringify(v))
    }
  }
  return texts
}

const readIfThere = async (path: string) => {
  try {
    return await readFile(path, 'utf8')
  } catch (fault) {
    if (fault instanceof Error && 'code' in fault && fault.code === 'ENOENT') return ''
    throw fault
  }
}

type Change = { k: string; id: string; v?: unknown }

/** A group whose checksum is right was written by this file, so it has the right shape. */
const read = (line: string): Change[] | undefined => {
  const changes = line.slice(9)
  return line.startsWith(`${checksum(changes)} `) ? (JSON.parse(changes) as Change[]) : undefined
}

const snapshot = (texts: Texts) => {
  const lines: string[] = []
  for (const [kind, kept] of texts) for (const [key, text] of kept) lines.push(lineOf([entry(kind, key, text)]))
  return lines.join('')
}

const lineOf = (entries: string[]) => {
  const changes = `[${entries.join()}]`
  return `${checksum(changes)} ${changes}\n`
}

const entry = (kind: string, key: string, text: string | undefined) =>
  `{"k":${JSON.stringify(kind)},"id":${JSON.stringify(key)},${text === undefined ? '"gone":true' : `"v":${text}`}}`

const checksum = (text: string) => crc32(text).toString(16).padStart(8, '0')

/** In characters, about what it takes in the file. */
const entrySize = (kind: string, key: string, text: string | undefined) =>
  text === undefined ? 0 : kind.length + key.length + text.length + 30

const liveSize = (texts: Texts) => {
  let size = 0
  for (const [kind, kept] of texts) for (const [key, text] of kept) size += entrySize(kind, key, text)
  return size
}
