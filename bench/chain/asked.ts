// What every contender is asked, and what it answers with: the same call of API Gateway (HTTP API, payload 2.0), the same schema,
// the same use case over a table that holds nothing and answers at once, the same line of log. What differs is the way there.
import type { APIGatewayProxyEventV2WithLambdaAuthorizer } from 'aws-lambda'
import type { Addresses, CallContext, Caller, CallPorts, Context } from '../../app/caller.ts'
import { listDeployments } from '../../app/calls/list-deployments.ts'
import { callerFrom } from '../../app/identity.ts'
import { apiMessage } from '../../core/messages.ts'
import type { Table } from '../../core/ports.ts'
import { deploymentsQuery } from '../../core/schemas.ts'
import type { Settings } from '../../core/settings.ts'
import { readSettings } from '../../core/settings.ts'
import { structuredLog } from '../../lambdas/platform/structured-log.ts'

export type Asked = APIGatewayProxyEventV2WithLambdaAuthorizer<Record<string, unknown>>

export const watch = structuredLog('panda-api')
export const path = '/api/v1/deploy'
export const headers = {
  ...{ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
  'content-type': 'application/json; charset=utf-8',
}

const table: Partial<Table> = { index: async () => ({ items: [] }) }
const ports = {
  ...{ table, clock: { now: () => new Date().toISOString(), sleep: async () => {} }, random: { hex: () => 'ab' } },
} as Partial<CallPorts> as CallPorts // the rest of the ports this call does not use
const addresses: Addresses = { api: 'https://api.example', socket: 'wss://socket.example', onboardingTemplate: null }
// A process asks as often as it can: nobody is too hasty here.
const settings = readSettings({ PANDA_REQUESTS_PER_MINUTE: '100000000' }) as Settings

export const context: Context = { ports, addresses, settings, log: (_, fault) => console.error(fault) }

const invalid = { code: 400, message: 'invalid' }

/** What is behind a rival's route. */
export const answerTo = async (query: unknown, identity: unknown): Promise<{ status: 200 | 400; body: object }> => {
  const input = deploymentsQuery.safeParse(query)
  if (!input.success) return { status: 400, body: invalid }
  const caller: Caller | undefined = callerFrom(identity as Record<string, unknown>)
  if (!caller) return { status: 400, body: invalid }
  const call: CallContext = { ...context, caller, locale: 'en', signal, audit: {}, least: 'viewer' }
  const data = await listDeployments(input.data, call)
  return { status: 200, body: { code: 200, message: apiMessage('en', 'ok'), data } }
}

const { signal } = new AbortController()

/** What a rival's log says of a call, as ours does. */
export const logged = (began: number, requestId: string, tenant: string | undefined, status: number) =>
  watch.line({
    ...{ outcome: 'done', requestId, method: 'GET', tenant, operation: 'listDeployments', status },
    ms: Math.round(performance.now() - began),
  })
