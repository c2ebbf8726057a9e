import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { virtualTimeline } from '../../region/timeline.ts'
import { until } from '../client/quick-timing.ts'
import { dial, served } from './socket-place.ts'

let panda: Awaited<ReturnType<typeof served>>
const good = () => `${panda.url}?ticket=good`
const start = async (duties: Parameters<typeof served>[0] = {}) => {
  panda = await served(duties)
}
afterEach(() => panda.down())

describe('the door', () => {
  it('opens for a good ticket, each socket under its own id', async () => {
    await start()
    const first = await dial(good())
    await dial(good())
    expect(new Set(panda.connected).size).toBe(2)
    await panda.peers.post(panda.connected[0]!, 'hello')
    await until(() => first.texts.length === 1)
    expect(first.texts).toEqual(['hello'])
  })

  it('answers 401 to a bad ticket and to none, 404 elsewhere, and lives on', async () => {
    await start()
    await expect(dial(`${panda.url}?ticket=bad`)).rejects.toThrow('401')
    await expect(dial(panda.url)).rejects.toThrow('401')
    await expect(dial(`ws://127.0.0.1:${panda.port}/other?ticket=good`)).rejects.toThrow('404')
    await dial(good())
    expect(await (await fetch(`http://127.0.0.1:${panda.port}/`)).text()).toBe('http')
  })

  it('leaves upgrades of other paths to whoever else listens', async () => {
    await start()
    panda.server.on('upgrade', (request, socket) => {
      if (request.url === '/tunnel') socket.end('HTTP/1.1 418 -\r\n\r\n')
    })
    await expect(dial(`ws://127.0.0.1:${panda.port}/tunnel`)).rejects.toThrow('418')
  })

  it.each([
    ['https://evil.example', undefined],
    ['null', undefined],
    ['http://127.0.0.1:1', undefined],
    ['http://evil.example:81', 'evil.example:81'],
    ['http://localhost:81', undefined],
    ['nonsense', undefined],
  ])('refuses a page of %s', async (origin, host) => {
    await start()
    await expect(dial(good(), { origin, ...(host && { headers: { host } }) })).rejects.toThrow('403')
    expect(panda.connected).toEqual([])
  })

  it('lets its own pages in', async () => {
    await start()
    await dial(good(), { origin: `http://127.0.0.1:${panda.port}` })
    await dial(good(), { origin: `http://localhost:${panda.port}` })
  })

  it('answers 500 when the ticket cannot be looked at, and says why to its owner', async () => {
    await start({ onConnect: () => Promise.reject(new Error('table')) })
    await expect(dial(good())).rejects.toThrow('500')
    expect(panda.faults).toEqual([new Error('table')])
  })

  it('forgets a client that has gone, or never was one, once its ticket is taken', async () => {
    await start()
    const bad = connect(panda.port, '127.0.0.1')
    bad.on('error', () => {})
    bad.write('GET /ws?ticket=good HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    await until(() => panda.gone.length === 1)
    expect(panda.gone).toEqual(panda.connected)
    expect(await panda.peers.post(panda.connected[0]!, 'x')).toBe('gone')
  })
})

describe('messages', () => {
  it('are handled one after another, in order, and then the going', async () => {
    const seen: string[] = []
    const slowly = async (text: string, ms: number) => {
      seen.push(`${text} begins`)
      await new Promise(resolve => setTimeout(resolve, ms))
      seen.push(`${text} ends`)
    }
    await start({ onMessage: (_, data) => slowly(data, data === 'a' ? 30 : 1), onDisconnect: () => slowly('gone', 0) })
    const { socket } = await dial(good())
    for (const text of ['a', 'b']) socket.send(text)
    await until(() => seen.includes('b begins'))
    socket.close()
    await until(() => seen.includes('gone ends'))
    expect(seen).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'gone begins', 'gone ends'])
  })

  it('that fail are answered as the gateway would, and the next is handled', async () => {
    const handled: string[] = []
    await start({
      onMessage: async (_, data) => {
        if (data === 'bad') throw new Error('table')
        handled.push(data)
      },
    })
    const { socket, texts } = await dial(good())
    for (const text of ['bad', 'fine']) socket.send(text)
    await until(() => handled.length === 1)
    expect(texts).toEqual(['{"message":"Internal server error"}'])
    expect(panda.faults).toEqual([new Error('table')])
  })

  it('that are too large, binary, or no frames at all end that socket only', async () => {
    await start()
    const other = await dial(good())
    const [large, binary, garbage] = [await dial(good()), await dial(good()), await dial(good())]
    large.socket.send('x'.repeat(33 * 1024))
    binary.socket.send(Buffer.from('{"action":"ping"}'))
    // A masked frame of a reserved opcode.
    Reflect.get(garbage.socket, '_socket').write(Buffer.from([0x8f, 0x80, 0, 0, 0, 0]))
    expect(await Promise.all([large.closed, binary.closed, garbage.closed])).toEqual([1009, 1003, 1002])
    expect(JSON.parse(binary.texts[0]!)).toMatchObject({ type: 'error', errorCode: 'INVALID_REQUEST' })
    other.socket.send('still here')
    await until(() => panda.messages.length === 1)
    await until(() => panda.gone.length === 3)
    expect(panda.messages).toEqual(['still here'])
  })

  it('that come as a flood end that socket with RATE_LIMITED, and most are never handled', async () => {
    let handled = 0
    await start({
      onMessage: async () => {
        handled += 1
        await new Promise(resolve => setTimeout(resolve, 20))
      },
    })
    const { socket, texts, closed } = await dial(good())
    for (let n = 0; n < 5_000; n++) socket.send('x')
    expect(await closed).toBe(1008)
    expect(JSON.parse(texts.at(-1)!)).toMatchObject({ type: 'error', errorCode: 'RATE_LIMITED' })
    expect(handled).toBeLessThan(50)
  })

  it('of a talkative client are fine at ten a second, for ever', async () => {
    const timeline = virtualTimeline()
    await start({ timeline })
    const { socket } = await dial(good())
    for (let seconds = 1; seconds <= 50; seconds++) {
      await timeline.advance(1_000)
      for (let n = 0; n < 10; n++) socket.send('x')
      await until(() => panda.messages.length === seconds * 10)
    }
    expect(socket.readyState).toBe(socket.OPEN)
  })
})

