// A webhook through API Gateway: its bytes arrive as text, or in base64, and are signed all the same.
import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { openPlace, type Place } from './place.ts'
import { httpEvent } from './shapes/http.ts'

const admin = { tenant: 'tenant-1', by: 'dev@example.com', role: 'admin' }

const asked = async ({ functions }: Place, method: string, path: string, body?: object) => {
  const event = httpEvent(method, { path, found: admin, ...(body && { body: JSON.stringify(body) }) })
  const reply = await functions.api(event)
  expect(reply.statusCode, reply.body).toBe(200)
  return JSON.parse(reply.body ?? '').data as Record<string, string>
}

const push = JSON.stringify({
  ...{ ref: 'refs/heads/main', after: 'a'.repeat(40), deleted: false, head_commit: { message: '가지 é' } },
  ...{ repository: { full_name: 'panda/hello' }, sender: { login: 'octocat' } },
})

test.each([
  ['JSON, as text', 'application/json', push, false],
  ['JSON, in base64', 'application/json', push, true],
  ['a form, in base64', 'application/x-www-form-urlencoded', new URLSearchParams({ payload: push }).toString(), true],
])('%s', async (_, type, body, isBase64Encoded) => {
  const panda = await openPlace()
  const connections = await panda.connect()
  const environment = '/api/v1/environments/panda/hello/dev'
  await asked(panda, 'PUT', environment, { ...connections, branches: ['main'] })
  const { id, secret } = await asked(panda, 'POST', '/api/v1/hooks/github', { owner: 'panda', repo: 'hello' })
  const deliver = async (key: string, delivery: string) => {
    const signature = `sha256=${createHmac('sha256', key).update(body).digest('hex')}`
    const headers = { 'x-github-event': 'push', 'x-github-delivery': delivery, 'x-hub-signature-256': signature }
    const sent = isBase64Encoded ? Buffer.from(body).toString('base64') : body
    // As our authorizer finds GitHub: it knows nobody.
    const found = { denied: 'This call needs an identity' }
    const at = { path: `/api/v1/hooks/github/${id}`, headers: { ...headers, 'content-type': type }, body: sent, found }
    const reply = await panda.functions.api({ ...httpEvent('POST', at), isBase64Encoded })
    return { status: reply.statusCode, said: JSON.parse(reply.body ?? '') }
  }
  expect(await deliver('another', 'd-1')).toMatchObject({ status: 401, said: { errorCode: 'UNAUTHENTICATED' } })
  const { status, said } = await deliver(secret!, 'd-1')
  expect([status, said.data.started.length]).toEqual([200, 1])
  expect((await deliver(secret!, 'd-1')).said.data).toMatchObject({ started: [], already: said.data.started })
})
