import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { panda } from '../../client/api.ts'
import { PandaError } from '../../client/faults.ts'
import { type LiveOptions, liveEvents } from '../../client/socket.ts'
import type { LogChunk, PandaEvent } from '../../client/types.ts'
import { event, FakePanda, failure, figures } from './fake-panda.ts'
import { quickTiming, until } from './quick-timing.ts'

let server: FakePanda
beforeEach(async () => {
  server = new FakePanda()
  await server.up()
})
afterEach(() => server.down())

const live = (options: LiveOptions = {}) =>
  liveEvents(panda({ baseUrl: server.baseUrl, token: 'me', locale: 'ko' }), { timing: quickTiming(), ...options })

const all = async <T>(events: AsyncIterable<T>) => {
  const found: T[] = []
  for await (const each of events) found.push(each)
  return found
}
const seqs = (events: PandaEvent[]) => events.map(({ seq }) => seq)
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1)
/** Without the deadline of a handshake and the pings. */
const pauses = (timing: { waited: number[] }) => timing.waited.filter(ms => ms !== 10_000 && ms !== 30_000)
const subscribes = () => server.said.filter(({ action }) => action === 'subscribe')

describe('each event exactly once and in order', () => {
  it('when the socket is cut at every tenth event, with two deployments on it', async () => {
    server.write('dep_a', 100)
    server.write('dep_b', 35)
    server.fate = (_, n) => (n === 10 ? 'cut after' : 'sent')
    const timing = quickTiming()
    const events = live({ timing })
    const [a, b] = await Promise.all([all(events.follow('dep_a')), all(events.follow('dep_b'))])
    expect(seqs(a)).toEqual(upTo(100))
    expect(seqs(b)).toEqual(upTo(35))
    expect(server.connections).toBeGreaterThanOrEqual(10)
    expect(Math.max(...pauses(timing)), 'a line that brings something comes back soon').toBe(375)
  })

  it('when it is cut at every tenth event while they are written', async () => {
    server.write('dep_a', 1, true)
    server.fate = (_, n) => (n === 10 ? 'cut after' : 'sent')
    const found = all(live().follow('dep_a'))
    for (const seq of upTo(60).slice(1)) {
      server.append(event('dep_a', seq, seq === 60 ? 'FAILED' : 'BUILD_PROGRESS'))
      await new Promise(resolve => setTimeout(resolve, 1))
    }
    expect(seqs(await found)).toEqual(upTo(60))
  })

  it('when the server repeats all and loses some, without waiting for a pong', async () => {
    server.write('dep_a', 2, true)
    const lost = new Set([5, 6, 11])
    server.fate = ({ seq }, _, replay) => (!replay && lost.has(seq) ? 'dropped' : 'twice')
    const found = all(live({ pingMs: 1e7 }).follow('dep_a'))
    await until(() => server.subscribed('dep_a'))
    for (const seq of upTo(15).slice(2)) server.append(event('dep_a', seq, seq === 15 ? 'CANCELLED' : 'CLONED'))
    expect(seqs(await found)).toEqual(upTo(15))
  })

  it('when the last one is lost: the next pong tells', async () => {
    server.write('dep_a', 3, true)
    server.fate = (_, __, replay) => (replay ? 'sent' : 'dropped')
    const found = all(live().follow('dep_a'))
    await until(() => server.subscribed('dep_a'))
    server.append(event('dep_a', 4, 'COMPLETED'))
    expect(seqs(await found)).toEqual(upTo(4))
    expect(subscribes().map(({ after }) => after)).toEqual([0, 3])
  })

  it('when the server forgets the subscription: the next pong does not name it', async () => {
    server.write('dep_a', 3, true)
    const found = all(live().follow('dep_a'))
    await until(() => server.subscribed('dep_a'))
    for (const peer of server.peers) peer.subscriptions.clear()
    server.append(event('dep_a', 4, 'COMPLETED'))
    expect(seqs(await found)).toEqual(upTo(4))
  })

  it('from where the reader is, for two readers of one deployment', async () => {
    server.write('dep_a', 8)
    const events = live()
    const [late, whole] = await Promise.all([all(events.follow('dep_a', { after: 5 })), all(events.follow('dep_a'))])
    expect(seqs(late)).toEqual([6, 7, 8])
    expect(seqs(whole)).toEqual(upTo(8))
  })

  it('and a server that keeps leaving one out is asked again after growing pauses, not in a circle', async () => {
    server.write('dep_a', 5)
    server.fate = ({ seq }) => (seq === 3 && subscribes().length < 6 ? 'dropped' : 'sent')
    const timing = quickTiming()
    expect(seqs(await all(live({ timing }).follow('dep_a')))).toEqual(upTo(5))
    expect(pauses(timing)).toEqual([375, 750, 1500, 3000])
  })
})

