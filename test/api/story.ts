// A whole Panda that is asked, and writes down what it was asked and what it answered. The same each time: its clock is
// the timeline's, its ids come from a counter.
import { createHash } from 'node:crypto'
import { type Caller, type Context, localCaller } from '../../app/caller.ts'
import { api, type Reply } from '../../app/http.ts'
import type { Example, ExampleAnswer } from '../../app/openapi-examples.ts'
import type { Route } from '../../app/routes/route.ts'
import { routes } from '../../app/routes.ts'
import { localPosts } from '../../aws/posts.ts'
import type { Ports } from '../../core/ports.ts'
import { ingressBus } from '../../core/rules.ts'
import { openPlace } from '../place.ts'
import { githubAs } from './github.ts'

export type Asked = {
  summary: string
  params?: Record<string, string>
  query?: string
  headers?: Record<string, string>
  body?: object
  /** Instead of the body, and too long to be written down. */
  raw?: string
  caller?: Caller
  settings?: Partial<Context['settings']>
}
/** Whoever a sample is sent to takes it, in the same time each time. */
const posts: Ports['posts'] = {
  ...localPosts(),
  post: async () => ({ httpStatus: 200, ms: 84, body: 'ok' }),
}
type Thing = 'gr' | 'gh' | 'aws' | 'byRole' | 'dep' | 'tok'
export type Story = Awaited<ReturnType<typeof openStory>>
export type Chapter = (story: Story) => Promise<void>

/** As `npm start` says them. */
const addresses = {
  api: 'http://127.0.0.1:8080',
  socket: 'ws://127.0.0.1:8080/ws',
  onboardingTemplate: 'http://127.0.0.1:8080/onboarding-template.json',
  ingressBusArn: `arn:aws:events:local-1:999999999999:event-bus/${ingressBus}`,
}

export const openStory = async () => {
  const place = await openPlace({}, { random: idsFromACounter() })
  const calls: Record<string, Example[]> = {}
  const github = githubAs({ panda: { hello: ['main', 'v2'] } })
  const context = (): Context => ({
    ports: { ...place.ports, github: github.port, posts },
    settings: place.settings,
    addresses,
    log: (_, fault) => place.story.push(String(fault)),
  })

  /** Asks, and writes down. */
  const ask = async (operation: string, name: string, asked: Asked): Promise<ExampleAnswer> => {
    const route = routeOf(operation)
    const { summary, headers, body, settings } = asked
    const path = pathOf(route, asked)
    const its = context()
    const handle = api({ ...its, settings: { ...its.settings, ...settings } })
    const sent = asked.raw ?? (body && JSON.stringify(body))
    const [bare = '', query = ''] = path.split('?')
    const line = { method: route.method, path: bare, query, headers: headers ?? {}, body: sent }
    const answer = await answerOf(await handle({ ...line, caller: asked.caller ?? localCaller }))
    const request = { path, ...(headers && { headers }), ...(body && { body }) }
    const there = calls[operation] ?? []
    if (there.some(one => one.name === name)) throw new Error(`${operation} has two examples "${name}"`)
    calls[operation] = [...there, { name, summary, request, answer }]
    // The stream's readers and the machine take their time.
    await place.seconds(1)
    return answer
  }
  const told = async (operation: string, name: string, asked: Asked) => {
    const { status, body } = await ask(operation, name, asked)
    if (status !== 200) throw new Error(`${operation} "${name}": ${JSON.stringify(body)}`)
    return (body as { data: Record<string, unknown> }).data
  }
  return {
    place,
    github,
    calls,
    context,
    ask,
    told,
    /** What the chapters have made so far, for the ones after them. */
    things: {} as Record<Thing, string>,
  }
}

const routeOf = (operation: string): Route => {
  const route = routes.find(one => one.operation === operation)
  if (!route) throw new Error(`There is no call ${operation}`)
  return route
}

export const pathOf = ({ path }: Route, { params = {}, query }: Pick<Asked, 'params' | 'query'>) => {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? `{${name}}`)
  return query === undefined ? filled : `${filled}?${query}`
}

/** Of every answer; the test sees that each has them. */
const usualHeaders = ['cache-control', 'content-type', 'x-content-type-options']

export const answerOf = async (reply: Reply): Promise<ExampleAnswer> => {
  const { status } = reply
  const special = Object.entries(reply.headers).filter(([name]) => !usualHeaders.includes(name))
  const headers = special.length > 0 ? { headers: Object.fromEntries(special) } : {}
  const text = 'body' in reply ? reply.body : await collected(reply.stream)
  if (text === '') return { status, ...headers }
  const isJson = reply.headers['content-type']?.startsWith('application/json')
  return { status, ...headers, body: isJson ? JSON.parse(text) : text }
}

const collected = async (stream: AsyncIterable<string>) => {
  let text = ''
  for await (const piece of stream) text += piece
  return text
}

/** They look like any, and are the same each time. */
const idsFromACounter = () => {
  let count = 0
  return {
    hex: (bytes: number) => {
      count += 1
      let text = ''
      for (let part = 0; text.length < bytes * 2; part++) text += sha256(`panda ${count} ${part}`)
      return text.slice(0, bytes * 2)
    },
  }
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
