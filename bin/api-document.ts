// The OpenAPI document, as much of it as docs/api.md shows.
import { openApi } from '../app/openapi.ts'
import { recordedExamples } from '../app/openapi-examples.ts'
import { routes } from '../app/routes.ts'

export type Schema = {
  $ref?: string
  type?: string | string[]
  const?: unknown
  enum?: unknown[]
  default?: unknown
  description?: string
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  format?: string
  minimum?: number
  maximum?: number
}
export type Example = {
  $ref?: string
  summary: string
  value: unknown
  'x-request'?: { path: string; headers?: Record<string, string>; body?: unknown }
}
type Content = Record<string, { schema: Schema; examples?: Record<string, Example> }>
type Parameter = { name: string; in: string; required: boolean; schema: Schema }
type Operation = {
  operationId: string
  summary: string
  description?: string
  tags: string[]
  parameters: (Parameter | { $ref: string })[]
  requestBody?: { content: Content }
  responses: Record<string, { content?: Content }>
  'x-allows': string
}
export type Call = { line: string; method: string; path: string; operation: Operation }
type Said = { name: string; message: object }
type Event = { stage: number | 'now'; type: string; final?: true; example?: { message: string; details: object } }

export type Document = {
  info: { description: string }
  tags: { name: string; description?: string }[]
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema>; examples: Record<string, Example> }
  'x-socket': { send: { examples: Said[] }; receive: { schemas: Record<string, Schema>; examples: Said[] } }
  'x-events': Record<string, Event>
  'x-errors': Record<string, { about: string; status?: number }>
}

export const apiDocument = async (): Promise<Document> =>
  // Its shape is what the tests of test/api hold it to.
  openApi(routes, 'http://127.0.0.1:8080', await recordedExamples()) as Document

export const mediaOf = ({ value }: Example) => (typeof value === 'string' ? 'text' : 'json')
