// As much of YAML 1.2 as a file of settings needs, with the place of everything: maps, lists, texts, numbers, comments, and
// what JSON writes. The whole language is 120 kB in a function that is allowed 835; what is not understood (anchors, tags,
// texts over several lines) is said so at its place, and what is understood means what it means in YAML (test/core/yaml.test.ts).

export type Spot = { line: number; column: number }
/** `spots`: where the value of each path is, its parts joined by NUL; and the key of each, after `key`. */
export type Read = { value: unknown; spots: Map<string, Spot> }

export class YamlFault extends Error {
  override name = 'YamlFault'
  readonly spot: Spot
  constructor(spot: Spot, message: string) {
    super(message)
    this.spot = spot
  }
}

export const spotKey = (path: readonly PropertyKey[]) => path.map(String).join('\0')

const mostDepth = 20

export const readYaml = (text: string): Read => new Reader(text.replace(/^\uFEFF/, '')).document()

/** Each run of blanks is followed by what it belongs to, so that none is tried in two ways. */
const keyPattern =
  /(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\n]|'')*)'|((?:[\p{L}\p{N}_./]|-(?=[^\s]))(?: *[^ \n\t:#'"{}[\],&!|>%@`])*)) *:(?=[ \n]|$)/uy

class Reader {
  private readonly text: string
  private readonly spots = new Map<string, Spot>()
  /** Where each line begins. */
  private readonly lines = [0]
  private at = 0

  constructor(text: string) {
    this.text = text.replaceAll('\r\n', '\n')
    for (const { index } of this.text.matchAll(/\n/g)) this.lines.push(index + 1)
  }

  document(): Read {
    if (this.text.startsWith('---') && /^---[ \n]*(?:#[^\n]*)?(?:\n|$)/.test(this.text)) this.at = this.lineEnd() + 1
    if (!this.toContent()) return { value: null, spots: this.spots }
    const value = this.block(this.column(), [])
    if (this.toContent()) this.fail('must be indented like what it belongs to')
    return { value, spots: this.spots }
  }

  /** To the next line that says something, at its first character. False: there is none. */
  private toContent(): boolean {
    for (;;) {
      const indent = this.match(/[ ]*/y).length
      const rest = this.text[this.at]
      if (rest === undefined) return false
      if (rest === '\n' || rest === '#') this.at = this.lineEnd() + 1
      else if (rest === '\t') this.fail('must be indented by blanks, not by a tab')
      else if (indent === 0 && /^(?:---|\.\.\.)(?:\s|$)/.test(this.text.slice(this.at, this.at + 4)))
        this.fail('must be one document')
      else return true
      if (this.at > this.text.length) return false
    }
  }

  private block(column: number, path: string[]): unknown {
    if (path.length > mostDepth) this.fail(`must not be more than ${mostDepth} levels deep`)
    this.spots.set(spotKey(path), this.spot())
    if (this.isDash()) return this.list(column, path)
    return this.peekKey() ? this.map(column, path) : this.inline(path)
  }

  private list(column: number, path: string[]): unknown[] {
    const all: unknown[] = []
    while (this.column() === column && this.isDash()) {
      this.at++
      const inner = [...path, String(all.length)]
      this.match(/ */y)
      if (this.isLineOver()) all.push(this.below(column, inner, false))
      else {
        if (this.isDash()) this.fail('must be written as [a, b]: a list directly in a list is not understood here')
        all.push(this.block(this.column(), inner))
      }
      if (!this.toContent()) return all
    }
    if (this.column() > column) this.fail('must be indented like what it belongs to')
    if (this.column() === column && !this.peekKey()) this.fail('must begin with "- ", like the rest of its list')
    return all
  }

  private map(column: number, path: string[]): object {
    const all = new Map<string, unknown>()
    while (this.column() === column && !this.isDash()) {
      const spot = this.spot()
      const key = this.key()
      if (all.has(key)) this.fail(`"${key.slice(0, 60)}" is there twice`, spot)
      const inner = [...path, key]
      this.spots.set(spotKey(['key', ...inner]), spot)
      this.match(/ */y)
      const value = this.isLineOver() ? this.below(column, inner, true) : this.inline(inner)
      all.set(key, value)
      if (!this.toContent()) break
      if (this.column() > column) this.fail('must be on one line, or indented like what it belongs to')
    }
    return Object.fromEntries(all)
  }

  /** What a key or a dash alone in its line has below it. A list may stand under its key without being indented. */
  private below(column: number, path: string[], isKey: boolean): unknown {
    const spot = this.spot()
    if (!this.toContent() || this.column() < column) return this.nothing(path, spot)
    if (this.column() > column || (isKey && this.isDash())) return this.block(this.column(), path)
    return this.nothing(path, spot)
  }

  private nothing(path: string[], spot: Spot): null {
    this.spots.set(spotKey(path), spot)
    return null
  }

  /** A value, and nothing after it in its line. */
  private inline(path: string[]): unknown {
    const value = this.value(path, false)
    this.match(/ */y)
    if (!this.isLineOver()) this.fail('must end here: put a text with such a character into quotes')
    return value
  }

  private value(path: string[], isFlow: boolean): unknown {
    if (path.length > mostDepth) this.fail(`must not be more than ${mostDepth} levels deep`)
    this.spots.set(spotKey(path), this.spot())
    const first = this.text[this.at] ?? ''
    if (first === '{') return this.flowMap(path)
    if (first === '[') return this.flowList(path)
    if (first === '"' || first === "'") return this.quoted()
    if ('|>'.includes(first)) this.fail('must be on one line: texts over several lines are not understood here')
    if (first !== '' && '&*!%@`?,]}#'.includes(first)) this.fail(`must be in quotes, if it is to begin with ${first}`)
    return this.plain(isFlow)
  }

  private flowMap(path: string[]): object {
    const all = new Map<string, unknown>()
    this.each('}', () => {
      const spot = this.spot()
      const key = this.key()
      if (all.has(key)) this.fail(`"${key.slice(0, 60)}" is there twice`, spot)
      this.spots.set(spotKey(['key', ...path, key]), spot)
      this.toFlow()
      const isNothing = [',', '}'].includes(this.text[this.at] ?? '')
      all.set(key, isNothing ? this.nothing([...path, key], spot) : this.value([...path, key], true))
    })
    return Object.fromEntries(all)
  }

  private flowList(path: string[]): unknown[] {
    const all: unknown[] = []
    this.each(']', () => void all.push(this.value([...path, String(all.length)], true)))
    return all
  }

  private each(end: string, one: () => void) {
    const opened = this.spot()
    this.at++
    for (;;) {
      this.toFlow()
      if (this.text[this.at] === end) break
      if (this.at >= this.text.length) this.fail(`must be closed with ${end}`, opened)
      one()
      this.toFlow()
      if (this.text[this.at] === ',') this.at++
      else if (this.at >= this.text.length) this.fail(`must be closed with ${end}`, opened)
      else if (this.text[this.at] !== end) this.fail(`must be followed by a comma or ${end}`)
    }
    this.at++
  }

  /** Blanks, line ends and comments between brackets. */
  private toFlow() {
    for (;;) {
      this.match(/[ \n]*/y)
      if (this.text[this.at] === '#' && /\s/.test(this.text[this.at - 1] ?? ' ')) this.at = this.lineEnd()
      else return
    }
  }

  private key(): string {
    const found = this.peekKey()
    if (!found || /^(?:null|Null|NULL|~)$/.test(found.name))
      return this.fail('must be a name and a colon: "port: 8080"')
    const { whole, name } = found
    this.at += whole
    return name
  }

  private peekKey(): { whole: number; name: string } | undefined {
    keyPattern.lastIndex = this.at
    const found = keyPattern.exec(this.text)
    if (!found) return undefined
    const [whole, double, single, plain] = found
    const name = double === undefined ? (single?.replaceAll("''", "'") ?? plain ?? '') : this.unescaped(double)
    return { whole: whole.length, name }
  }

  private quoted(): string {
    const double = this.match(/"(?:[^"\\\n]|\\.)*"/y)
    if (double) return this.unescaped(double.slice(1, -1))
    const single = this.match(/'(?:[^'\n]|'')*'/y)
    if (single) return single.slice(1, -1).replaceAll("''", "'")
    return this.fail('must be closed by the same quote, in the same line')
  }

