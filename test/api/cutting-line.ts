// A line to Panda that can be cut: addresses that Panda tells lead through it, too.
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export const cuttingLine = async (address: string) => {
  const there = new URL(address).port
  const open = new Set<Socket>()
  const server = createServer(near => {
    const far = connect(Number(there), '127.0.0.1')
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one)
      one.on('error', () => {}) // a cut line
      one.on('close', () => {
        open.delete(one)
        other.destroy()
      })
    }
    near.pipe(far)
    // Ports of the same length: no length that was told before changes.
    far.on('data', bytes => void near.write(renamed(bytes)))
    far.on('end', () => near.end())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const here = String((server.address() as AddressInfo).port)
  if (here.length !== there.length) throw new Error(`Ports ${here} and ${there} differ in length`)
  const renamed = (bytes: Buffer) =>
    Buffer.from(bytes.toString('latin1').replaceAll(`127.0.0.1:${there}`, `127.0.0.1:${here}`), 'latin1')
  const cut = () => {
    const count = open.size
    for (const socket of open) socket.destroy()
    return count
  }
  const close = async () => {
    cut()
    server.close()
    await once(server, 'close')
  }
  return { address: `http://127.0.0.1:${here}`, cut, close }
}
