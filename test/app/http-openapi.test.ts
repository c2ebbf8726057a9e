import { describe, expect, it } from 'vitest'
import { routes } from '../../app/routes.ts'
import { errorCodes, errors } from '../../core/vocabulary.ts'
import { place } from './calls-place.ts'

type Operation = {
  operationId: string
  parameters: { name: string; in: string; required: boolean; schema: object }[]
  requestBody?: { required: boolean; content: Record<string, { schema: object }> }
  responses: Record<string, { description: string; content?: Record<string, { schema: object }> }>
  security: Record<string, string[]>[]
  'x-allows': string
}
type Document = {
  openapi: string
  paths: Record<string, Record<string, Operation>>
  components: Record<string, object>
}

const document = async () => (await place().call('GET /api-docs')).body as Document

const refs = (value: unknown): string[] => {
  if (typeof value !== 'object' || value === null) return []
  const own = '$ref' in value && typeof value.$ref === 'string' ? [value.$ref] : []
  return [...own, ...Object.values(value).flatMap(refs)]
}

describe('/api-docs', () => {
  it('is OpenAPI 3.1 of every call, with its parameters, body, answer and failures', async () => {
    const { openapi, paths } = await document()
    expect(openapi).toBe('3.1.0')
    const operations = Object.values(paths).flatMap(methods => Object.values(methods))
    expect(operations.map(one => one.operationId).sort()).toEqual(routes.map(one => one.operation).sort())
    expect(new Set(operations.map(one => one.operationId)).size).toBe(routes.length)
    for (const route of routes) {
      const operation = paths[route.path]?.[route.method.toLowerCase()]
      const inPath = operation?.parameters
        .filter(one => one.in === 'path')
        .map(({ name, required }) => [name, required])
      expect(inPath).toEqual([...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name, true]))
      expect(operation?.responses['200']?.content?.['application/json']?.schema).toBeTypeOf('object')
      for (const code of route.errors)
        expect(operation?.responses[String(errors[code])]?.description, `${route.path} ${code}`).toContain(code)
    }
  })

  // npm run attack -- --only slow: 3,000 questions at once kept everybody else waiting for half a minute.
  it('is made once for an address: whoever asks again and again costs next to nothing', async () => {
    const took = async (address: string, times: number) => {
      const { raw } = place({}, { addresses: { ...place().context.addresses, api: address } })
      const began = process.cpuUsage()
      for (let n = 0; n < times; n++) expect(await raw('GET /api-docs')).toMatchObject({ status: 200 })
      const { user } = process.cpuUsage(began)
      return user
    }
    const first = await took('http://one', 1)
    expect(await took('http://one', 20)).toBeLessThan(first * 5)
    const { body } = await place({}, { addresses: { ...place().context.addresses, api: 'http://other' } }).call(
      'GET /api-docs',
    )
    expect(body).toMatchObject({ servers: [{ url: 'http://other' }] })
  })

  it('refers to nothing that is not there', async () => {
    const made = await document()
    const all = new Set(refs(made))
    const names = [
      ...['AuditEntry', 'Delivery', 'Deployment', 'DeploymentResult', 'Error', 'EstimatedCost', 'Event', 'Figures'],
      ...['Grant', 'Hook', 'LiveDeployment', 'Notification', 'Permissions', 'Rate', 'Release', 'Service', 'Times'],
    ]
    expect([...all].filter(ref => ref.includes('/schemas/')).sort()).toEqual(
      names.map(name => `#/components/schemas/${name}`),
    )
    for (const ref of all) {
      const [, , kind = '', name = ''] = ref.split('/')
      expect(Object.keys(made.components[kind] ?? {}), ref).toContain(name)
    }
  })

  it('says what a body must and may have', async () => {
    const { paths } = await document()
    const deploy = paths['/api/v1/deploy']?.post
    expect(deploy?.requestBody?.required).toBe(true)
    expect(deploy?.requestBody?.content['application/json']?.schema).toMatchObject({
      // The rest is as the environment has it.
      required: ['owner', 'repo', 'branch'],
      properties: { environment: { default: 'default' }, concurrency: { enum: ['supersede', 'queue', 'reject'] } },
      additionalProperties: false,
    })
    const language = { $ref: '#/components/parameters/language' }
    expect(deploy?.parameters).toMatchObject([{ name: 'idempotency-key', in: 'header', required: false }, language])
    expect(paths['/api/v1/deploy/{id}/rollback']?.post?.requestBody?.required).toBe(false)
    const events = paths['/api/v1/deploy/{id}/events']?.get
    expect(Object.keys(events?.responses['200']?.content ?? {})).toEqual(['application/json', 'text/event-stream'])
    const named = events?.parameters.flatMap(({ name }) => name ?? [])
    expect(named).toEqual(['id', 'after', 'dialect', 'ticket', 'last-event-id'])
  })
})

describe('who may', () => {
  it('is said of every call: how to show who one is, the least role, and the refusals', async () => {
    const { paths, components } = await document()
    expect(components.securitySchemes).toMatchObject({
      bearer: { type: 'http', scheme: 'bearer' },
      ticket: { type: 'apiKey', in: 'query', name: 'ticket' },
    })
    for (const { path, method, allows, operation } of routes) {
      const { security, responses, 'x-allows': said } = paths[path]![method.toLowerCase()]!
      const ways = allows === 'anyone' ? [] : operation === 'readEvents' ? ['bearer', 'ticket'] : ['bearer']
      expect([operation, security.flatMap(one => Object.keys(one)), said]).toEqual([operation, ways, allows])
      const said401 = responses['401']?.description ?? ''
      const said403 = responses['403']?.description ?? ''
      const refused = [/^`(\w+)`/.exec(said401)?.[1], /`(FORBIDDEN)`/.exec(said403)?.[1]]
      // Whoever is known is a viewer at least.
      const forbidden = allows === 'anyone' || allows === 'viewer' ? undefined : 'FORBIDDEN'
      // A webhook lets in whoever signs, and nobody else.
      const isOpen = allows === 'anyone' && operation !== 'hearHook'
      expect([operation, ...refused]).toEqual([operation, isOpen ? undefined : 'UNAUTHENTICATED', forbidden])
    }
  })
})

describe('the table', () => {
  it('has a call for every error code that HTTP can answer', () => {
    const general = ['INVALID_REQUEST', 'PAYLOAD_TOO_LARGE', 'ROUTE_NOT_FOUND', 'METHOD_NOT_ALLOWED', 'RATE_LIMITED']
    const identity = ['UNAUTHENTICATED', 'FORBIDDEN', 'UNEXPECTED_ERROR']
    const named = new Set<string>([...routes.flatMap(route => route.errors), ...general, ...identity])
    expect(errorCodes.filter(code => errors[code] !== 'event' && !named.has(code))).toEqual([])
  })
})
