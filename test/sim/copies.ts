// Copies, which are most of what a pretend region does: by hand, several times quicker than structuredClone and JSON, and the same
// for what is copied here. What it does not know it leaves to the real one.
import type { Shelf } from '../../region/kernel.ts'

const realClone = globalThis.structuredClone

/** As structuredClone. */
export const cloned = <T>(value: T): T => clone(value) as T

const clone = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? realClone(value) : value
  if (Array.isArray(value)) return value.map(clone)
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === Object.prototype || prototype === null) {
    const copy: Record<string, unknown> = {}
    for (const name of Object.keys(value)) copy[name] = clone((value as Record<string, unknown>)[name])
    return copy
  }
  if (prototype === Set.prototype) return new Set([...(value as Set<unknown>)].map(clone))
  return realClone(value)
}

/** As JSON, there and back. */
const plain = (value: unknown): unknown => {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(one => (one === undefined ? null : plain(one)))
  if ('toJSON' in value && typeof value.toJSON === 'function') return value.toJSON()
  const copy: Record<string, unknown> = {}
  for (const name of Object.keys(value)) {
    const one = (value as Record<string, unknown>)[name]
    if (one !== undefined) copy[name] = plain(one)
  }
  return copy
}

/** A shelf that keeps values and not texts: what is read is a copy all the same. */
export const quickShelf = (): Shelf => {
  const kinds = new Map<string, Map<string, unknown>>()
  const sorted = new Map<string, string[]>()
  const keysOf = (kind: string, kept: Map<string, unknown>) => {
    const keys = sorted.get(kind) ?? [...kept.keys()].sort()
    sorted.set(kind, keys)
    return keys
  }
  return {
    get: <T>(kind: string, key: string) => cloned(kinds.get(kind)?.get(key)) as T | undefined,
    put: (kind, key, value) => {
      if (value === undefined) throw new Error(`Nothing to put on the shelf: ${kind} ${key}`)
      const kept = kinds.get(kind) ?? new Map<string, unknown>()
      kinds.set(kind, kept)
      if (!kept.has(key)) sorted.delete(kind)
      kept.set(key, plain(value))
    },
    remove: (kind, key) => {
      if (kinds.get(kind)?.delete(key)) sorted.delete(kind)
    },
    list: <T>(kind: string, prefix = '') => {
      const kept = kinds.get(kind)
      if (!kept) return []
      const within = keysOf(kind, kept).filter(key => key.startsWith(prefix))
      return within.map((key): [string, T] => [key, cloned(kept.get(key)) as T])
    },
    flush: async () => {},
  }
}
