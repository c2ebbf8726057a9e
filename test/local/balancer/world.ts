// What the balancer's tests stand on: a wall-clock timeline, small servers, and programs that exit at once on SIGTERM.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { GroupSettings, Timeline } from '../../../region/kernel.ts'

export const wall: Timeline = {
  now: () => Date.now(),
  at: (time, run) => {
    const timer = setTimeout(run, Math.max(0, time - Date.now()))
    return () => clearTimeout(timer)
  },
}

export const settings: GroupSettings = {
  healthPath: '/',
  intervalMs: 50,
  timeoutMs: 1000,
  healthyThreshold: 2,
  unhealthyThreshold: 2,
  drainMs: 5000,
}

export const serve = async (listener: RequestListener): Promise<{ server: Server; host: string; port: number }> => {
  const server = createServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { server, host: '127.0.0.1', port: (server.address() as AddressInfo).port }
}

/** Answers /slow after 300 ms, echoes bodies, and exits at once on SIGTERM, as careless programs do. */
const program = `
const server = require('node:http').createServer((q, s) => {
  const chunks = []
  q.on('data', c => chunks.push(c))
  q.on('end', () => setTimeout(() => s.end(process.argv[1] + ' ' + Buffer.concat(chunks)), q.url === '/slow' ? 300 : 0))
}).listen(0, '127.0.0.1', () => console.log(server.address().port))
process.on('SIGTERM', () => process.exit(0))`

export const run = async (name: string): Promise<{ child: ChildProcess; host: string; port: number }> => {
  const child = spawn(process.execPath, ['-e', program, name], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(child.stdout!, 'data')
  return { child, host: '127.0.0.1', port: Number(line) }
}

const everyMs = 5

/** Counted in looks, not by the clock: a machine that stands still for seconds takes nothing of the time that it is given. */
export const until = async (what: () => boolean, limitMs = 5000): Promise<void> => {
  for (let looks = 0; !what(); looks++) {
    if (looks * everyMs > limitMs) throw new Error('it did not come about in time')
    await new Promise(resolve => setTimeout(resolve, everyMs))
  }
}
