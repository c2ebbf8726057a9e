// Ten thousand who come and say nothing: sockets with a good ticket, and connections without a word. Memory stays bounded,
// Panda answers a health call within a second, and when they have gone it is as it was.
import type { Socket } from 'node:net'
import type { Attack, Wish } from '../attack.ts'
import { areLate, healthMs, memoryOf, mostFiles, open, openTarget, type Target, watchHealth } from './wire.ts'

const counts = { ci: 2_000, full: 10_000 }
/** Of them, those who open a WebSocket; the others are connections that never say a word. */
const withTicket = 0.8
/** What stays free for all else that a process has open. */
const otherFiles = 500
const mostKbEach = 100
const width = 50
const holdMs = 10_000

const run = async ({ size, say }: Wish) => {
  const target = await openTarget()
  const bad: string[] = []
  const room = Math.min(mostFiles('self'), mostFiles(target.pid)) - otherFiles
  const count = Math.min(counts[size], room)
  if (count < counts[size])
    bad.push(`This machine lets a process open ${room + otherFiles} files: ulimit -n ${counts[size] + otherFiles}`)
  const sockets: Socket[] = []
  try {
    const before = memoryOf(target.pid)
    const stopStorm = watchHealth(target.port)
    const tickets = Math.round(count * withTicket)
    await opening(target, count, tickets, sockets, done => say(`${done} of ${count} sockets`, (0.8 * done) / count))
    const storm = await stopStorm()
    const open = sockets.filter(({ destroyed }) => !destroyed).length
    say('nobody says a word', 0.85)
    const stopWatching = watchHealth(target.port)
    await new Promise(resolve => setTimeout(resolve, holdMs))
    const calm = await stopWatching()
    const left = sockets.filter(({ destroyed }) => !destroyed).length
    const eachKb = ((memoryOf(target.pid) - before) * 1024) / count
    if (eachKb > mostKbEach) bad.push(`${Math.round(eachKb)} kB a socket`)
    if (open < tickets) bad.push(`${tickets - open} of ${tickets} sockets with a good ticket are not open`)
    if (left < tickets) bad.push(`${tickets - left} of ${tickets} sockets were hung up on within seconds`)
    if (left > tickets)
      bad.push(`${left - tickets} connections without a word are still there after ${holdMs / 1000} s`)
    if (areLate(calm)) bad.push(`health calls took ${calm.map(ms => Math.round(ms ?? -1)).join()} ms`)
    if (storm.includes(undefined)) bad.push('a health call was not answered while they came')
    say('they leave', 0.95)
    for (const socket of sockets) socket.destroy()
    const after = await untilCalm(target)
    if (after === undefined) bad.push('after they have left, health calls take longer than a second')
    const figures = {
      sockets: count,
      'kB a socket': Math.round(eachKb),
      'slowest health call while they came, ms': slowest(storm),
      'slowest health call with all of them, ms': slowest(calm),
      'seconds until they were forgotten': Math.round(after ?? -1),
    }
    return { tried: count, violations: bad, figures }
  } finally {
    for (const socket of sockets) socket.destroy()
    await target.stop()
  }
}

export default {
  name: 'idle',
  about: 'sockets and connections that say nothing',
  run,
} satisfies Attack

const slowest = (took: (number | undefined)[]) => Math.round(Math.max(...took.map(ms => ms ?? 10_000)))

const opening = async (
  target: Target,
  count: number,
  tickets: number,
  sockets: Socket[],
  told: (done: number) => void,
) => {
  for (let done = 0; done < count; done += width) {
    const wave = Array.from({ length: Math.min(width, count - done) }, (_, n) => done + n)
    sockets.push(...(await Promise.all(wave.map(n => (n < tickets ? upgraded(target) : wordless(target))))))
    if (done % 500 === 0) told(done)
  }
}

/** What comes is dropped: a socket that is not read would never hear of its end. */
const wordless = async ({ port }: Target) => (await open(port)).resume()

/** A WebSocket as far as it has to be one: it is never written to, nor read. */
const upgraded = async ({ client, port }: Target): Promise<Socket> => {
  const { ticket } = await client.socketTicket()
  const socket = await open(port)
  const key = Buffer.alloc(16, 1).toString('base64')
  const upgrade = [
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${key}`,
  ]
  socket.write([`GET /ws?ticket=${ticket} HTTP/1.1`, 'Host: localhost', ...upgrade, '', ''].join('\r\n'))
  const [answer] = await new Promise<[string]>(resolve => {
    socket.once('data', (data: Buffer) => resolve([data.toString()]))
    socket.once('close', () => resolve(['']))
  })
  if (!answer.startsWith('HTTP/1.1 101')) socket.destroy()
  return socket.resume()
}

/** Seconds until three health calls in a row take less than a second. */
const untilCalm = async ({ port }: Target, mostSeconds = 60): Promise<number | undefined> => {
  const began = performance.now()
  for (let calm = 0; performance.now() - began < mostSeconds * 1_000; ) {
    const ms = await healthMs(port).catch(() => undefined)
    calm = ms !== undefined && ms < 1_000 ? calm + 1 : 0
    if (calm === 3) return (performance.now() - began) / 1_000
    await new Promise(resolve => setTimeout(resolve, 200))
  }
  return undefined
}
