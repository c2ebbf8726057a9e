// Those who take their time: headers and bodies that come by the byte, answers that nobody reads. All the while Panda answers
// everybody else within a second, and it hangs up on them before long.
import type { Socket } from 'node:net'
import type { Attack, Wish } from '../attack.ts'
import { areLate, head, memoryOf, open, openTarget, type Target, watchHealth } from './wire.ts'

/** Of each kind. */
const counts = { ci: 150, full: 1_000 }
const dripMs = 500
/** Node's own patience is 5 s for headers and 10 s for a whole request (local/http.ts), looked at every second. */
const mostSeconds = 20
const mostGrowthMb = 400

type Slow = { first: string; more: string }
const kinds: Record<string, Slow> = {
  'headers by the byte': { first: 'POST /api/v1/deploy HTTP/1.1\r\nHost: localhost\r\nX-Drip: ', more: 'x' },
  'headers by the line': { first: 'POST /api/v1/deploy HTTP/1.1\r\nHost: localhost\r\n', more: 'X-Drip: x\r\n' },
  'a body by the byte': {
    first: head('POST /api/v1/deploy', { 'Content-Length': '100000', Connection: 'keep-alive' }),
    more: ' ',
  },
  'chunks by the byte': { first: head('POST /api/v1/deploy', { 'Transfer-Encoding': 'chunked' }), more: '1\r\n \r\n' },
  'a first line by the byte': { first: 'G', more: 'E' },
  'an upgrade by the byte': {
    first: 'GET /ws?ticket=x HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n',
    more: 'X',
  },
  'nothing at all': { first: '', more: '' },
}

const run = async ({ size, say }: Wish) => {
  const target = await openTarget()
  const bad: string[] = []
  const figures: Record<string, number> = {}
  try {
    const before = memoryOf(target.pid)
    const stopWatching = watchHealth(target.port)
    say('dripping', 0.1)
    const ended = await drip(target, counts[size])
    for (const [what, { late, seconds }] of ended) {
      if (late > 0) bad.push(`${what}: ${late} are still there after ${mostSeconds} s`)
      figures[`hung up on ${what}, s`] = Math.round(seconds * 10) / 10
    }
    say('answers that nobody reads', 0.6)
    figures['growth with answers unread, MB'] = await unread(target, counts[size], before)
    if (figures['growth with answers unread, MB']! > mostGrowthMb)
      bad.push(`grew by ${figures['growth with answers unread, MB']} MB`)
    const took = await stopWatching()
    figures['slowest health call, ms'] = Math.round(Math.max(...took.map(ms => ms ?? 10_000)))
    if (areLate(took)) bad.push(`health calls took ${took.map(ms => Math.round(ms ?? -1)).join()} ms`)
    return { tried: counts[size] * (Object.keys(kinds).length + 1), violations: bad, figures }
  } finally {
    await target.stop()
  }
}

export default {
  name: 'slow',
  about: 'slow-loris headers and bodies, answers that nobody reads',
  run,
} satisfies Attack

const drip = async ({ port }: Target, count: number) => {
  const began = performance.now()
  const dripping: { what: string; more: string; socket: Socket; endedAt?: number }[] = []
  for (const [what, { first, more }] of Object.entries(kinds))
    for (let n = 0; n < count; n++) {
      const socket = await open(port)
      const one: (typeof dripping)[number] = { what, more, socket }
      socket.resume().once('close', () => {
        one.endedAt = performance.now()
      })
      if (first !== '') socket.write(first)
      dripping.push(one)
    }
  const opened = performance.now()
  const going = () => dripping.filter(({ endedAt }) => endedAt === undefined)
  while (going().length > 0 && performance.now() - opened < mostSeconds * 1_000) {
    for (const { socket, more } of going()) if (more !== '' && socket.writable) socket.write(more)
    await new Promise(resolve => setTimeout(resolve, dripMs))
  }
  const late = going()
  for (const { socket } of dripping) socket.destroy()
  return Object.keys(kinds).map(what => {
    const same = dripping.filter(one => one.what === what)
    const seconds = Math.max(...same.map(({ endedAt = performance.now() }) => (endedAt - began) / 1_000))
    return [what, { late: late.filter(one => one.what === what).length, seconds }] as const
  })
}

/** The largest answer that there is, asked for again and again; answers how many MB more it has at the end. */
const unread = async ({ port, pid }: Target, count: number, before: number) => {
  const sockets: Socket[] = []
  for (let n = 0; n < Math.min(count, 300); n++) {
    const socket = await open(port)
    socket.pause()
    socket.write(head('GET /api-docs', { Connection: 'keep-alive' }).repeat(3))
    sockets.push(socket)
  }
  await new Promise(resolve => setTimeout(resolve, 3_000))
  const growth = Math.round(memoryOf(pid) - before)
  for (const socket of sockets) socket.destroy()
  return growth
}
