// OpenAPI 3.1 of the table of calls.
import type * as z from 'zod'
import { socketAnswers } from '../core/socket-answers.ts'
import { socketMessageSchema } from '../core/socket-schemas.ts'
import { errorCodes, errors, eventCodes, eventFacts, httpErrors } from '../core/vocabulary.ts'
import { headers, responsesOf, strayResponses } from './openapi-answers.ts'
import type { Examples } from './openapi-examples.ts'
import { type Json, type SchemaOf, schemasInto } from './openapi-schemas.ts'
import { about, callWords, errorWords, tagWords } from './openapi-words.ts'
import type { Route } from './routes/route.ts'

export const openApi = (routes: readonly Route[], url: string, examples: Examples): Json => {
  const components: Json = {}
  const schemaOf = schemasInto(components)
  const paths: Record<string, Json> = {}
  for (const route of routes) {
    const operation = operationOf(route, schemaOf, examples)
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation }
  }
  const tags = [...new Set(routes.map(({ path }) => tagOf(path)))]
  const common = examples.shared.map(({ name, summary, answer }) => [name, { summary, value: answer.body }])
  const stray = strayResponses(schemaOf, examples)
  const socket = socketOf(schemaOf, examples)
  return {
    openapi: '3.1.0',
    info: { title: 'Panda', version: '1', description: about },
    servers: [{ url }],
    tags: tags.map(name => ({ name, ...(tagWords[name] && { description: tagWords[name] }) })),
    paths,
    components: {
      schemas: components,
      examples: Object.fromEntries(common),
      headers,
      parameters: { language },
      responses: stray,
      securitySchemes,
    },
    'x-socket': socket,
    'x-events': eventsOf(examples),
    'x-errors': Object.fromEntries(errorCodes.map(code => [code, errorOf(code)])),
  }
}

const operationOf = (route: Route, schemaOf: SchemaOf, examples: Examples): Json => ({
  operationId: route.operation,
  summary: route.summary,
  ...(callWords[route.operation] && { description: callWords[route.operation] }),
  tags: [tagOf(route.path)],
  parameters: parametersOf(route, schemaOf, examples),
  ...(route.body && {
    requestBody: {
      required: needed(route.body),
      content: { 'application/json': { schema: schemaOf(route.body, 'input'), ...bodiesOf(route, examples) } },
    },
  }),
  responses: responsesOf(route, schemaOf, examples),
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

const goodOf = ({ operation }: Route, { calls }: Examples) =>
  (calls[operation] ?? []).filter(({ answer }) => answer.status === 200)

const bodiesOf = (route: Route, all: Examples): Json => {
  const good = goodOf(route, all).filter(({ request }) => request.body !== undefined)
  const examples = good.map(({ name, summary, request }) => [name, { summary, value: request.body }])
  return examples.length > 0 ? { examples: Object.fromEntries(examples) } : {}
}

const parametersOf = (route: Route, schemaOf: SchemaOf, examples: Examples): Json[] => {
  const [example] = goodOf(route, examples)
  const inPath = example ? valuesIn(route.path, example.request.path) : {}
  return [
    ...parameters('path', schemaOf(route.params, 'input'), inPath),
    ...parameters('query', schemaOf(route.query, 'input')),
    ...parameters('header', schemaOf(route.headers, 'input')),
    ...(route.path.startsWith('/api/') ? [{ $ref: '#/components/parameters/language' }] : []),
  ]
}

const parameters = (place: 'path' | 'query' | 'header', schema: Json, values: Record<string, string> = {}): Json[] => {
  const { properties = {}, required = [] } = schema as { properties?: Record<string, Json>; required?: string[] }
  // OpenAPI tells `Accept` by the content types of the answer.
  const named = Object.entries(properties).filter(([name]) => name !== 'accept')
  return named.map(([name, property]) => ({
    ...{ name, in: place, required: required.includes(name), schema: property },
    ...(values[name] !== undefined && { example: values[name] }),
  }))
}

/** `/deploy/{id}` and `/deploy/dep_1` → `{id: 'dep_1'}` */
const valuesIn = (pattern: string, path: string): Record<string, string> => {
  const segments = path.split('?')[0]!.split('/')
  const parts = pattern.split('/').map((part, n) => [part, segments[n] ?? ''] as const)
  return Object.fromEntries(
    parts.filter(([part]) => part.startsWith('{')).map(([part, value]) => [part.slice(1, -1), value]),
  )
}

const language = {
  ...{ name: 'Accept-Language', in: 'header', required: false, schema: { type: 'string' }, example: 'ko' },
  description: 'Of `message`: English or Korean; else what Panda is set to, else English',
}

const socketOf = (schemaOf: SchemaOf, { socket }: Examples): Json => ({
  description: tagWords['socket-ticket'],
  send: { schema: schemaOf(socketMessageSchema, 'input'), examples: socket.said },
  receive: {
    schemas: Object.fromEntries(
      Object.entries(socketAnswers).map(([name, schema]) => [name, schemaOf(schema, 'output')]),
    ),
    examples: socket.heard,
  },
})

const eventsOf = ({ events }: Examples): Json =>
  Object.fromEntries(
    eventCodes.map(code => [code, { ...eventFacts[code], ...(events[code] && { example: events[code] }) }]),
  )

const errorOf = (code: (typeof errorCodes)[number]): Json => {
  const status = errors[code]
  const about = errorWords[code]
  return status === 'event' ? { about, in: 'FAILED' } : { about, status, error: httpErrors[status] }
}
