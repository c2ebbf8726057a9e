// What the server has really sent, recorded by bin/api-examples.ts: the examples of the OpenAPI document.

/** One call and its answer. `name` is unique within the operation. */
export type Example = {
  name: string
  summary: string
  /** `path` as it was called, with its query. */
  request: { path: string; headers?: Record<string, string>; body?: unknown }
  answer: ExampleAnswer
}
export type ExampleAnswer = {
  status: number
  /** Beside those that every answer has. */
  headers?: Record<string, string>
  /** JSON, or the text of a stream; absent: nothing. */
  body?: unknown
}
/** An answer that is the same for every call that can give it. */
export type SharedExample = Pick<Example, 'name' | 'summary' | 'answer'> & { operations: string[] }

export type Examples = {
  /** By operation. */
  calls: Record<string, Example[]>
  shared: SharedExample[]
  /** Of each code the first that was seen. */
  events: Record<string, object>
  socket: { said: SocketExample[]; heard: SocketExample[] }
}
export type SocketExample = { name: string; message: object }

/** Only /api-docs needs them: on Lambda they are a file beside the bundle, and cost no other call anything. */
export const recordedExamples = async (): Promise<Examples> => {
  const { default: examples } = await import('./api.examples.json', { with: { type: 'json' } })
  return examples as Examples
}
