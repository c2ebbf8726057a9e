// The sample programs themselves, run as their Dockerfiles would.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'

const freePort = async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' ? String(address?.port) : ''
}

/** Resolves when it has said what it says once it listens. */
const started = async (repo: string, says: string, env: Record<string, string> = {}) => {
  const PORT = await freePort()
  const file = fileURLToPath(new URL(`../../../local/samples/${repo}/main/server.mjs`, import.meta.url))
  const child = spawn(process.execPath, [file], {
    env: { PORT, ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  await new Promise<void>(resolve => child.stdout.on('data', data => String(data).includes(says) && resolve()))
  const ask = async (path: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`http://127.0.0.1:${PORT}${path}`, { headers })
    return `${response.status} ${(await response.text()).trim()}`
  }
  return { child, ask }
}

test('hello says who it is, how it was reached, and answers what it took on before it ends', async () => {
  const { child, ask } = await started('hello', 'listens')
  expect(await ask('/')).toBe('200 Hello from Panda, version 1')
  expect(await ask('/health')).toBe('200 ok')
  expect(await ask('/constructor')).toBe('404 There is nothing here')
  const forwarded = await ask('/version', { 'x-forwarded-port': '80', 'x-other': '1' })
  expect(forwarded).toBe('200 {"version":"v1","forwarded":{"x-forwarded-port":"80"}}')
  const slow = ask('/slow?ms=300')
  await new Promise(resolve => setTimeout(resolve, 100))
  child.kill('SIGTERM')
  const ended = once(child, 'exit')
  expect(await slow).toBe('200 Hello from Panda, version 1')
  expect(await ended).toEqual([0, null])
})

test('unhealthy runs, but is not well', async () => {
  const { ask } = await started('unhealthy', 'started')
  expect(await ask('/health')).toBe('503 The database is not there')
  expect(await ask('/')).toBe('200 Up, but not well')
})

test('sick-after-switch is well until it gets production traffic, and then for ever sick', async () => {
  const { ask } = await started('sick-after-switch', 'well')
  expect(await ask('/', { 'x-forwarded-port': '8080' })).toBe('200 I am well')
  expect(await ask('/health')).toBe('200 I am well')
  expect(await ask('/', { 'x-forwarded-port': '80' })).toBe('500 I am sick')
  expect(await ask('/health')).toBe('500 I am sick')
  const well = await started('sick-after-switch', 'well', { SICK: 'no' })
  expect(await well.ask('/', { 'x-forwarded-port': '80' })).toBe('200 I am well')
})

test('slow-start takes its time, and ends at once when told to before that', async () => {
  const { child, ask } = await started('slow-start', 'warming up')
  await expect(ask('/health')).rejects.toThrow()
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])
})
