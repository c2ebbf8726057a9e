import { once } from 'node:events'
import { get, type IncomingMessage, request, type Server } from 'node:http'
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { balancer } from '../../../local/balancer/balancer.ts'
import { serve, settings, until, wall } from './world.ts'

let wires: ReturnType<typeof balancer>
let port: number
const servers: Server[] = []
const health: [string, boolean, string][] = []

beforeEach(async () => {
  wires = balancer({ timeline: wall, idleMs: 400 })
  wires.group('blue', settings, (...change) => health.push(change))
  wires.group('green', settings, (...change) => health.push(change))
  wires.route('production', [{ groupId: 'blue', weight: 100 }])
  port = await wires.listen('production', { port: 80 })
})

afterEach(async () => {
  await wires.stop()
  for (const server of servers.splice(0)) {
    server.close()
    server.closeAllConnections()
  }
  health.length = 0
})

const target = async (group: string, id: string, listener: Parameters<typeof serve>[0]) => {
  const made = await serve(listener)
  servers.push(made.server)
  wires.addTarget(group, id, made)
  await until(() => health.some(([target, healthy]) => target === id && healthy))
  return made
}

const url = (path = '/') => `http://127.0.0.1:${port}${path}`

describe('what a client gets', () => {
  it('is 503 while nothing is healthy, or nothing is routed', async () => {
    const answer = await fetch(url())
    expect([answer.status, answer.headers.get('server')]).toEqual([503, 'awselb/2.0'])
    expect(await answer.text()).toContain('503 Service Temporarily Unavailable')
    wires.route('production', [])
    expect((await fetch(url())).status).toBe(503)
  })

  it('is another target’s answer when one refuses, whatever the method; 502 when all do', async () => {
    const first = await target('blue', 'first', (_, response) => response.end('first'))
    await target('blue', 'second', (asked, response) => void asked.pipe(response))
    first.server.close()
    first.server.closeAllConnections()
    const sent = 'x'.repeat(300_000)
    for (let i = 0; i < 4; i++) {
      const answer = await fetch(url(), { method: 'POST', body: sent })
      expect([answer.status, await answer.text()]).toEqual([200, sent])
    }
    for (const server of servers) {
      server.close()
      server.closeAllConnections()
    }
    expect((await fetch(url(), { method: 'POST', body: sent })).status).toBe(502)
  })

  it('is 502 when a program breaks off, and a POST is not said twice', async () => {
    let posts = 0
    await target('blue', 'rude', (asked, response) => {
      if (asked.method !== 'POST') return void response.end()
      posts++
      asked.socket.destroy()
    })
    expect((await fetch(url(), { method: 'POST', body: 'x' })).status).toBe(502)
    expect(posts).toBe(1)
  })

  it('is 504 when a program does not answer in time', async () => {
    await target('blue', 'mute', (asked, response) => void (asked.url === '/mute' || response.end()))
    expect((await fetch(url('/mute'))).status).toBe(504)
  })

  it('is whole when a kept socket was closed by the program in between', async () => {
    const made = await target('blue', 'fickle', (_, response) => response.end('here'))
    for (let i = 0; i < 20; i++) {
      expect(await (await fetch(url())).text()).toBe('here')
      made.server.closeAllConnections()
    }
  })

  it('streams both ways', async () => {
    await target('blue', 'echo', (asked, response) => void asked.pipe(response))
    const asked = request(url(), { method: 'POST' })
    asked.write('one')
    const [answer] = (await once(asked, 'response')) as [IncomingMessage]
    expect(String((await once(answer, 'data'))[0])).toBe('one')
    asked.end('two')
    expect(String((await once(answer, 'data'))[0])).toBe('two')
  })

  it('is cut when a program breaks off in the middle', async () => {
    await target('blue', 'half', (asked, response) => {
      if (asked.url !== '/half') return void response.end()
      response.writeHead(200, { 'Content-Length': 100 })
      response.write('half', () => asked.socket.destroy())
    })
    const answer = await fetch(url('/half'))
    await expect(answer.text()).rejects.toThrow()
  })
})

