// A free port on loopback for a program.
import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/** Below what systems give to outgoing connections (32768 on Linux): none can take the port before the program does. */
const lowest = 20_000
const highest = 32_000
const tries = 200
/** Each process looks among 500 of its own first: two that found the same port free at the same moment would both start a
 *  program there, and each take the other's for its own until one has ended (seen by npm run crash). */
const ownPorts = 500

const candidate = (attempt: number) => {
  if (attempt >= tries / 2) return randomInt(lowest, highest)
  const slice = process.pid % Math.floor((highest - lowest) / ownPorts)
  return lowest + slice * ownPorts + randomInt(ownPorts)
}

export const ports = () => {
  const taken = new Set<number>()
  return {
    /** Nobody else here gets it until it is given back. */
    take: async (): Promise<number> => {
      for (let i = 0; i < tries; i++) {
        const port = candidate(i)
        if (taken.has(port)) continue
        taken.add(port)
        if (await free(port)) return port
        taken.delete(port)
      }
      throw new Error(`no free port found between ${lowest} and ${highest} in ${tries} tries`)
    },
    giveBack: (port: number) => void taken.delete(port),
  }
}

const free = (port: number): Promise<boolean> =>
  new Promise(resolve => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
