// Words, quotes and variables, as BuildKit's shell lexer reads them (it is not a shell's grammar).
// https://docs.docker.com/reference/dockerfile/#environment-replacement
import { Refused } from './refused.ts'

export type Variables = Record<string, string>

/** The JSON form. Undefined: it is none, so it is the shell form. */
export const execForm = (text: string): string[] | undefined => {
  if (!text.trimStart().startsWith('[')) return undefined
  try {
    const parsed: unknown = JSON.parse(text)
    return Array.isArray(parsed) && parsed.every(word => typeof word === 'string') ? parsed : undefined
  } catch {
    return undefined
  }
}

/** Split at blanks outside quotes; quotes stay for `expand` to take off. */
export const words = (text: string, escapeMark: string): string[] => {
  const found: string[] = []
  let word = ''
  let quote = ''
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!
    if (!quote && /\s/.test(char)) {
      if (word) found.push(word)
      word = ''
      continue
    }
    word += char
    if (char === escapeMark && quote !== "'" && i + 1 < text.length) word += text[++i]
    else if (quote ? char === quote : char === '"' || char === "'") quote = quote ? '' : char
  }
  return word ? [...found, word] : found
}

/** `A=1 B="two words"`, or the old form `A the rest of the line`. */
export const pairs = (text: string, escapeMark: string, old: boolean): [name: string, raw: string][] => {
  const found = words(text, escapeMark)
  if (old && found[0] && !found[0].includes('=')) {
    return [[found[0], text.trim().slice(found[0].length).trim()]]
  }
  return found.map(word => {
    const at = word.indexOf('=')
    if (at <= 0) throw new Refused(`"${word}" is not of the form name=value`)
    return [word.slice(0, at), word.slice(at + 1)]
  })
}

/** Takes quotes off and puts variables in. An unknown variable is empty. */
export const expand = (text: string, variables: Variables, escapeMark: string): string => {
  let out = ''
  let quote = ''
  for (let i = 0; i < text.length; ) {
    const char = text[i]!
    if (quote !== "'" && char === escapeMark) {
      const next = text[i + 1] ?? ''
      // Inside double quotes only these lose their escape.
      out += quote && !['"', '$', escapeMark].includes(next) ? char + next : next
      i += 2
    } else if (quote ? char === quote : char === '"' || char === "'") {
      quote = quote ? '' : char
      i++
    } else if (char === '$' && quote !== "'") {
      const { value, length } = variable(text.slice(i), variables, escapeMark)
      out += value
      i += length
    } else {
      out += char
      i++
    }
  }
  return out
}

const variable = (text: string, variables: Variables, escapeMark: string): { value: string; length: number } => {
  const plain = /^\$([A-Za-z_]\w*)/.exec(text)
  if (plain) return { value: own(variables, plain[1]!) ?? '', length: plain[0].length }
  const braced = /^\$\{([A-Za-z_]\w*)/.exec(text)
  if (!braced) return { value: '$', length: 1 }
  const end = closing(text)
  const name = braced[1]!
  const rest = text.slice(braced[0].length, end)
  const value = own(variables, name)
  if (rest === '') return { value: value ?? '', length: end + 1 }
  const [, colon, sign, word = ''] = /^(:?)([-+?])(.*)$/s.exec(rest) ?? []
  if (!sign) throw new Refused(`the process engine does not know the expansion \${${name}${rest}}`)
  const given = value !== undefined && (colon === '' || value !== '')
  if (sign === '?' && !given) throw new Refused(`${name}: ${expand(word, variables, escapeMark) || 'is not set'}`)
  const other = () => expand(word, variables, escapeMark)
  if (sign === '+') return { value: given ? other() : '', length: end + 1 }
  return { value: given ? value : other(), length: end + 1 }
}

const own = (variables: Variables, name: string) => (Object.hasOwn(variables, name) ? variables[name] : undefined)

const closing = (text: string): number => {
  let depth = 0
  for (let i = 1; i < text.length; i++) {
    if (text[i] === '{') depth++
    if (text[i] === '}' && --depth === 0) return i
  }
  throw new Refused(`a } is missing in ${text.slice(0, 40)}`)
}
