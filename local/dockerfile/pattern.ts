// File patterns: Go's `filepath.Match` for COPY, with `**` on top for .dockerignore.

export const hasWildcard = (text: string) => /[*?[]/.test(text)

/** Matches a whole path inside the context. `*` and `?` stop at a slash. */
export const pattern = (text: string, doubleStar: boolean): RegExp => {
  let out = ''
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!
    if (char === '*' && text[i + 1] === '*' && doubleStar) {
      i++
      const slash = text[i + 1] === '/'
      if (slash) i++
      out += slash ? '(?:.*/)?' : '.*'
    } else if (char === '*') out += '[^/]*'
    else if (char === '?') out += '[^/]'
    else if (char === '[' && text.indexOf(']', i + 2) > 0) {
      const end = text.indexOf(']', i + 2)
      out += characterClass(text.slice(i + 1, end))
      i = end
    } else if (char === '\\' && i + 1 < text.length) out += literal(text[++i]!)
    else out += literal(char)
  }
  return new RegExp(`^${out}$`, 's')
}

const characterClass = (inner: string): string => {
  const negated = inner.startsWith('^')
  const members = (negated ? inner.slice(1) : inner).replace(/[\\\]^[&|~]/g, '\\$&')
  return `(?!/)[${negated ? '^' : ''}${members}]`
}

const literal = (char: string) => char.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&')
