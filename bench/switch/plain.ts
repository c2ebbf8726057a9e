// The least that passes requests on by node:http: what no load balancer of `npm start` can be below.
import { Agent, createServer, request } from 'node:http'

const [blue, green] = process.argv.slice(2).map(Number)
const agent = new Agent({ keepAlive: true, scheduling: 'lifo' })
let target = blue!

const server = createServer((asked, answer) => {
  const { method = 'GET', url: path = '/', rawHeaders: headers } = asked
  const passed = request({ host: '127.0.0.1', port: target, agent, method, path, headers }, said => {
    answer.writeHead(said.statusCode ?? 502, said.rawHeaders)
    said.pipe(answer)
  })
  asked.pipe(passed)
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.(typeof address === 'object' ? address?.port : undefined)
})
process.on('message', () => {
  target = green!
})