describe('posts', () => {
  it('go out in order', async () => {
    await start()
    const { texts } = await dial(good())
    const all = Array.from({ length: 500 }, (_, n) => String(n))
    await Promise.all(all.map(text => panda.peers.post(panda.connected[0]!, text)))
    await until(() => texts.length === 500)
    expect(texts).toEqual(all)
  })

  it('to a closed or unknown socket answer gone', async () => {
    await start()
    const { closed } = await dial(good())
    const [id] = panda.connected
    await panda.peers.close(id!)
    expect(await panda.peers.post(id!, 'x')).toBe('gone')
    expect(await closed).toBe(1000)
    await until(() => panda.gone.length === 1)
    expect(await panda.peers.post(id!, 'x')).toBe('gone')
    expect(await panda.peers.post('nobody', 'x')).toBe('gone')
    await panda.peers.close('nobody')
  })

  it('to one who does not read end with the line, and hold up nobody for long', async () => {
    await start()
    const { socket } = await dial(good())
    Reflect.get(socket, '_socket').pause()
    const startedAt = performance.now()
    const outcomes = new Set<string>()
    for (let n = 0; n < 400 && !outcomes.has('gone'); n++)
      outcomes.add(await panda.peers.post(panda.connected[0]!, 'x'.repeat(100_000)))
    expect([...outcomes]).toEqual(['sent', 'gone'])
    expect(performance.now() - startedAt).toBeLessThan(2_000)
    await until(() => panda.gone.length === 1)
  })

  it('to one who reads lose nothing, however much it is', async () => {
    await start()
    const { texts } = await dial(good())
    for (let n = 0; n < 200; n++) expect(await panda.peers.post(panda.connected[0]!, 'x'.repeat(100_000))).toBe('sent')
    await until(() => texts.length === 200)
  })
})

describe('time', () => {
  const minute = 60_000

  it('ends a socket after ten idle minutes; a post or a message keeps it', async () => {
    const timeline = virtualTimeline()
    await start({ timeline })
    const { socket, closed } = await dial(good())
    await timeline.advance(9 * minute)
    socket.send('here')
    await until(() => panda.messages.length === 1)
    await timeline.advance(9 * minute)
    expect(await panda.peers.post(panda.connected[0]!, 'x')).toBe('sent')
    await timeline.advance(9.9 * minute)
    expect(await panda.peers.post(panda.connected[0]!, 'x')).toBe('sent')
    await timeline.advance(10 * minute)
    expect(await closed).toBe(1001)
  })

  it('ends a busy one after two hours', async () => {
    const timeline = virtualTimeline()
    await start({ timeline })
    const { closed } = await dial(good())
    for (let n = 0; n < 23; n++) {
      await timeline.advance(5 * minute)
      expect(await panda.peers.post(panda.connected[0]!, 'x')).toBe('sent')
    }
    await timeline.advance(5 * minute)
    expect(await closed).toBe(1001)
    await until(() => panda.gone.length === 1)
    expect(await timeline.runUntilIdle(0)).toBe(true)
  })

  it('of closing: all go, those who do not answer too', async () => {
    await start()
    const polite = await dial(good())
    const deaf = await dial(good())
    Reflect.get(deaf.socket, '_socket').pause()
    await panda.close()
    expect(await polite.closed).toBe(1001)
    expect(panda.gone.sort()).toEqual(panda.connected.sort())
    expect(await panda.peers.post(panda.connected[0]!, 'x')).toBe('gone')
  })

  it('of closing: one who is still at the door is not let in', async () => {
    let open = () => {}
    const asked: string[] = []
    await start({
      onConnect: id => {
        asked.push(id)
        return new Promise(resolve => {
          open = () => resolve(true)
        })
      },
    })
    const refused = expect(dial(good())).rejects.toThrow()
    await until(() => asked.length === 1)
    const closing = panda.close()
    open()
    await closing
    await refused
    expect(panda.gone).toEqual(asked)
  })
})
