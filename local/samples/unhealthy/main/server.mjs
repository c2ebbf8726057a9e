import { createServer } from 'node:http'

const server = createServer((request, response) => {
  const health = request.url.split('?')[0] === '/health'
  if (health) console.log('asked for my health: not well')
  response.writeHead(health ? 503 : 200, { 'content-type': 'text/plain' })
  response.end(health ? 'The database is not there\n' : 'Up, but not well\n')
})
process.on('SIGTERM', () => server.close(() => process.exit(0)))
server.listen(Number(process.env.PORT ?? 8080), () => console.log('started, without a database'))
