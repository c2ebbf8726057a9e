// Panda as strangers find it, in memory: the door of node:http without its network, API Gateway's, and the sockets', with
// identities checked. What lies behind is real but for GitHub, STS, KMS and the state machine, which only counts its starts.
import { advanceReader } from '../../../app/advance.ts'
import type { Context } from '../../../app/caller.ts'
import { api } from '../../../app/http.ts'
import { identify, type VerifyJwt } from '../../../app/identity.ts'
import type { Access, Key, Table } from '../../../core/ports.ts'
import { readSettings, type Settings } from '../../../core/settings.ts'
import { apiHandler } from '../../../lambdas/handlers/api.ts'
import { authorizerHandler } from '../../../lambdas/handlers/authorizer.ts'
import { socketHandler } from '../../../lambdas/handlers/socket.ts'
import type { Watch } from '../../../lambdas/platform/watched.ts'
import { memoryTable } from '../../../region/memory-table.ts'
import { streamed } from '../../../region/stream.ts'
import { authorizerEvent, httpEvent } from '../../lambdas/shapes/http.ts'
import { connectEvent, disconnectEvent, messageEvent } from '../../lambdas/shapes/sockets.ts'
import type { Dice } from '../../sim/dice.ts'
import { accountsThat, githubThat, plainVault } from './world.ts'

export type Question = {
  /** Which way in: both end at the same calls. */
  door: 'local' | 'gateway'
  method: string
  /** Percent-encoded, without the query. */
  path: string
  query: string
  /** With `authorization`, where there is one. */
  headers: Record<string, string>
  body?: string | Buffer
}
export type Reply = { status: number; headers: Record<string, string>; text: string }
export type House = ReturnType<typeof openHouse>

/** Eight hex digits with a letter: everything that is made for a tenant has them, and chance makes none. Nobody's stand where
 *  alice's do in any order. */
export const tags: Record<string, string> = { nobody: 'a11ce0a0', alice: 'a11ce0a1', bobby: 'b0bb1eb0' }