describe('figures', () => {
  it('reach those who want them, newer ones only, and nobody after the end', async () => {
    server.write('dep_a', 2, true)
    const events = live()
    const wanted = all(events.follow('dep_a', { figures: true }))
    const others = all(events.follow('dep_a'))
    await until(() => server.subscribed('dep_a'))
    for (const n of [4, 4, 3, 5]) server.figures('dep_a', n)
    server.append(event('dep_a', 3, 'COMPLETED'))
    server.figures('dep_a', 6)
    const seen = await wanted
    expect(seen.flatMap(one => (one.type === 'figures' ? one.n : []))).toEqual([4, 5])
    expect(seen.flatMap(one => ('seq' in one ? one.seq : []))).toEqual(upTo(3))
    expect(seen).toContainEqual(figures('dep_a', 5))
    expect(seqs(await others)).toEqual(upTo(3))
  })

  it('that were there before reach who comes later, and are not told twice to who has them', async () => {
    server.write('dep_a', 1, true)
    // As the server does: the newest row after each subscribe.
    const events = live()
    const seen: number[][] = [[], []]
    const follow = async (which: number) => {
      for await (const one of events.follow('dep_a', { figures: true, after: 1 }))
        if (one.type === 'figures') seen[which]!.push(one.n)
    }
    const first = follow(0)
    await until(() => server.subscribed('dep_a'))
    server.figures('dep_a', 7)
    await until(() => seen[0]!.length === 1)
    const second = follow(1)
    await until(() => subscribes().length === 2)
    server.figures('dep_a', 7)
    await until(() => seen[1]!.length === 1)
    server.append(event('dep_a', 2, 'FAILED'))
    await Promise.all([first, second])
    expect(seen).toEqual([[7], [7]])
  })
})

