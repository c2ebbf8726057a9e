import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'

const { version, text } = JSON.parse(readFileSync(new URL('message.json', import.meta.url), 'utf8'))
const port = Number(process.env.PORT ?? 8080)

const routes = {
  '/': (request, response) => say(response, 200, text),
  '/health': (request, response) => say(response, 200, 'ok'),
  '/version': (request, response) => {
    const named = Object.entries(request.headers).filter(([name]) => name.startsWith('x-forwarded-'))
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(`${JSON.stringify({ version, forwarded: Object.fromEntries(named) })}\n`)
  },
  '/slow': (request, response, query) => {
    const ms = Math.min(Math.max(Number(query.get('ms')) || 0, 0), 5000)
    setTimeout(() => say(response, 200, text), ms)
  },
}

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://hello')
  const route = Object.hasOwn(routes, pathname) ? routes[pathname] : undefined
  response.setHeader('x-version', version)
  // Who is on the way out takes no more requests on this connection.
  if (ending) response.setHeader('connection', 'close')
  request.resume()
  if (route) route(request, response, searchParams)
  else say(response, 404, 'There is nothing here')
})

let ending = false
process.on('SIGTERM', () => {
  ending = true
  console.log(`${version} ends`)
  server.close(() => process.exit(0))
})

// Longer than a load balancer keeps a connection (60 s), so that it is never this side that hangs up.
server.keepAliveTimeout = 65_000
server.listen(port, () => console.log(`${version} listens on ${port}`))

function say(response, status, words) {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' })
  response.end(`${words}\n`)
}
