import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { type SseOptions, serverSentEvents } from '../../client/sse.ts'
import { SseParser } from '../../client/sse-parser.ts'
import { quickTiming } from './quick-timing.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const parse = (...pieces: Uint8Array[]) => {
  const parser = new SseParser()
  return pieces.flatMap(piece => parser.push(piece))
}

describe('the parser', () => {
  const text =
    '\uFEFF: hello\r\nretry: 5000\r\nid: 1\r\nevent: stage\r\ndata: 트래픽 🐼\r\ndata:  전환\r\n\r\n' +
    'id: 2\revent: success\rdata\r\rid: 3\ndata: {"a":1}\n\n\nevent: fail\nid\ndata: x\n\ndata: never ended\n'
  const whole = [
    { id: '1', event: 'stage', data: '트래픽 🐼\n 전환' },
    { id: '2', event: 'success', data: '' },
    { id: '3', event: 'message', data: '{"a":1}' },
    { id: '', event: 'fail', data: 'x' },
  ]

  it('reads lines of every kind, fields with and without value, several data lines', () => {
    expect(parse(bytes(text))).toEqual(whole)
  })

  it('reads the same wherever the pieces end: inside a character, between CR and LF', () => {
    const all = bytes(text)
    for (let at = 0; at <= all.length; at += 1)
      expect(parse(all.subarray(0, at), all.subarray(at)), `cut at ${at}`).toEqual(whole)
    expect(parse(...[...all].map(byte => Uint8Array.of(byte)))).toEqual(whole)
  })

  it('gives an event at a final CR, without waiting for an LF', () => {
    expect(parse(bytes('data: x\r\n\r'))).toEqual([{ id: '', event: 'message', data: 'x' }])
  })

  it('takes an id only with its whole event, never one with NUL, and a retry only of digits', () => {
    const parser = new SseParser('7')
    parser.push(bytes('id: 8\ndata: x\n\nid: 9\ndata: y\n'))
    expect(parser.lastEventId).toBe('8')
    parser.push(bytes('\nid: a\0b\nretry: 1e3\n\n'))
    expect([parser.lastEventId, parser.retry]).toEqual(['9', undefined])
  })
})

describe('the reader', () => {
  type Turn = { status?: number; type?: string; text?: string; torn?: boolean }
  let server: Server | undefined
  afterEach(() => new Promise(resolve => server?.close(resolve)))

  const serve = async (turns: Turn[]) => {
    const asked: (string | string[] | undefined)[] = []
    server = createServer((request, response) => {
      asked.push(request.headers['last-event-id'])
      const { status = 200, type = 'text/event-stream', text = '', torn } = turns.shift() ?? { status: 204 }
      response.writeHead(status, { 'content-type': type })
      if (!torn) return response.end(text)
      response.write(text, () => setTimeout(() => response.destroy(), 5))
    })
    await new Promise<void>(resolve => server?.listen(0, '127.0.0.1', resolve))
    return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events` }
  }
  const read = async (url: string, options: SseOptions = {}) => {
    const found: string[] = []
    for await (const { id, event } of serverSentEvents(url, { timing: quickTiming(), ...options }))
      found.push(`${id} ${event}`)
    return found
  }
  const stage = (id: number) => `id: ${id}\nevent: stage\ndata: {}\n\n`

  it('comes back with Last-Event-ID until 204, after the pause that the server asks for', async () => {
    const torn = { text: `${stage(3)}id: 4\ndata: half`, torn: true }
    const { url, asked } = await serve([{ text: `retry: 5000\n\n${stage(1)}${stage(2)}` }, torn, { text: stage(4) }])
    const timing = quickTiming(1000)
    expect(await read(url, { timing })).toEqual(['1 stage', '2 stage', '3 stage', '4 stage'])
    expect(asked).toEqual([undefined, '2', '3', '4'])
    expect(timing.waited).toEqual([5000, 5000, 5000])
  })

  it('waits out a server that is busy, and throws what it refuses with', async () => {
    const refused = {
      status: 404,
      type: 'application/json',
      text: '{"errorCode":"DEPLOYMENT_NOT_FOUND","message":"no"}',
    }
    const { url } = await serve([{ status: 503, type: 'text/html' }, { status: 503 }, { text: stage(1) }, refused])
    await expect(read(url)).rejects.toMatchObject({ status: 404, errorCode: 'DEPLOYMENT_NOT_FOUND' })
  })

  it('does not take something else for a stream', async () => {
    const { url } = await serve([{ type: 'text/html', text: '<p>' }])
    await expect(read(url)).rejects.toMatchObject({ status: 200, body: '<p>' })
  })

  it('stops at once when it is told to, also in a pause', async () => {
    const { url } = await serve([{ text: stage(1) }])
    const ending = new AbortController()
    setTimeout(() => ending.abort(new Error('enough')), 30)
    await expect(read(url, { signal: ending.signal, retryMs: 1_000_000 })).rejects.toThrow('enough')
  })
})
