// Markdown of tables, JSON and schemas.
import type { Schema } from './api-document.ts'

/** One line that breaks no table. */
export const cell = (text: string) =>
  text
    .replaceAll('|', '\\|')
    .replaceAll('<', '&lt;')
    .replace(/\s*\n\s*/g, ' ')

export const code = (text: string) => `\`${text}\``

export const json = (value: unknown) => `\`\`\`json\n${laidOut(value, '')}\n\`\`\``

/** What fits into a line is on one. */
const laidOut = (value: unknown, indent: string): string => {
  const short = JSON.stringify(value, null, 1).replace(/\n\s*/g, ' ')
  if (typeof value !== 'object' || value === null || short.length + indent.length <= 150) return short
  const inner = `${indent}  `
  if (Array.isArray(value)) return `[\n${value.map(one => inner + laidOut(one, inner)).join(',\n')}\n${indent}]`
  const entries = Object.entries(value).map(([name, one]) => `${inner}${JSON.stringify(name)}: ${laidOut(one, inner)}`)
  return `{\n${entries.join(',\n')}\n${indent}}`
}

export const table = (head: string[], rows: string[][]) =>
  [head, head.map(() => '---'), ...rows].map(row => `| ${row.join(' | ')} |`).join('\n')

const typeOf = (schema: Schema): string => {
  const { $ref, anyOf, oneOf, items } = schema
  if ($ref !== undefined) {
    const name = $ref.split('/').at(-1)!
    return `[${name}](#${name.toLowerCase()})`
  }
  if (schema.const !== undefined) return code(JSON.stringify(schema.const))
  if (schema.enum) return schema.enum.map(one => code(String(one))).join(', ')
  if (anyOf ?? oneOf) return [...new Set((anyOf ?? oneOf ?? []).map(typeOf))].join(' or ')
  if (items) return `list of ${typeOf(items)}`
  if (schema.properties) return `{ ${Object.keys(schema.properties).map(code).join(', ')} }`
  return `${[schema.type ?? 'anything'].flat().join(' or ')}${schema.format === 'date-time' ? ', a time' : range(schema)}`
}

const range = ({ minimum, maximum }: Schema) => {
  const most = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? ` to ${maximum}` : ''
  return minimum === undefined ? '' : `, ${minimum}${most || ' or more'}`
}

const about = ({ description, default: otherwise }: Schema) =>
  [description, otherwise === undefined ? '' : `default: ${code(JSON.stringify(otherwise))}`].filter(Boolean).join('; ')

export const fields = {
  /** What it is, and what it is for. */
  inShort: (schema: Schema) => cell([typeOf(schema), about(schema)].filter(Boolean).join('; ')),
  /** Of its own, and one level of what is inside. */
  table: (schema: Schema, head: string) => {
    const { properties = {}, required = [] } = schema
    const rows = Object.entries(properties).map(([name, one]) => [
      code(name),
      cell(typeOf(one)),
      required.includes(name) ? 'yes' : '',
      cell(about(one)),
    ])
    return table([head, 'what', 'always', ''], rows)
  },
  errorCodesOf: (schema: Schema | undefined): string[] =>
    (schema?.allOf?.[1]?.properties?.errorCode?.enum ?? []) as string[],
}