export const openHouse = (dice: Dice, options: { settings?: Record<string, string>; verifyJwt?: VerifyJwt } = {}) => {
  const settings = readSettings({ PANDA_REQUESTS_PER_MINUTE: '100000', ...options.settings }) as Settings
  const clock = houseClock()
  const faults: string[] = []
  const started: string[] = []
  const heard: { connectionId: string; text: string }[] = []
  let acting = 'nobody'
  const random = { hex: (bytes: number) => tags[acting]! + digits(dice, bytes * 2 - tags[acting]!.length) }
  const note = (where: string, fault: unknown) => void faults.push(`${where}: ${wordsOf(fault)}`)

  const written: string[] = []
  const rows = noting(memoryTable(), written, key => key.pk === `tenant#${acting}` && key.sk.startsWith('audit#'))
  const readers: Parameters<typeof streamed>[1][number][] = []
  const table = streamed(rows, readers, fault => note('stream', fault), clock.sleep)
  const executions = {
    start: async (id: string) => void started.push(id),
    running: async () => true,
    succeed: async () => 'dead' as const,
    fail: async () => 'dead' as const,
  }
  readers.push(advanceReader({ table, executions, notices: { send: async () => {} } }, fault => note('notice', fault)))
  const sockets = {
    post: async (connectionId: string, text: string) => {
      heard.push({ connectionId, text })
      return 'sent' as const
    },
    close: async () => {},
  }
  const asked: Access[] = []
  const ports = {
    ...{ clock, random, table, sockets, vault: plainVault, github: githubThat },
    ...accountsThat(asked),
    posts: { unfit: () => undefined, post: async () => ({ httpStatus: 200, ms: 1, body: 'ok' }) },
    changes: { tell: async () => {} },
    mail: { subscribe: async () => 'topic', send: async () => {} },
  }
  const watch: Watch = {
    line: () => {},
    fault: (words, facts) => note(`gateway ${JSON.stringify(facts)}`, words.stack ?? words.message),
    count: () => {},
  }
  const context: Context = {
    ...{ ports, settings, log: note },
    addresses: { api: 'http://127.0.0.1:8080', socket: 'ws://127.0.0.1:8080/ws', onboardingTemplate: null },
  }
  const identity = { table, clock, verifyJwt: options.verifyJwt ?? (async () => ({ denied: 'No JWTs here' })) }
  const local = api(context)
  const [gateway, authorizer] = [apiHandler(context, watch), authorizerHandler(identity, watch)]
  const socket = socketHandler(ports, settings, watch)
  let requests = 0
  const invocation = () => ({ awsRequestId: `r-${++requests}` })

  const atLocal = async ({ method, path, query, headers, body }: Question): Promise<Reply> => {
    const who = await identify({ authorization: headers.authorization }, identity)
    const caller = 'denied' in who ? { caller: undefined, denied: who.denied } : { caller: who }
    const reply = await local({ method, path, query, headers, body: textOf(body), ...caller })
    const text = 'body' in reply ? reply.body : await collected(reply.stream)
    return { status: reply.status, headers: reply.headers, text }
  }
  const atGateway = async ({ method, path, query, headers, body }: Question): Promise<Reply> => {
    const { context: found } = await authorizer(authorizerEvent(method, path, headers), invocation())
    const shown = { path: decoded(path), query, headers, found }
    const event = httpEvent(method, { ...shown, body: typeof body === 'string' ? body : undefined })
    const binary = Buffer.isBuffer(body) ? { body: body.toString('base64'), isBase64Encoded: true } : {}
    const reply = await gateway({ ...event, ...binary }, invocation())
    return {
      ...{ status: reply.statusCode ?? 0, text: reply.body ?? '' },
      headers: (reply.headers ?? {}) as Record<string, string>,
    }
  }

  return {
    ...{ table, clock, settings, faults, started, heard, written, ports },
    /** Whose ids are being made. */
    acts: (tenant: string) => {
      acting = tenant
    },
    ask: async (question: Question) => {
      const reply = await (question.door === 'local' ? atLocal(question) : atGateway(question))
      await table.settled()
      return reply
    },
    /** The status of the upgrade. */
    open: async (connectionId: string, ticket: string) =>
      (await socket({ ...connectEvent(connectionId, ticket), version: '' } as never, invocation())).statusCode,
    /** What came back. */
    say: async (connectionId: string, text: string) => {
      const before = heard.length
      await socket({ ...messageEvent(connectionId, text), version: '' } as never, invocation())
      await table.settled()
      return heard.slice(before).map(one => one.text)
    },
    leave: async (connectionId: string) => {
      await socket({ ...disconnectEvent(connectionId), version: '' } as never, invocation())
    },
  }
}

/** Every write that changed something, by its key; but for what is always written. */
const noting = (table: Table, written: string[], isUsual: (key: Key) => boolean): Table => {
  const noted = <T>(key: Key, changed: T): T => {
    if (changed && !isUsual(key)) written.push(`${key.pk} ${key.sk}`)
    return changed
  }
  return {
    ...table,
    put: async (item, when) => noted(item, await table.put(item, when)),
    change: async (key, change) => noted(key, await table.change(key, change)),
    take: async key => noted(key, await table.take(key)),
    remove: async key => {
      noted(key, await table.get(key))
      await table.remove(key)
    },
  }
}

const houseClock = () => {
  const clock = {
    at: Date.parse('2026-11-20T10:00:00.000Z'),
    now: () => new Date(clock.at).toISOString(),
    sleep: async () => {},
  }
  return clock
}

const digits = (dice: Dice, length: number) => {
  let text = ''
  for (; text.length < length; text += String(dice.int(10)));
  return text
}

const textOf = (body: string | Buffer | undefined) => (Buffer.isBuffer(body) ? body.toString() : body)

const wordsOf = (fault: unknown) => (fault instanceof Error ? (fault.stack ?? fault.message) : String(fault))

const collected = async (stream: AsyncIterable<string>) => {
  let text = ''
  for await (const piece of stream) text += piece
  return text
}

/** As API Gateway does, which hands over a path that it has decoded. */
const decoded = (path: string) => {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