describe('the line', () => {
  it('that is wanted no more before it is there is closed once it is: a browser complains of less', async () => {
    const sockets: { state: string; open(): void }[] = []
    class Slow {
      state = 'connecting'
      listeners: Record<string, (event: object) => void> = {}
      constructor() {
        sockets.push(this)
      }
      addEventListener(type: string, listener: (event: object) => void) {
        const before = this.listeners[type]
        this.listeners[type] = event => {
          before?.(event)
          listener(event)
        }
      }
      open() {
        this.state = 'open'
        this.listeners.open?.({})
      }
      send() {}
      close() {
        this.state = this.state === 'open' ? 'closed' : 'closed too early'
      }
    }
    const events = live({ WebSocket: Slow })
    const found = all(events.follow('dep_a'))
    await until(() => sockets.length === 1)
    events.close()
    expect(await found).toEqual([])
    expect(sockets[0]?.state).toBe('connecting')
    sockets[0]?.open()
    expect(sockets[0]?.state).toBe('closed')
  })

  it('asks for what the caller wants, in the language of the client, with the ticket in the address or beside it', async () => {
    server.ticketInUrl = false
    server.write('dep_a', 9)
    await all(live().follow('dep_a', { after: 7, lang: 'en' }))
    await all(live().follow('dep_a', { after: 7 }))
    const request = { action: 'subscribe', deploymentId: 'dep_a', after: 7, lang: 'en', logs: false }
    expect(subscribes()).toEqual([request, { ...request, lang: 'ko' }])
    expect(server.asked[0]).toMatchObject({ method: 'POST', headers: { authorization: 'Bearer me' } })
  })

  it('is one for several deployments, and goes when the last has ended', async () => {
    server.write('dep_a', 3)
    server.write('dep_b', 1, true)
    const events = live()
    const b = all(events.follow('dep_b'))
    expect(seqs(await all(events.follow('dep_a')))).toEqual(upTo(3))
    expect(server.peers.size).toBe(1)
    server.append(event('dep_b', 2, 'FAILED'))
    expect(seqs(await b)).toEqual([1, 2])
    await until(() => server.peers.size === 0)
    expect(server.connections).toBe(1)
    expect(seqs(await all(events.follow('dep_a', { after: 1 })))).toEqual([2, 3])
  })

  it('comes back when the server was away, with pauses that grow to 15 s, and says how it stands', async () => {
    server.write('dep_a', 3, true)
    const timing = quickTiming(500)
    const states: string[] = []
    const found = all(live({ timing, onState: state => states.push(state) }).follow('dep_a'))
    await until(() => server.subscribed('dep_a'))
    await server.down()
    await until(() => timing.waited.length >= 12)
    server.append(event('dep_a', 4, 'COMPLETED'))
    await server.up()
    expect(seqs(await found)).toEqual(upTo(4))
    expect(pauses(timing).slice(0, 8)).toEqual([375, 750, 1500, 3000, 6000, 11_250, 11_250, 11_250])
    expect(states.slice(0, 5)).toEqual(['connecting', 'open', 'lost', 'connecting', 'lost'])
    expect(states.slice(-2)).toEqual(['connecting', 'open'])
  })

  it('takes a fresh ticket when one was not good enough at the door', async () => {
    server.write('dep_a', 2)
    server.refuseUpgrades = 2
    expect(seqs(await all(live().follow('dep_a')))).toEqual([1, 2])
    expect(server.asked.filter(({ path }) => path.endsWith('/socket-ticket'))).toHaveLength(3)
  })

  it('throws when Panda gives no ticket, and tries again when it is only busy', async () => {
    server.write('dep_a', 2)
    server.answers.set('/api/v1/socket-ticket', [failure(401, 'UNAUTHENTICATED', 'Who are you?')])
    await expect(all(live().follow('dep_a'))).rejects.toMatchObject({ status: 401, errorCode: 'UNAUTHENTICATED' })
    server.answers.set('/api/v1/socket-ticket', [
      failure(503, 'UNEXPECTED_ERROR', 'x'),
      failure(429, 'RATE_LIMITED', 'y'),
    ])
    expect(seqs(await all(live().follow('dep_a')))).toEqual([1, 2])
  })

  it('is given up when a ping gets no answer', async () => {
    server.write('dep_a', 2, true)
    server.hears = ({ action }) => action === 'ping' && server.connections === 1
    const found = all(live().follow('dep_a'))
    await until(() => server.connections === 2)
    await until(() => server.subscribed('dep_a'))
    server.append(event('dep_a', 3, 'COMPLETED'))
    expect(seqs(await found)).toEqual(upTo(3))
  })

  it('is taken anew when the gateway answers in its own words', async () => {
    server.write('dep_a', 2)
    server.hears = (_, peer) => {
      if (server.connections > 1) return false
      peer.socket.send('{"message":"Internal server error","connectionId":"x","requestId":"y"}')
      return true
    }
    expect(seqs(await all(live().follow('dep_a')))).toEqual([1, 2])
  })
})

