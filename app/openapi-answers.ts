// What a call answers, in OpenAPI's terms: schemas, headers, and what was recorded.
import { errorBody } from '../core/answers.ts'
import { type ErrorCode, errors } from '../core/vocabulary.ts'
import { answerOf } from './answer-of.ts'
import type { Example, Examples } from './openapi-examples.ts'
import type { Json, SchemaOf } from './openapi-schemas.ts'
import { errorWords } from './openapi-words.ts'
import type { Route } from './routes/route.ts'

export const responsesOf = (route: Route, schemaOf: SchemaOf, examples: Examples): Json => ({
  ...successes(route, schemaOf, examples),
  ...failures(route, schemaOf, examples),
})

/** What no call of the table answers. */
export const strayResponses = (schemaOf: SchemaOf, examples: Examples): Json =>
  Object.fromEntries(
    (['ROUTE_NOT_FOUND', 'METHOD_NOT_ALLOWED'] as const).map(code => {
      const shown = shared(({ answer }) => codeOf(answer.body) === code, examples)
      return [code, failure([code], schemaOf, shown)]
    }),
  )

const successes = (route: Route, schemaOf: SchemaOf, examples: Examples): Json => {
  const { media, files = [] } = route
  const answer = schemaOf(answerOf[route.operation], 'output')
  const schema = route.operation === 'apiDocs' ? answer : envelope(answer)
  const good = (examples.calls[route.operation] ?? []).filter(one => one.answer.status === 200)
  const isStream = ({ answer: { body } }: Example) => typeof body === 'string'
  const json = good.filter(one => !isStream(one))
  const fileOf = (type: string) => good.filter(({ request }) => request.headers?.accept === type)
  const content = {
    'application/json': { schema, ...examplesOf(json) },
    ...(media && { [media]: { schema: { type: 'string' }, ...examplesOf(good.filter(isStream)) } }),
    ...Object.fromEntries(files.map(type => [type, { schema: { type: 'string' }, ...examplesOf(fileOf(type)) }])),
  }
  const special = [
    ...(media ? ['X-Accel-Buffering'] : []),
    ...(good.some(({ answer }) => answer.headers?.link) ? ['Link'] : []),
  ]
  const done = { description: 'Done', headers: headersOf(special), content }
  if (!media) return { 200: done }
  return { 200: done, 204: { description: 'The stream is over: do not come back', headers: headersOf([]) } }
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
  ...(route.allows === 'anyone' ? [] : (['UNAUTHENTICATED', 'RATE_LIMITED', 'UNEXPECTED_ERROR'] as const)),
  // A viewer is the least that there is.
  ...(route.allows === 'anyone' || route.allows === 'viewer' ? [] : (['FORBIDDEN'] as const)),
]

const failures = (route: Route, schemaOf: SchemaOf, examples: Examples): Json => {
  const codes = [...new Set([...route.errors, ...general(route)])]
  const own = examples.calls[route.operation] ?? []
  const byStatus = Map.groupBy(codes, code => String(errors[code]))
  return Object.fromEntries(
    [...byStatus].map(([status, same]) => {
      const its = own.filter(({ answer }) => String(answer.status) === status)
      const common = shared(
        ({ answer, operations }) => String(answer.status) === status && operations.includes(route.operation),
        examples,
      )
      return [status, failure(same, schemaOf, { ...named(its), ...common })]
    }),
  )
}

const failure = (codes: readonly ErrorCode[], schemaOf: SchemaOf, examples: Json): Json => {
  const schema = { allOf: [schemaOf(errorBody, 'output'), { properties: { errorCode: { enum: codes } } }] }
  const words = codes.map(code => `\`${code}\`: ${errorWords[code]}`)
  return {
    description: words.length === 1 ? words[0] : words.map(line => `- ${line}`).join('\n'),
    headers: headersOf(codes.flatMap(code => headersWith[code] ?? [])),
    content: { 'application/json': { schema, ...(Object.keys(examples).length > 0 && { examples }) } },
  }
}

const examplesOf = (examples: Example[]): Json => (examples.length > 0 ? { examples: named(examples) } : {})

const named = (examples: Example[]): Json =>
  Object.fromEntries(
    examples.map(({ name, summary, request, answer }) => [name, { summary, value: answer.body, 'x-request': request }]),
  )

const shared = (which: (example: Examples['shared'][number]) => boolean, examples: Examples): Json =>
  Object.fromEntries(examples.shared.filter(which).map(({ name }) => [name, { $ref: `#/components/examples/${name}` }]))

const codeOf = (body: unknown) => (body as { errorCode?: string } | undefined)?.errorCode

const headersOf = (special: string[]): Json =>
  Object.fromEntries(
    ['Cache-Control', 'X-Content-Type-Options', ...special].map(name => [
      name,
      { $ref: `#/components/headers/${name}` },
    ]),
  )

const headersWith: Partial<Record<ErrorCode, string>> = {
  UNAUTHENTICATED: 'WWW-Authenticate',
  RATE_LIMITED: 'Retry-After',
  METHOD_NOT_ALLOWED: 'Allow',
}

const text = (description: string, value: string) => ({ description, schema: { type: 'string' }, example: value })

export const headers: Json = {
  'Cache-Control': text('Of every answer', 'no-store'),
  'X-Content-Type-Options': text('Of every answer', 'nosniff'),
  'WWW-Authenticate': text('How to show who you are', 'Bearer'),
  'Retry-After': { description: 'With RATE_LIMITED: in so many seconds', schema: { type: 'integer' }, example: 1 },
  Link: text('Of a file: where what follows is, if there is more', '</api/v1/audit?limit=100&cursor=…>; rel="next"'),
  Allow: text('The methods of this address', 'GET'),
  'X-Accel-Buffering': text('Of text/event-stream: proxies are not to collect it', 'no'),
}
