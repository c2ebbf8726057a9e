// zod's schemas as OpenAPI's.
import * as z from 'zod'

export type Json = Record<string, unknown>
export type SchemaOf = (schema: z.ZodType, io: 'input' | 'output') => Json

/** Named schemas go to the components, once; all else stands where it is used. */
export const schemasInto =
  (components: Json): SchemaOf =>
  (schema, io) => {
    // A transform's output has no schema: what is meant is what its input says.
    const made = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json
    const { $schema: _, $defs = {}, ...rest } = made
    for (const [name, definition] of Object.entries(atComponents($defs) as Json)) {
      const { $schema: __, ...one } = definition as Json
      components[name] = one
    }
    return atComponents(rest) as Json
  }

const atComponents = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(atComponents)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      name,
      name === '$ref' && typeof one === 'string' ? one.replace('#/$defs/', '#/components/schemas/') : atComponents(one),
    ]),
  )
}
