// A Dockerfile as a list of instructions. `dockerfile-ast` finds them; their words are split here, from the raw arguments.
import { DockerfileParser, type Flag, type Instruction as Node } from 'dockerfile-ast'

export type Instruction = {
  /** From 1. */
  line: number
  keyword: string
  flags: { name: string; value: string }[]
  /** Without flags, comments and line continuations. */
  text: string
  /** As the user wrote it, on one line. */
  shown: string
}

export type Parsed = { instructions: Instruction[]; escapeMark: string }

export const parse = (source: string): Parsed => {
  const file = DockerfileParser.parse(source)
  const escapeMark = file.getEscapeCharacter()
  const lines = source.split(/\r?\n/)
  const instructions = file.getInstructions().map(node => {
    const { start, end } = node.getRange()
    const written = lines.slice(start.line, end.line + 1).join('\n')
    return {
      line: start.line + 1,
      keyword: node.getKeyword(),
      flags: flagsOf(node),
      text: joined(node.getRawArgumentsContent() ?? '', escapeMark),
      shown: joined(written, escapeMark).replace(/\s+/g, ' ').trim().slice(0, 200),
    }
  })
  return { instructions, escapeMark }
}

const flagsOf = (node: Node & { getFlags?: () => Flag[] }) =>
  (node.getFlags?.() ?? []).map(flag => ({ name: flag.getName().toLowerCase(), value: flag.getValue() ?? '' }))

/** Continued lines as one; comment lines and empty lines between them are no part of it. */
const joined = (raw: string, escapeMark: string): string => {
  const continued = new RegExp(`${escapeMark === '`' ? '`' : '\\\\'}[ \\t]*$`)
  const [first = '', ...rest] = raw.split(/\r?\n/)
  return [first, ...rest.filter(line => !/^\s*(#|$)/.test(line))].map(line => line.replace(continued, '')).join('')
}
