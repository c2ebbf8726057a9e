// A free port on loopback for a program.
import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/** Below what systems give to outgoing connections (32768 on Linux): none can take the port before the program does. */
const lowest = 20_000
const highest = 32_000
const tries = 200

export const ports = () => {
  const taken = new Set<number>()
  return {
    /** Nobody else here gets it until it is given back. */
    take: async (): Promise<number> => {
      for (let i = 0; i < tries; i++) {
        const port = randomInt(lowest, highest)
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
