import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'

const { version, text } = JSON.parse(readFileSync(new URL('message.json', import.meta.url), 'utf8'))
const port = Number(process.env.PORT ?? 8080)

const routes = {
  '/': (request, response) => say(response, 200, text),
  '/health': (request, response) => say(response, 200, 'ok'),
  '/version': (request, response) => {
    const named = Object.entries(request.headers).filter(([name]) => name.startsWith('x-forwarded-'))
    say(response, 200, JSON.stringify({ version, forwarded: Object.fromEntries(named) }), 'application/json')
  },
  '/slow': (request, response, query) => {
    const ms = Math.min(Math.max(Number(query.get('ms')) || 0, 0), 5000)
    setTimeout(() => say(response, 200, text), ms)
  },
}

const server = createServer((request, response) => {
  const [path, query] = request.url.split('?')
  const route = Object.hasOwn(routes, path) ? routes[path] : undefined
  response.setHeader('x-version', version)
  request.resume()
  if (route) route(request, response, new URLSearchParams(query))
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

function say(response, status, words, type = 'text/plain; charset=utf-8') {
  // Who is on the way out takes no more requests on this connection: or it would keep the program from ending.
  if (ending) response.setHeader('connection', 'close')
  response.writeHead(status, { 'content-type': type })
  response.end(`${words}\n`)
}
