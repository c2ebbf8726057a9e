// File patterns: Go's `filepath.Match` for COPY, with `**` on top for .dockerignore. Not made into a regular expression: a
// repository's `*a*a*a*b` would keep that, and everybody who waits for this thread, busy for years.

export const hasWildcard = (text: string) => /[*?[]/.test(text)

/** Takes this character and goes on; takes any number of them; begins what may be left out whole. */
type Part =
  | { kind: 'one'; takes(char: string): boolean }
  | { kind: 'many'; takes(char: string): boolean }
  /** Any folders and their slashes: at its end only after a slash. */
  | { kind: 'folders' }

/** Matches a whole path inside the context. `*` and `?` stop at a slash. */
export const pattern = (text: string, doubleStar: boolean): { test(path: string): boolean } => {
  const parts = partsOf([...text], doubleStar)
  return {
    test: path => {
      // Where in the pattern one may be: each character is looked at once for each of them.
      let places = entered(parts, new Set<number>(), 0)
      for (const char of path) {
        const next = new Set<number>()
        for (const place of places) step(parts, place, char, next)
        if (next.size === 0) return false
        places = next
      }
      return places.has(parts.length)
    },
  }
}

const partsOf = (chars: string[], doubleStar: boolean): Part[] => {
  const parts: Part[] = []
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i]!
    const end = char === '[' ? chars.indexOf(']', i + 2) : -1
    if (char === '*' && chars[i + 1] === '*' && doubleStar) {
      i++
      if (chars[i + 1] !== '/') parts.push({ kind: 'many', takes: () => true })
      else if (i++ && parts.at(-1)?.kind !== 'folders') parts.push({ kind: 'folders' })
    } else if (char === '*') parts.push({ kind: 'many', takes: notSlash })
    else if (char === '?') parts.push({ kind: 'one', takes: notSlash })
    else if (end > 0) {
      parts.push({ kind: 'one', takes: characterClass(chars.slice(i + 1, end)) })
      i = end
    } else if (char === '\\' && i + 1 < chars.length) parts.push(literal(chars[++i]!))
    else parts.push(literal(char))
  }
  return parts
}

const notSlash = (char: string) => char !== '/'

const literal = (wanted: string): Part => ({ kind: 'one', takes: char => char === wanted })

/** `a-z` are ranges; one that runs backwards has nothing in it. */
const characterClass = (inner: string[]) => {
  const negated = inner[0] === '^'
  const members = negated ? inner.slice(1) : inner
  const ranges: [string, string][] = []
  for (let i = 0; i < members.length; i++) {
    const isRange = members[i + 1] === '-' && i + 2 < members.length
    ranges.push([members[i]!, isRange ? members[i + 2]! : members[i]!])
    if (isRange) i += 2
  }
  return (char: string) => char !== '/' && ranges.some(([first, last]) => first <= char && char <= last) !== negated
}

/** Being at a place, one is also at the next where nothing need be taken. Inside of folders has a place of its own, -1 - n. */
const entered = (parts: Part[], places: Set<number>, place: number): Set<number> => {
  for (let at = place; !places.has(at); at++) {
    places.add(at)
    const kind = parts[at]?.kind
    if (kind === 'folders') places.add(-1 - at)
    else if (kind !== 'many') break
  }
  return places
}

const step = (parts: Part[], place: number, char: string, next: Set<number>): void => {
  if (place < 0) {
    next.add(place)
    if (char === '/') entered(parts, next, -place)
    return
  }
  const part = parts[place]
  if (part === undefined || part.kind === 'folders' || !part.takes(char)) return
  entered(parts, next, part.kind === 'many' ? place : place + 1)
}
