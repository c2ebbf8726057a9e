// Every documented example is asked again, of the server that is here, and every answer is held against the document:
// none differs, none is undocumented, and nothing is documented that the server never says.
import { beforeAll, describe, expect, it } from 'vitest'
import kept from '../../app/api.examples.json' with { type: 'json' }
import { openApi } from '../../app/openapi.ts'
import type { Example, ExampleAnswer, Examples, SharedExample } from '../../app/openapi-examples.ts'
import type { Route } from '../../app/routes/route.ts'
import { routes } from '../../app/routes.ts'
import { faultsOf, type Schema } from './json-schema.ts'
import { recordExamples } from './recording.ts'
import { pathOf } from './story.ts'

type Shown = { $ref?: string; summary?: string; value?: unknown; 'x-request'?: unknown }
type Content = Record<string, { schema: Schema; examples?: Record<string, Shown> }>
type Response = { description: string; headers: Record<string, { $ref: string }>; content?: Content }
type Operation = { requestBody?: { content: Content }; responses: Record<string, Response> }
type Document = {
  paths: Record<string, Record<string, Operation>>
  components: { examples: Record<string, Shown>; headers: object; responses: Record<string, Response> }
  'x-socket': {
    send: { schema: Schema; examples: { name: string; message: { action: string } }[] }
    receive: { schemas: Record<string, Schema>; examples: { name: string; message: object }[] }
  }
  'x-events': Record<string, { example?: object }>
}

const document = openApi(routes, 'http://127.0.0.1:8080', kept as Examples) as Document
const resolve = (ref: string) =>
  ref
    .split('/')
    .slice(1)
    .reduce<unknown>((here, name) => (here as Record<string, unknown>)[name], document) as Schema
const operationOf = ({ path, method }: Route) => document.paths[path]![method.toLowerCase()]!
const renew = 'what is kept is not what the server says: npm run docs:api'

let now: Examples
beforeAll(async () => {
  now = await recordExamples()
}, 60_000)
const ownOf = ({ operation }: Route): Example[] => now.calls[operation] ?? []
const commonOf = ({ operation }: Route): SharedExample[] =>
  now.shared.filter(({ operations }) => operations.includes(operation))
/** All that the server answers to this call. */
const answersOf = (route: Route): ExampleAnswer[] => [...ownOf(route), ...commonOf(route)].map(({ answer }) => answer)
const codeOf = ({ body }: ExampleAnswer) => (body as { errorCode?: string } | undefined)?.errorCode
const mediaOf = ({ body }: ExampleAnswer) => {
  if (typeof body !== 'string') return 'application/json'
  if (body.startsWith('# HELP')) return 'text/plain'
  if (body.startsWith('{')) return 'application/x-ndjson'
  return body.startsWith('retry:') ? 'text/event-stream' : 'text/csv'
}

/** Of every answer; recorded are the others. */
const usual = ['Cache-Control', 'X-Content-Type-Options']

