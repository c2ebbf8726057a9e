// An entry of the table of calls: where it is, who may, what goes in, which errors it knows, and the use case behind it.
import * as z from 'zod'
import type { ApiMessage } from '../../core/messages.ts'
import { nothing } from '../../core/schemas.ts'
import type { ErrorCode, Role } from '../../core/vocabulary.ts'
import type { answerOf } from '../answer-of.ts'
import type { Answer, CallContext, FileType } from '../caller.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
/** Or the least role. */
export type Allows = 'anyone' | Role
/** What it answers, app/answer-of.ts says. */
export type Operation = keyof typeof answerOf

export type Route = {
  method: Method
  path: string
  operation: Operation
  summary: string
  allows: Allows
  params: z.ZodObject
  query: z.ZodObject
  headers: z.ZodObject
  /** Absent: a body that is sent is not looked at. */
  body?: z.ZodObject
  /** Of a body that is taken as it comes; else as many as of any (app/http.ts). */
  mostBytes?: number
  /** What a role for one service in one environment is good for. `place`: the call names owner, repo and environment.
   *  `deployment`: it asks app/calls/own-deployment.ts. `list`: it shows what the caller may see. Absent: roles that
   *  somebody has everywhere count, and a token with scopes may not. */
  within?: 'place' | 'deployment' | 'list'
  /** What else it can answer with, beside JSON. */
  media?: 'text/event-stream'
  /** As which files it can be had, by `Accept`. */
  files?: readonly FileType[]
  successMessage: ApiMessage
  errors: readonly ErrorCode[]
  run(input: never, context: CallContext): Promise<Answer>
}

type Schemas = { params: z.ZodObject; query: z.ZodObject; headers: z.ZodObject; body: z.ZodObject }
type Entry<S extends Partial<Schemas>> = S &
  Partial<Pick<Route, 'within' | 'mostBytes' | 'media' | 'files' | 'successMessage' | 'errors'>> & {
    run(input: Parsed<S>, context: CallContext): Promise<Answer>
  }
/** All parts of a request in one object: their names do not meet. */
type Parsed<S> = Part<S, 'params'> & Part<S, 'query'> & Part<S, 'headers'> & Part<S, 'body'>
type Part<S, K> = K extends keyof S ? (S[K] extends z.ZodType ? z.output<S[K]> : unknown) : unknown

export function get<S extends Partial<Schemas>>(
  path: string,
  operation: Operation,
  summary: string,
  allows: Allows,
  entry: Entry<S>,
) {
  return route('GET', path, operation, summary, allows, entry)
}

/** A body that a call knows nothing of is refused, too. */
export function post<S extends Partial<Schemas>>(
  path: string,
  operation: Operation,
  summary: string,
  allows: Allows,
  entry: Entry<S>,
) {
  return { body: nothing, ...route('POST', path, operation, summary, allows, entry) }
}

export function route<S extends Partial<Schemas>>(
  method: Method,
  path: string,
  operation: Operation,
  summary: string,
  allows: Allows,
  entry: Entry<S>,
): Route {
  const empty = { params: nothing, query: nothing, headers: noHeaders }
  return { method, path, operation, summary, allows, ...empty, successMessage: 'ok', errors: [], ...entry }
}

const noHeaders = z.object({})

export function data<I>(run: (input: I, context: CallContext) => Promise<object>) {
  return async (input: I, context: CallContext): Promise<Answer> => ({ kind: 'data', data: await run(input, context) })
}
