// The region's state in memory. Values are kept as JSON text: what is read is a copy, and what a journal writes is at hand.
import type { Shelf } from './kernel.ts'

export type Texts = Map<string, Map<string, string>>
/** `text` undefined: removed. `before`: what was there. */
export type Changed = (kind: string, key: string, text: string | undefined, before: string | undefined) => void

export const memoryShelf = (): Shelf =>
  shelfOver(
    new Map(),
    () => {},
    async () => {},
  )

export const shelfOver = (texts: Texts, changed: Changed, flush: () => Promise<void>): Shelf => {
  const sorted = new Map<string, string[]>()
  const change = (kind: string, key: string, text: string | undefined) => {
    const kept = texts.get(kind) ?? new Map<string, string>()
    texts.set(kind, kept)
    const before = kept.get(key)
    if (before === text) return
    if (before === undefined || text === undefined) sorted.delete(kind)
    if (text === undefined) kept.delete(key)
    else kept.set(key, text)
    changed(kind, key, text, before)
  }
  const keys = (kind: string) => {
    const known = sorted.get(kind)
    if (known) return known
    const all = [...(texts.get(kind)?.keys() ?? [])].sort()
    sorted.set(kind, all)
    return all
  }
  return {
    get: <T>(kind: string, key: string) => {
      const text = texts.get(kind)?.get(key)
      return text === undefined ? undefined : (JSON.parse(text) as T)
    },
    put: (kind, key, value) => {
      const text: string | undefined = JSON.stringify(value)
      if (text === undefined) throw new Error(`Nothing to put on the shelf: ${kind} ${key}`)
      change(kind, key, text)
    },
    remove: (kind, key) => change(kind, key, undefined),
    list: <T>(kind: string, prefix = '') => {
      const kept = texts.get(kind)
      const within = keys(kind).filter(key => key.startsWith(prefix))
      return within.map((key): [string, T] => [key, JSON.parse(kept!.get(key)!) as T])
    },
    flush,
  }
}