describe.each(routes.filter(({ operation }) => operation !== 'apiDocs'))('$method $path', route => {
  it('answers every example as it is documented', () => {
    const { operation } = route
    expect((kept as Examples).calls[operation], `${operation} has no examples: npm run docs:api`).toBeDefined()
    expect(ownOf(route), `${operation}: ${renew}`).toEqual((kept as Examples).calls[operation])
    const names = (examples: Examples) => examples.shared.filter(one => one.operations.includes(operation))
    expect(names(now), `${operation}: ${renew}`).toEqual(names(kept as Examples))
  })

  it('has an example that goes well', () => {
    const how = `add one of "${route.operation}" to a chapter of test/api/, then npm run docs:api`
    expect(
      ownOf(route).some(({ answer }) => answer.status === 200),
      how,
    ).toBe(true)
  })

  it('answers nothing that does not fit its schema', () => {
    for (const answer of answersOf(route)) {
      const response = operationOf(route).responses[answer.status]
      expect(response, `${answer.status} ${codeOf(answer) ?? ''} is not documented`).toBeDefined()
      if (answer.body === undefined) expect(response?.content).toBeUndefined()
      else expect(faultsOf(response!.content![mediaOf(answer)]!.schema, answer.body, resolve)).toEqual([])
    }
  })

  it('documents no status, error or kind of answer that it never gives', () => {
    const documented = Object.entries(operationOf(route).responses).flatMap(([status, { content }]) =>
      Object.entries(content ?? { none: { schema: {} } }).flatMap(([media, { schema }]) =>
        errorCodesIn(schema).map(code => `${status} ${media} ${code}`),
      ),
    )
    const given = answersOf(route).map(
      answer => `${answer.status} ${answer.body === undefined ? 'none' : mediaOf(answer)} ${codeOf(answer) ?? ''}`,
    )
    const how = `add what is missing to a chapter of test/api/, or take it out of the table; then npm run docs:api`
    expect(documented.sort(), how).toEqual([...new Set(given)].sort())
  })

  it('sends the headers that are documented, and no others', () => {
    const seen = new Map<number, Set<string>>()
    for (const { status, headers = {} } of answersOf(route)) {
      const names = seen.get(status) ?? new Set(usual.map(name => name.toLowerCase()))
      for (const name of Object.keys(headers)) names.add(name)
      seen.set(status, names)
    }
    for (const [status, names] of seen) {
      const { headers } = operationOf(route).responses[status]!
      expect(new Set(Object.keys(headers).map(name => name.toLowerCase())), String(status)).toEqual(names)
      for (const { $ref } of Object.values(headers)) expect(resolve($ref), $ref).toBeDefined()
    }
  })

  it('shows in the document what was recorded: questions that fit, and answers', () => {
    const { requestBody, responses } = operationOf(route)
    for (const { name, request, answer } of ownOf(route)) {
      if (answer.body === undefined) continue
      const shown = responses[answer.status]!.content![mediaOf(answer)]!.examples![name]
      expect(shown, name).toMatchObject({ value: answer.body, 'x-request': request })
      expect(request.path.split('/').length).toBe(pathOf(route, {}).split('/').length)
      const body = requestBody?.content['application/json']
      if (!body || request.body === undefined || answer.status !== 200) continue
      expect(body.examples?.[name]?.value).toEqual(request.body)
      expect(faultsOf(body.schema, request.body, resolve)).toEqual([])
    }
    for (const { name, answer } of commonOf(route)) {
      const { $ref = '' } = responses[answer.status]!.content!['application/json']!.examples![name]!
      expect(resolve($ref)).toMatchObject({ value: answer.body })
    }
  })
})

describe('what is not of one call', () => {
  it('are the answers to addresses and methods that there are not', () => {
    for (const code of ['ROUTE_NOT_FOUND', 'METHOD_NOT_ALLOWED']) {
      const { answer } = now.shared.find(({ name }) => name === code)!
      const { content, headers } = document.components.responses[code]!
      const { schema, examples } = content!['application/json']!
      expect(faultsOf(schema, answer.body, resolve)).toEqual([])
      expect(resolve(examples![code]!.$ref!)).toMatchObject({ value: answer.body })
      expect(
        Object.keys(headers)
          .filter(name => !usual.includes(name))
          .map(name => name.toLowerCase()),
      ).toEqual(Object.keys(answer.headers ?? {}))
    }
  })

  it('are events: one of each code that a journey has, as they are now', () => {
    expect(now.events, renew).toEqual(kept.events)
    const schema = document['x-socket'].receive.schemas.event!
    for (const [code, event] of Object.entries(now.events)) expect(faultsOf(schema, event, resolve), code).toEqual([])
    const unseen = Object.entries(document['x-events']).filter(([, { example }]) => !example)
    // Only a push that takes its time says how far it is; the builds of this story do not.
    expect(unseen.map(([code]) => code)).toEqual(['PUSH_PROGRESS'])
  })

  it('are the messages of the socket: all kinds, as they are documented', () => {
    expect(now.socket, renew).toEqual(kept.socket)
    const { send, receive } = document['x-socket']
    const kinds = now.socket.heard.map(({ name }) => name.split(' ')[0]!)
    expect([...new Set(kinds)].sort()).toEqual(Object.keys(receive.schemas).sort())
    for (const [n, { name, message }] of now.socket.heard.entries())
      expect(faultsOf(receive.schemas[kinds[n]!]!, message, resolve), name).toEqual([])
    for (const { name, message } of now.socket.said)
      expect(faultsOf(send.schema, message, resolve).length > 0, name).toBe(name === 'wrong')
  })
})

/** Of a schema of failures; `''`: it is of none. */
const errorCodesIn = (schema: Schema): string[] => {
  const [, { properties = undefined } = {}] =
    (schema.allOf as { properties?: { errorCode: { enum: string[] } } }[]) ?? []
  return properties?.errorCode.enum ?? ['']
}
