// What the OpenAPI document promises: which answers there are, and which questions.
import examples from '../../../app/api.examples.json' with { type: 'json' }
import { matcher, segmentsOf } from '../../../app/match.ts'
import { openApi } from '../../../app/openapi.ts'
import type { Examples } from '../../../app/openapi-examples.ts'
import type { Route } from '../../../app/routes/route.ts'
import { routes } from '../../../app/routes.ts'
import { Refusal } from '../../../core/faults.ts'
import { faultsOf, type Schema } from '../../api/json-schema.ts'
import type { Question, Reply } from './house.ts'

type Content = Record<string, { schema: Schema }>
type Response = { content?: Content }
type Parameter = { name: string; in: string; schema: Schema }
type Operation = {
  parameters: (Parameter | { $ref: string })[]
  requestBody?: { content: Content }
  responses: Record<string, Response>
}
type Document = {
  paths: Record<string, Record<string, Operation>>
  components: { responses: Record<string, Response> }
  'x-socket': { send: { schema: Schema }; receive: { schemas: Record<string, Schema> } }
}

const document = openApi(routes, 'http://127.0.0.1:8080', examples as Examples) as Document
const kept = new Map<string, Schema>()
const resolve = (ref: string) => {
  const schema = kept.get(ref) ?? (ref.split('/').slice(1).reduce<unknown>(inside, document) as Schema)
  kept.set(ref, schema)
  return schema
}
const inside = (here: unknown, name: string) => (here as Record<string, unknown>)[name]

const operationOf = ({ path, method }: Route) => document.paths[path]![method.toLowerCase()]!

/** The fields of its body, each with its schema. */
export const fieldsOf = (route: Route): Record<string, Schema> =>
  (operationOf(route).requestBody?.content['application/json']?.schema.properties ?? {}) as Record<string, Schema>

const matched = matcher(routes)

export const routeOf = ({
  method,
  path,
}: Pick<Question, 'method' | 'path'>): Route | 'ROUTE_NOT_FOUND' | 'METHOD_NOT_ALLOWED' => {
  try {
    return matched(method, segmentsOf(path)).route
  } catch (fault) {
    if (fault instanceof Refusal) return fault.errorCode as 'ROUTE_NOT_FOUND' | 'METHOD_NOT_ALLOWED'
    throw fault
  }
}

/** What is wrong with the answer. */
export const answerFaults = (route: ReturnType<typeof routeOf>, { status, headers, text }: Reply): string[] => {
  const response =
    typeof route === 'string' ? document.components.responses[route] : operationOf(route).responses[status]
  if (!response) return [`${status} is not documented`]
  const [media = ''] = headers['content-type']?.split(';') ?? []
  if (!response.content) return text === '' ? [] : [`${status} has no content by the document`]
  const content = response.content[media]
  if (!content) return [`${status} ${media} is not documented`]
  if (media === 'text/event-stream') return isStream(text) ? [] : ['is no text/event-stream']
  if (media !== 'application/json') return []
  return faultsOf(content.schema, JSON.parse(text), resolve).slice(0, 3)
}

const isStream = (text: string) =>
  text
    .split('\n\n')
    .slice(0, -1)
    .every(block => block.split('\n').every(line => /^(id|event|data|retry): ./.test(line))) && text.endsWith('\n\n')

/** What is wrong with the question: nothing, if a good answer to it is one that the document allows. */
export const questionFaults = (route: Route, { query, headers, body }: Question): string[] => {
  const { parameters, requestBody } = operationOf(route)
  const known = parameters.filter(one => 'name' in one)
  const given = [...new URLSearchParams(query)]
  const names = given.map(([name]) => name)
  return [
    ...names.filter((name, n) => names.indexOf(name) !== n).map(name => `?${name} twice`),
    ...given.flatMap(([name, value]) =>
      parameterFaults(
        known.find(one => one.in === 'query' && one.name === name),
        name,
        value,
      ),
    ),
    ...known
      .filter(one => one.in === 'header' && headers[one.name] !== undefined)
      .flatMap(one => parameterFaults(one, one.name, headers[one.name]!)),
    ...(requestBody ? bodyFaults(requestBody.content['application/json']!.schema, body) : []),
  ]
}

/** A number in an address is a text. */
const parameterFaults = (known: Parameter | undefined, name: string, value: string) => {
  if (!known) return [`?${name.slice(0, 40)} is not documented`]
  const { type = 'string' } = known.schema
  return faultsOf(known.schema, type === 'string' ? value : Number(value), resolve, name)
}

const bodyFaults = (schema: Schema, body: string | Buffer | undefined) => {
  const text = String(body ?? '').trim()
  try {
    return faultsOf(schema, text === '' ? {} : JSON.parse(text), resolve)
  } catch {
    return ['is no JSON']
  }
}

/** What is wrong with what was said over a socket. */
export const saidFaults = (text: string): string[] => {
  const said = JSON.parse(text) as { type: string; errorCode?: string }
  const { schemas } = document['x-socket'].receive
  const schema = said.errorCode === undefined && !(said.type in schemas) ? schemas.event : schemas[said.type]
  return schema ? faultsOf(schema, said, resolve).slice(0, 3) : [`${said.type} is not documented`]
}
