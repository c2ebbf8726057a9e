// Who calls, and what every call has at hand.
import type { LoggedEvent } from '../core/event.ts'
import type { Ports } from '../core/ports.ts'
import type { Rights } from '../core/roles.ts'
import type { Settings } from '../core/settings.ts'
import type { Locale, Role } from '../core/vocabulary.ts'
import type { AuditNote } from './audit.ts'

/** `by` is for people to read. `maker`: who has made the token that calls; `token`: its id. With `scopes` it may these alone,
 *  and `role` is the least that there is. */
export type Caller = { tenant: string; by: string; maker?: string; token?: string } & Rights

/** On one machine everybody is this one. */
export const localCaller: Caller = { tenant: 'local', by: 'local', role: 'admin' }

export type CallPorts = Pick<
  Ports,
  'table' | 'clock' | 'random' | 'vault' | 'github' | 'accounts' | 'eventRules' | 'posts' | 'mail' | 'changes'
>

/** Where a stream can be held open: a log from `after` on, as it grows, until its final event. */
export type Live = { follow(deploymentId: string, after: number, signal: AbortSignal): AsyncIterable<LoggedEvent> }

export type Addresses = {
  /** `http://127.0.0.1:8080` */
  api: string
  /** Where the console is, if not there. */
  console?: string
  /** `ws://127.0.0.1:8080/ws` */
  socket: string
  /** The template that a customer makes the role with, where it is published. */
  onboardingTemplate: string | null
  /** The bus that customers' events go to, in the account that Panda runs in. */
  ingressBusArn?: string
}

/** What one machine can be tried with; `github` is null where it is the real one. */
export type Samples = {
  github: { token: string; repositories: string[] } | null
  aws: { region: string; accessKeyId: string; secretAccessKey: string }
}

export type Context = {
  ports: CallPorts
  settings: Settings
  addresses: Addresses
  /** On one machine only. */
  samples?: Samples
  live?: Live
  /** For faults that nobody expected; what it is given is never answered. */
  log(reference: string, fault: unknown): void
}

/** One call's. */
export type CallContext = Context & {
  caller: Caller
  locale: Locale
  signal: AbortSignal
  /** As it was sent: for a call whose signature is of it. */
  rawBody?: string | undefined
  /** What is to be in the audit log of this call beside its names and ids: written into, never replaced. */
  audit: AuditNote
  /** The least role that the call takes. */
  least: Role
}

/** Of a call that starts a deployment, and of what starts one by itself. */
export type StartContext = Pick<CallContext, 'caller' | 'locale' | 'settings' | 'log'> & {
  ports: Pick<CallPorts, 'table' | 'clock' | 'random' | 'vault' | 'github'>
}

export type FileType = 'text/csv' | 'application/x-ndjson' | 'text/plain'

export type Answer =
  /** Within `{code, message, data}`. */
  | { kind: 'data'; data: object }
  /** As it is. */
  | { kind: 'document'; json: string }
  | { kind: 'events'; stream: AsyncIterable<string> }
  | { kind: 'file'; type: FileType; text: string; headers: Record<string, string> }
  /** 204 */
  | { kind: 'over' }
