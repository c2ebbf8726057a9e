// The region's shelf in a file of lines, one a group of changes: `{crc32 in hex} [{k, id, v} or {k, id, gone}, …]`.
// Only ever appended to, and copied into a new file when mostly outdated. A write is not synced to the disk: it survives
// `kill -9`, since the operating system has it, and may not survive a power cut.
import { type FileHandle, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import type { Shelf } from '../region/kernel.ts'
import { shelfOver, type Texts } from '../region/shelf.ts'

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
export const openShelf = async (folder: string, growth = { factor: 8, atLeast: 4 << 20 }): Promise<DurableShelf> => {
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
    const lines = snapshot(texts)
    waiting = []
    const next = await open(`${path}.new`, 'w')
    await next.appendFile(lines)
    await rename(`${path}.new`, path)
    await file?.close()
    file = next
    size = Buffer.byteLength(lines)
  }

  /** One group a write; what comes meanwhile is the next group. */
  const write = async () => {
    while (waiting.length > 0) {
      if (size > Math.max(growth.atLeast, live * growth.factor)) {
        await compact()
        continue
      }
      const line = lineOf(waiting)
      waiting = []
      await file!.appendFile(line)
      size += Buffer.byteLength(line)
    }
  }

  /** Begins after this turn, so that what is put together is written together. A failed write fails every later one:
   *  after a piece of a line, nothing can be appended. */
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
