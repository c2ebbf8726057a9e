import { createServer } from 'node:http'

const production = '80'
let sick = false

const server = createServer((request, response) => {
  if (process.env.SICK !== 'no' && request.headers['x-forwarded-port'] === production && !sick) {
    sick = true
    console.error('production traffic is too much for me')
  }
  response.writeHead(sick ? 500 : 200, { 'content-type': 'text/plain' })
  response.end(sick ? 'I am sick\n' : 'I am well\n')
})
process.on('SIGTERM', () => server.close(() => process.exit(0)))
server.keepAliveTimeout = 65_000
server.listen(Number(process.env.PORT ?? 8080), () => console.log('well, so far'))
