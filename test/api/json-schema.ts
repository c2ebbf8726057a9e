// As much of JSON Schema as the OpenAPI document uses; a word that is not known here is a fault, not a pass.
// https://json-schema.org/draft/2020-12/json-schema-validation

export type Schema = Record<string, unknown>

/** What is wrong, each with its place; nothing: it fits. `resolve` finds what a `$ref` means. */
export const faultsOf = (schema: Schema, value: unknown, resolve: (ref: string) => Schema, at = ''): string[] =>
  Object.entries(schema).flatMap(([word, wanted]) => {
    const check = words[word]
    if (!check) return [`${at}: "${word}" is not known to test/api/json-schema.ts`]
    return check({
      wanted,
      value,
      schema,
      at,
      resolve,
      inner: (one, inside, name) => faultsOf(one, inside, resolve, `${at}/${name}`),
    })
  })

type Look = {
  wanted: unknown
  value: unknown
  schema: Schema
  at: string
  resolve(ref: string): Schema
  inner(schema: Schema, value: unknown, name: string | number): string[]
}

const unless = (good: boolean, { at, value, wanted }: Look, what: string) =>
  good ? [] : [`${at || '/'}: ${JSON.stringify(value)?.slice(0, 80)} ${what} ${JSON.stringify(wanted)}`]

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const typeOf = (value: unknown) => {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}

const fits = (type: unknown, value: unknown) =>
  typeOf(value) === type || (type === 'number' && typeof value === 'number')

const anyOf = (look: Look) => {
  const { wanted, value, at, resolve } = look
  const tried = (wanted as Schema[]).map(one => faultsOf(one, value, resolve, at))
  return tried.some(faults => faults.length === 0) ? [] : tried.flat()
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
const nothing = () => []

const words: Record<string, (look: Look) => string[]> = {
  $ref: ({ wanted, value, at, resolve }) => faultsOf(resolve(String(wanted)), value, resolve, at),
  type: look =>
    unless(
      [look.wanted].flat().some(type => fits(type, look.value)),
      look,
      'is no',
    ),
  const: look => unless(same(look.wanted, look.value), look, 'is not'),
  enum: look =>
    unless(
      (look.wanted as unknown[]).some(one => same(one, look.value)),
      look,
      'is none of',
    ),
  allOf: ({ wanted, value, at, resolve }) => (wanted as Schema[]).flatMap(one => faultsOf(one, value, resolve, at)),
  anyOf,
  oneOf: anyOf,
  required: look =>
    isObject(look.value)
      ? (look.wanted as string[])
          .filter(name => !(name in (look.value as object)))
          .map(name => `${look.at}/${name}: is missing`)
      : [],
  properties: ({ wanted, value, inner }) =>
    isObject(value)
      ? Object.entries(wanted as Record<string, Schema>).flatMap(([name, one]) =>
          name in value ? inner(one, value[name], name) : [],
        )
      : [],
  additionalProperties: ({ wanted, value, schema, at, inner }) => {
    if (!isObject(value)) return []
    const others = Object.keys(value).filter(name => !(name in ((schema.properties as object) ?? {})))
    if (wanted === false) return others.map(name => `${at}/${name}: is not documented`)
    return isObject(wanted) ? others.flatMap(name => inner(wanted, value[name], name)) : []
  },
  propertyNames: nothing,
  items: ({ wanted, value, inner }) =>
    Array.isArray(value) ? value.flatMap((one, n) => inner(wanted as Schema, one, n)) : [],
  minItems: look =>
    unless(!Array.isArray(look.value) || look.value.length >= Number(look.wanted), look, 'has fewer items than'),
  maxItems: look =>
    unless(!Array.isArray(look.value) || look.value.length <= Number(look.wanted), look, 'has more items than'),
  minimum: look => unless(typeof look.value !== 'number' || look.value >= Number(look.wanted), look, 'is under'),
  maximum: look => unless(typeof look.value !== 'number' || look.value <= Number(look.wanted), look, 'is over'),
  minLength: look =>
    unless(typeof look.value !== 'string' || look.value.length >= Number(look.wanted), look, 'is shorter than'),
  maxLength: look =>
    unless(typeof look.value !== 'string' || look.value.length <= Number(look.wanted), look, 'is longer than'),
  pattern: look =>
    unless(
      typeof look.value !== 'string' || new RegExp(String(look.wanted), 'u').test(look.value),
      look,
      'is not like',
    ),
  format: look => unless(look.wanted !== 'date-time' || !Number.isNaN(Date.parse(String(look.value))), look, 'is no'),
  ...{ description: nothing, title: nothing, default: nothing, example: nothing, examples: nothing },
}
