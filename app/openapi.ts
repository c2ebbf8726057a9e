// OpenAPI 3.1 of the table of calls.
import * as z from 'zod'
import { errorBody } from '../core/answers.ts'
import { type ErrorCode, errors } from '../core/vocabulary.ts'
import type { Route } from './routes.ts'

type Json = Record<string, unknown>

export const openApi = (routes: readonly Route[], url: string): Json => {
  const components: Json = {}
  const schemaOf = (schema: z.ZodType, io: 'input' | 'output') => inlined(schema, io, components)
  const error = schemaOf(errorBody, 'output')
  const paths: Record<string, Json> = {}
  for (const route of routes) {
    const operation = operationOf(route, schemaOf, error)
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Panda',
      version: '1',
      description: 'One call takes a repository with a Dockerfile to Amazon ECS without downtime.',
    },
    servers: [{ url }],
    paths,
    components: {
      schemas: components,
      securitySchemes,
    },
  }
}

type SchemaOf = (schema: z.ZodType, io: 'input' | 'output') => Json

const operationOf = (route: Route, schemaOf: SchemaOf, error: Json): Json => ({
  operationId: route.operation,
  summary: route.summary,
  tags: [tagOf(route.path)],
  parameters: [
    ...parameters('path', route.params, schemaOf),
    ...parameters('query', route.query, schemaOf),
    ...parameters('header', route.headers, schemaOf),
  ],
  ...(route.body && {
    requestBody: {
      required: needed(route.body),
      content: { 'application/json': { schema: schemaOf(route.body, 'input') } },
    },
  }),
  responses: { ...successes(route, schemaOf), ...failures(route, error) },
  security: securityOf(route),
  'x-allows': route.allows,
})

const securitySchemes = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    description:
      'An API token of Panda (POST /api/v1/tokens), or a JWT of an issuer that is trusted here, GitHub Actions among them. On one machine none is needed',
  },
  ticket: {
    type: 'apiKey',
    in: 'query',
    name: 'ticket',
    description: 'Of POST /api/v1/socket-ticket, for `EventSource`, which cannot send headers: good for one log',
  },
}

const securityOf = (route: Route): Json[] => {
  if (route.allows === 'anyone') return []
  return 'ticket' in route.query.shape ? [{ bearer: [] }, { ticket: [] }] : [{ bearer: [] }]
}

const tagOf = (path: string) => /^\/api\/v1\/([a-z-]+)/.exec(path)?.[1] ?? 'about'

const needed = (body: z.ZodObject) => !body.safeParse({}).success

const parameters = (place: 'path' | 'query' | 'header', schema: z.ZodObject, schemaOf: SchemaOf): Json[] => {
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as {
    properties?: Record<string, Json>
    required?: string[]
  }
  // OpenAPI tells `Accept` by the content types of the answer.
  const named = Object.entries(properties).filter(([name]) => name !== 'accept')
  return named.map(([name, property]) => ({ name, in: place, required: required.includes(name), schema: property }))
}

const successes = (route: Route, schemaOf: SchemaOf): Json => {
  const answer = schemaOf(route.answer, 'output')
  const bare = route.operation === 'apiDocs'
  const schema = bare ? answer : envelope(answer)
  const stream = route.media && { [route.media]: { schema: { type: 'string' } } }
  const done = { description: 'Done', content: { 'application/json': { schema }, ...stream } }
  return stream ? { 200: done, 204: { description: 'The stream is over: do not come back' } } : { 200: done }
}

const envelope = (data: Json): Json => ({
  type: 'object',
  properties: { code: { const: 200 }, message: { type: 'string' }, data },
  required: ['code', 'message', 'data'],
})

/** What any call can answer, beside its own. */
const general = (route: Route): ErrorCode[] => [
  'INVALID_REQUEST',
  ...(route.body ? (['PAYLOAD_TOO_LARGE'] as const) : []),
  ...(route.allows === 'anyone' ? [] : (['UNAUTHENTICATED', 'FORBIDDEN', 'RATE_LIMITED'] as const)),
  'UNEXPECTED_ERROR',
]

const failures = (route: Route, error: Json): Json => {
  const codes = [...new Set([...route.errors, ...general(route)])]
  const byStatus = Map.groupBy(codes, code => String(errors[code]))
  return Object.fromEntries(
    [...byStatus].map(([status, same]) => {
      const schema = { allOf: [error, { properties: { errorCode: { enum: same } } }] }
      return [status, { description: same.join(', '), content: { 'application/json': { schema } } }]
    }),
  )
}

/** Named schemas go to the components, once; all else stands where it is used. */
const inlined = (schema: z.ZodType, io: 'input' | 'output', components: Json): Json => {
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
