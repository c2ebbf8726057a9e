// A Panda of its own process, and bytes to it that no client would send.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { type PandaProcess, startPanda } from '../../e2e/panda-process.ts'

export type Target = PandaProcess & { port: number }

export const openTarget = async (): Promise<Target> => {
  const panda = await startPanda({ env: { PANDA_REQUESTS_PER_MINUTE: '1000000' } })
  return { ...panda, port: Number(new URL(panda.address).port) }
}

/** Resident memory of a process, in MB. */
export const memoryOf = (pid: number): number => {
  const [, kilobytes = '0'] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) / 1024
}

/** How many files a process may have open. */
export const mostFiles = (pid: number | 'self'): number => {
  const [, soft = '0'] = /^Max open files\s+(\d+|unlimited)/m.exec(readFileSync(`/proc/${pid}/limits`, 'utf8')) ?? []
  return soft === 'unlimited' ? 1e6 : Number(soft)
}

export const open = async (port: number): Promise<Socket> => {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

export type Heard = {
  /** 0: nothing that is HTTP. */
  status: number
  text: string
  ms: number
  /** Whether the other side hung up, rather than the time was up. */
  ended: boolean
}

/** Sends it, and hears until the other side ends it, or `most` ms are over. */
export const exchange = async (port: number, bytes: string | Buffer, most = 5_000): Promise<Heard> => {
  const began = performance.now()
  const socket = await open(port)
  const pieces: Buffer[] = []
  socket.on('data', piece => pieces.push(piece))
  const closed = new Promise<boolean>(resolve => socket.once('close', () => resolve(true)))
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>(resolve => {
    timer = setTimeout(() => resolve(false), most)
  })
  socket.write(bytes)
  const ended = await Promise.race([closed, late])
  clearTimeout(timer)
  socket.destroy()
  const text = Buffer.concat(pieces).toString()
  return { status: statusOf(text), text, ms: performance.now() - began, ended }
}

/** Of the last answer: an interim one may go before. */
const statusOf = (text: string) => Number([...text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].at(-1)?.[1] ?? 0)

export const head = (line: string, headers: Record<string, string> = {}) =>
  [
    `${line} HTTP/1.1`,
    ...Object.entries({ Host: 'localhost', Connection: 'close', ...headers }).map(
      ([name, value]) => `${name}: ${value}`,
    ),
    '',
    '',
  ].join('\r\n')

export const post = (path: string, body: string | Buffer, headers: Record<string, string> = {}): Buffer => {
  const sent = Buffer.from(body)
  const told = { 'Content-Type': 'application/json', 'Content-Length': String(sent.length), ...headers }
  return Buffer.concat([Buffer.from(head(`POST ${path}`, told)), sent])
}

/** How long a health call takes, in ms; undefined: it was not answered in ten seconds, or not well. */
export const healthMs = async (port: number): Promise<number | undefined> => {
  const { status, ms } = await exchange(port, head('GET /health'), 10_000)
  return status === 200 ? ms : undefined
}

/** Asks after its health until it is told to stop; answers how long each call took. */
export const watchHealth = (port: number, everyMs = 250) => {
  const took: (number | undefined)[] = []
  let going = true
  const asking = (async () => {
    while (going) {
      took.push(await healthMs(port).catch(() => undefined))
      await new Promise(resolve => setTimeout(resolve, everyMs))
    }
  })()
  return async () => {
    going = false
    await asking
    return took
  }
}

/** Two late ones in a row, or one that is very late: one alone may be this machine's, which does other work too. */
export const areLate = (took: (number | undefined)[], mostMs = 1_000): boolean => {
  const late = took.map(ms => ms === undefined || ms > mostMs)
  return late.some((one, n) => one && late[n + 1]) || took.some(ms => ms === undefined || ms > 5 * mostMs)
}

export const stack = /\n\s+at |\bat \S+ \(|node:internal|\.ts:\d|\b(?:Type|Range|Reference|Syntax)Error\b/