it('adds and removes the headers that an ALB does', async () => {
  const seen: IncomingMessage['headers'][] = []
  await target('blue', 'one', (asked, response) => {
    seen.push(asked.headers)
    response.writeHead(200, { 'Set-Cookie': ['a=1', 'b=2'], Connection: 'X-Private', 'X-Private': 'yes' }).end()
  })
  expect(seen[0]?.['user-agent']).toBe('ELB-HealthChecker/2.0')
  seen.length = 0
  const headers = {
    'X-Forwarded-For': '10.0.0.1',
    Connection: 'X-Secret',
    'X-Secret': 'yes',
    Host: 'shop.example',
    TE: 'x',
  }
  const [answer] = (await once(get(url('/real'), { headers }), 'response')) as [IncomingMessage]
  const got = seen.find(one => one['user-agent'] === undefined)
  expect(got).toMatchObject({
    host: 'shop.example',
    'x-forwarded-for': '10.0.0.1, 127.0.0.1',
    'x-forwarded-proto': 'http',
    'x-forwarded-port': '80',
    'x-amzn-trace-id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
  })
  expect([got?.['x-secret'], got?.te, answer.headers['x-private']]).toEqual([undefined, undefined, undefined])
  expect(answer.headers['set-cookie']).toEqual(['a=1', 'b=2'])
  answer.resume()
})

describe('health', () => {
  it('is lost after the threshold and found again', async () => {
    let status = 200
    await target('blue', 'moody', (_, response) => response.writeHead(status).end())
    status = 500
    await until(() => health.length === 2)
    expect(health[1]).toEqual(['moody', false, 'Health checks failed with these codes: [500]'])
    expect((await fetch(url())).status).toBe(503)
    status = 204
    await until(() => health.length === 3)
    expect(health[2]).toEqual(['moody', true, 'HTTP 204'])
  })

  it('of a program that never listens says so, once the usual checks would have', async () => {
    const startedAt = Date.now()
    wires.addTarget('blue', 'absent', { host: '127.0.0.1', port: 1 })
    await until(() => health.length === 1)
    expect(health[0]?.[2]).toContain('nothing listens on port 1')
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(settings.intervalMs * settings.unhealthyThreshold)
  })
})

describe('a switch', () => {
  it('lets a long request end, counted from the pick, and waits for it', async () => {
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>()
    await target('blue', 'old', (asked, response) => {
      if (asked.url === '/slow') arrive()
      setTimeout(() => response.end('old'), asked.url === '/slow' ? 200 : 0)
    })
    await target('green', 'new', (_, response) => response.end('new'))
    const slow = fetch(url('/slow')).then(answer => answer.text())
    // Health checks come there too.
    await arrived
    wires.route('production', [{ groupId: 'green', weight: 100 }])
    let drained = false
    const draining = wires.drainTarget('blue', 'old').then(() => {
      drained = true
    })
    expect(await (await fetch(url())).text()).toBe('new')
    expect(drained).toBe(false)
    expect(await slow).toBe('old')
    await draining
  })

  it('cuts what is still there after drainMs', async () => {
    wires.group('blue', { ...settings, drainMs: 100 }, (...change) => health.push(change))
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>()
    await target('blue', 'old', (asked, response) => (asked.url === '/stuck' ? arrive() : void response.end()))
    const stuck = fetch(url('/stuck')).then(answer => answer.status)
    // Health checks come there too.
    await arrived
    await wires.drainTarget('blue', 'old')
    expect(await stuck).toBe(502)
  })

  it('leaves a WebSocket up until the drain time is over', async () => {
    wires.group('blue', { ...settings, drainMs: 300 }, (...change) => health.push(change))
    const made = await target('blue', 'old', (_, response) => response.end())
    new WebSocketServer({ server: made.server }).on('connection', socket => {
      socket.on('message', data => socket.send(`old ${data}`))
    })
    await target('green', 'new', (_, response) => response.end())
    const socket = new WebSocket(url().replace('http', 'ws'))
    await once(socket, 'open')
    wires.route('production', [{ groupId: 'green', weight: 100 }])
    const draining = wires.drainTarget('blue', 'old')
    socket.send('hello')
    expect(String((await once(socket, 'message'))[0])).toBe('old hello')
    await Promise.all([draining, once(socket, 'close')])
  })

  it('leaves a WebSocket up as long as something moves, not longer', async () => {
    const made = await target('blue', 'old', (_, response) => response.end())
    new WebSocketServer({ server: made.server }).on('connection', socket => {
      socket.on('message', data => socket.send(data))
    })
    const socket = new WebSocket(url().replace('http', 'ws'))
    await once(socket, 'open')
    for (let i = 0; i < 6; i++) {
      await new Promise(resolve => setTimeout(resolve, 100))
      socket.send(i)
      expect(String((await once(socket, 'message'))[0])).toBe(String(i))
    }
    await once(socket, 'close')
    await wires.drainTarget('blue', 'old')
  })

  it('answers who asks a program for an upgrade that it does not do', async () => {
    await target('blue', 'plain', (_, response) => response.end('plain'))
    const socket = new WebSocket(url().replace('http', 'ws'))
    const [, answer] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage]
    expect(answer.statusCode).toBe(200)
  })

  it('gives each group its share', async () => {
    await target('blue', 'old', (_, response) => response.end('blue'))
    await target('green', 'new', (_, response) => response.end('green'))
    wires.route('production', [
      { groupId: 'blue', weight: 90 },
      { groupId: 'green', weight: 10 },
    ])
    const bodies = await Promise.all(Array.from({ length: 100 }, async () => (await fetch(url())).text()))
    expect(bodies.filter(body => body === 'green')).toHaveLength(10)
  })
})

