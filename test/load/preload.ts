// Read before bin/local.ts (`node --import`). Panda on one machine has one caller: here each request may name its tenant in a
// header, as an identity would. And its memory and its event loop are watched from within.
import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import { createServer } from 'node:http'
import { enableCompileCache } from 'node:module'
import { watchLoop } from './loop.ts'

enableCompileCache()
const { localCaller } = await import('../../app/caller.ts')

// The programs that Panda starts are none of this.
delete process.env.NODE_OPTIONS

const tenants = new AsyncLocalStorage<string>()
subscribe('http.server.request.start', message => {
  const { request } = message as { request: IncomingMessage }
  tenants.enterWith(request.headers['x-load-tenant']?.toString() ?? 'local')
})
Object.defineProperty(localCaller, 'tenant', { enumerable: true, get: () => tenants.getStore() ?? 'local' })

const loop = watchLoop()

const memory = () => {
  // Twice: what a finalizer lets go is collected by the second.
  globalThis.gc?.()
  globalThis.gc?.()
  return process.memoryUsage()
}

const answers: Record<string, () => object | undefined> = {
  '/memory': memory,
  '/loop': loop.read,
  '/begin': loop.begin,
}

const server = createServer((request, response) => {
  response.end(JSON.stringify(answers[request.url ?? '']?.() ?? {}))
})
server.listen(process.env.LOAD_CONTROL)
server.unref()
