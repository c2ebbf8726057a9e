// Two releases, blue and green, which answer at once with their color.
import { once } from 'node:events'
import { createServer } from 'node:http'

const ports: number[] = []
for (const color of ['blue', 'green']) {
  const server = createServer((_, response) => response.end(color)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address === 'object' && address) ports.push(address.port)
}
process.send?.(ports)