it('does not count its own refusals as answers of the target', async () => {
  const from = Date.now()
  expect((await fetch(url())).status).toBe(503)
  await target('blue', 'old', (asked, response) =>
    asked.headers['user-agent'] === 'ELB-HealthChecker/2.0' ? response.end() : asked.socket.destroy(),
  )
  expect((await fetch(url())).status).toBe(502)
  await until(() => wires.measured('blue', from, Date.now() + 1).requests > 0)
  expect(wires.measured('blue', from, Date.now() + 1)).toEqual({ requests: 1, errors: 0, latenciesMs: [] })
})

it('measures real requests of each group, and no health checks', async () => {
  const from = Date.now()
  await target('blue', 'old', (asked, response) => {
    const real = asked.headers['user-agent'] !== 'ELB-HealthChecker/2.0'
    const bad = asked.url === '/bad'
    setTimeout(() => response.writeHead(bad ? 500 : 200).end(), real && !bad ? 30 : 0)
  })
  for (let i = 0; i < 10; i++) await fetch(url(i < 2 ? '/bad' : '/'))
  await until(() => wires.measured('blue', from, Date.now() + 1).requests === 10)
  const figures = wires.measured('blue', from, Date.now() + 1)
  expect(figures.errors).toBe(2)
  expect(figures.latenciesMs.filter(ms => ms >= 29 && ms < 300)).toHaveLength(8)
  expect(wires.measured('green', from, Date.now() + 1).requests).toBe(0)
  expect(wires.measured('blue', from - 60_000, from - 10_000).requests).toBe(0)
})

it('drops who sends nothing, and survives garbage', async () => {
  await target('blue', 'one', (_, response) => response.end('fine'))
  const garbage = connect(port, '127.0.0.1', () => garbage.write('\0\0\0 nonsense\r\n\r\n'))
  expect(String((await once(garbage, 'data'))[0])).toContain('400')
  const long = connect(port, '127.0.0.1', () => long.write(`GET / HTTP/1.1\r\nX: ${'x'.repeat(100_000)}`))
  expect(String((await once(long, 'data'))[0])).toContain('431')
  expect(await (await fetch(url())).text()).toBe('fine')
})

it('opens a port that no connection is given while Panda is down', async () => {
  const opened = await Promise.all([1, 2, 3, 4, 5].map(n => wires.listen(`listener ${n}`, { port: 80 })))
  expect(opened.filter(one => one >= 32_768)).toEqual([])
  expect(new Set(opened).size).toBe(5)
})

it('opens a wanted port, another if it is taken, and gives it back at once', async () => {
  const second = await wires.listen('second', { port: 80 }, port)
  expect(second).not.toBe(port)
  await wires.close('second')
  expect(await wires.listen('third', { port: 80 }, second)).toBe(second)
})
