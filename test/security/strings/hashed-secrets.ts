// Secrets that Panda makes itself are kept as hashes. So whatever hashes to something that is kept is one of them: nobody
// needs to know it to find it.
import { createHash } from 'node:crypto'
import type { Haystack } from './secret-forms.ts'

const words = (text: string) =>
  new Set(text.match(/(?<![0-9a-f])(?:[0-9a-f]{32}|[0-9a-f]{48}|[0-9a-f]{64})(?![0-9a-f])/g) ?? [])

/** `elsewhere`: where hashes are kept, too, and where the secrets themselves may be. */
export const hashedHits = (places: Haystack[], elsewhere: Haystack[] = []): string[] => {
  const found = places.map(({ where, text }) => ({ where, words: words(text) }))
  const all = [...found.map(({ words }) => words), ...elsewhere.map(({ text }) => words(text))]
  const kept = new Set(all.flatMap(one => [...one].filter(word => word.length === 64)))
  return found.flatMap(({ where, words }) =>
    [...words]
      .filter(word => kept.has(createHash('sha256').update(word).digest('hex')))
      .map(word => `what hashes to something that is kept is in ${where}: ${word.slice(0, 8)}…`),
  )
}