describe('the end', () => {
  it('throws for an unknown deployment, and only for that one', async () => {
    server.write('dep_a', 2, true)
    const events = live()
    const refused = all(events.follow('dep_x')).catch((thrown: unknown) => thrown)
    const a = all(events.follow('dep_a'))
    const fault = await refused
    expect(fault).toBeInstanceOf(PandaError)
    expect(fault).toMatchObject({ errorCode: 'DEPLOYMENT_NOT_FOUND', message: 'Deployment not found: dep_x' })
    server.append(event('dep_a', 3, 'COMPLETED'))
    expect(seqs(await a)).toEqual(upTo(3))
  })

  it('READY is not the end', async () => {
    server.write('dep_a', 2, true)
    const found = all(live().follow('dep_a'))
    await until(() => server.subscribed('dep_a'))
    server.append(event('dep_a', 3, 'READY'))
    server.append(event('dep_a', 4, 'COMPLETED'))
    expect(seqs(await found)).toEqual(upTo(4))
  })

  it('close() ends every iteration, and none begins after', async () => {
    server.write('dep_a', 2, true)
    const events = live()
    const found: PandaEvent[] = []
    const reading = (async () => {
      for await (const each of events.follow('dep_a')) found.push(each)
    })()
    await until(() => found.length === 2)
    events.close()
    await reading
    expect(await all(events.follow('dep_a'))).toEqual([])
    await until(() => server.peers.size === 0)
  })

  it('close() while the ticket is on its way opens nothing', async () => {
    server.write('dep_a', 2)
    const client = panda({ baseUrl: server.baseUrl })
    const opened: string[] = []
    const tickets: string[] = []
    const socketTicket = async () => {
      const ticket = await client.socketTicket()
      tickets.push(ticket.url)
      return ticket
    }
    class Watched extends WebSocket {
      constructor(url: string) {
        super(url)
        opened.push(url)
      }
    }
    const events = liveEvents({ ...client, socketTicket }, { WebSocket: Watched })
    const found = all(events.follow('dep_a'))
    events.close()
    expect(await found).toEqual([])
    await until(() => tickets.length === 1)
    await new Promise(resolve => setTimeout(resolve, 10))
    expect(opened).toEqual([])
  })

  it('aborting throws the reason; leaving the loop unsubscribes', async () => {
    server.write('dep_a', 2, true)
    server.write('dep_b', 2, true)
    const events = live()
    const ending = new AbortController()
    const a = all(events.follow('dep_a', { signal: ending.signal }))
    for await (const { seq } of events.follow('dep_b')) if (seq === 2) break
    await until(() =>
      server.said.some(({ action, deploymentId }) => action === 'unsubscribe' && deploymentId === 'dep_b'),
    )
    ending.abort(new Error('enough'))
    await expect(a).rejects.toThrow('enough')
    await until(() => server.peers.size === 0)
  })
})

describe('build output', () => {
  const told = (found: (PandaEvent | LogChunk)[]) =>
    found.flatMap(each => (each.type === 'log' ? each.lines : each.code))

  it('comes in order, without gap or repeat, before the final event', async () => {
    server.write('dep_a', 1, true)
    server.lines('dep_a', { chunk: 1, lines: ['one'] })
    const found = all(live().follow('dep_a', { logs: true }))
    await until(() => server.subscribed('dep_a'))
    server.lines('dep_a', { chunk: 2, lines: ['two'] }, false)
    server.lines('dep_a', { chunk: 3, lines: ['three'] })
    server.lines('dep_a', { chunk: 3, lines: ['three'] })
    server.lines('dep_a', { chunk: 4, lines: ['four'] }, false)
    server.append(event('dep_a', 2, 'COMPLETED'))
    expect(told(await found).filter(line => line !== 'BUILD_PROGRESS')).toEqual([
      'one',
      'two',
      'three',
      'four',
      'COMPLETED',
    ])
  })

  it('passes over a chunk that nobody has', async () => {
    server.write('dep_a', 1, true)
    const found = all(live().follow('dep_a', { logs: true }))
    await until(() => server.subscribed('dep_a'))
    for (const chunk of [1, 3, 4]) server.lines('dep_a', { chunk, lines: [`${chunk}`] })
    server.append(event('dep_a', 2, 'COMPLETED'))
    expect(told(await found).slice(1)).toEqual(['1', '3', '4', 'COMPLETED'])
  })

  it('keeps what came over the socket before it can be read', async () => {
    server.write('dep_a', 1, true)
    const found = all(live().follow('dep_a', { logs: true }))
    await until(() => server.subscribed('dep_a'))
    server.lines('dep_a', { chunk: 2, lines: ['two'] })
    server.output.set('dep_a', [{ chunk: 1, lines: ['one'] }])
    server.append(event('dep_a', 2, 'COMPLETED'))
    expect(told(await found).slice(1)).toEqual(['one', 'two', 'COMPLETED'])
  })

  it('that cannot be read to its end says so, after the final event', async () => {
    server.write('dep_a', 2)
    server.answers.set(
      '/api/v1/deploy/dep_a/logs?after=0',
      Array(9).fill(failure(500, 'UNEXPECTED_ERROR', 'reference 7')),
    )
    const found: string[] = []
    const reading = (async () => {
      for await (const each of live().follow('dep_a', { logs: true })) if (each.type !== 'log') found.push(each.code)
    })()
    await expect(reading).rejects.toMatchObject({ status: 500, message: 'reference 7' })
    expect(found).toEqual(['BUILD_PROGRESS', 'COMPLETED'])
  })
})
