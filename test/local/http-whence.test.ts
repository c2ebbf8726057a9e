// Where a call comes from, on one machine: the other end of its connection, and no header.
import { expect, test } from 'vitest'
import type { Request } from '../../app/http.ts'
import { serveHttp } from '../../local/http.ts'

test('the address is that of the connection', async () => {
  const asked: Request[] = []
  const handle = async (request: Request) => {
    asked.push(request)
    return { status: 200, headers: {}, body: '{}' }
  }
  const { port, close } = await serveHttp({ port: 0, handle, log: () => {} })
  const headers = { 'x-forwarded-for': '203.0.113.9', forwarded: 'for=203.0.113.9' }
  await fetch(`http://127.0.0.1:${port}/api/v1/deploy`, { method: 'POST', headers, body: '{}' })
  await close()
  expect(asked.map(({ ip }) => ip)).toEqual(['127.0.0.1'])
})