  private unescaped(text: string): string {
    return text.replace(/\\(u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|.)/g, (_, said: string) => {
      if (said.length > 1) return String.fromCharCode(Number.parseInt(said.slice(1), 16))
      return escapes[said] ?? this.fail(`must not contain \\${said}`)
    })
  }

  private plain(isFlow: boolean): unknown {
    const spot = this.spot()
    const text = this.match(
      isFlow ? /(?:[^\n#,[\]{}:]|(?<! )#|:(?![ \t\n,[\]{}]|$))*/y : /(?:[^\n#:]|(?<! )#|:(?![ \t\n]|$))*/y,
    ).trimEnd()
    if (text === '' || /^-(?: |$)/.test(text)) this.fail('must be a value', spot)
    if (this.text[this.at] === ':') this.fail('must be in quotes: it contains a colon', spot)
    if (text.includes('\t')) this.fail('must be in quotes: it contains a tab', spot)
    return scalar(text)
  }

  private isDash = () => this.text[this.at] === '-' && /[ \n]|^$/.test(this.text[this.at + 1] ?? '')

  /** Nothing more, or only a comment. */
  private isLineOver(): boolean {
    const rest = this.text[this.at]
    if (rest === '#' && !/\s/.test(this.text[this.at - 1] ?? ' ')) return false
    return rest === undefined || rest === '\n' || rest === '#' ? this.toLineEnd() : false
  }

  private toLineEnd(): true {
    this.at = this.lineEnd()
    return true
  }

  private lineEnd() {
    const end = this.text.indexOf('\n', this.at)
    return end < 0 ? this.text.length : end
  }

  private match(pattern: RegExp): string {
    pattern.lastIndex = this.at
    const [found = ''] = pattern.exec(this.text) ?? []
    this.at += found.length
    return found
  }

  private column = () => this.at - this.lines[this.line()]!

  private spot(): Spot {
    return { line: this.line() + 1, column: this.column() + 1 }
  }

  /** Counted from 0. */
  private line(): number {
    let [first, last] = [0, this.lines.length - 1]
    while (first < last) {
      const middle = Math.ceil((first + last) / 2)
      if (this.lines[middle]! <= this.at) first = middle
      else last = middle - 1
    }
    return first
  }

  private fail(message: string, spot = this.spot()): never {
    throw new YamlFault(spot, message)
  }
}

const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r', '"': '"', '\\': '\\', '/': '/', ' ': ' ', 0: '\0' }

/** As the core schema reads it: https://yaml.org/spec/1.2.2/#103-core-schema */
const scalar = (text: string): unknown => {
  if (/^(?:null|Null|NULL|~)$/.test(text)) return null
  if (/^(?:true|True|TRUE)$/.test(text)) return true
  if (/^(?:false|False|FALSE)$/.test(text)) return false
  if (/^[-+]?\d+$/.test(text) || /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(text)) return Number(text)
  if (/^0o[0-7]+$|^0x[0-9a-fA-F]+$/.test(text)) return Number(text)
  return text
}
