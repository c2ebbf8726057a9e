// The audit log through API Gateway: where a call came from is what API Gateway saw, and a row that is missing is counted.
import { expect, test } from 'vitest'
import type { AuditEntry } from '../../core/audit.ts'
import { CloudFault } from '../../core/faults.ts'
import { apiHandler } from '../../lambdas/handlers/api.ts'
import type { Facts, FaultWords, Watch } from '../../lambdas/platform/watched.ts'
import { place } from '../app/calls-place.ts'
import { httpEvent } from './shapes/http.ts'

const found = { tenant: 'acme', by: 'kim', role: 'admin' }

const open = () => {
  const { context, table } = place()
  const told = { faults: [] as { words: FaultWords; facts: Facts }[], counts: [] as string[] }
  const watch: Watch = {
    line: () => {},
    fault: (words, facts) => told.faults.push({ words, facts }),
    count: metric => told.counts.push(metric),
  }
  const handler = apiHandler(context, watch)
  const revoke = (headers: Record<string, string> = {}) =>
    handler(httpEvent('DELETE', { path: '/api/v1/tokens/tok_1', found, headers }), { awsRequestId: 'r-1' })
  const rows = async () => (await table.query('tenant#acme', { prefix: 'audit#' })) as unknown[] as AuditEntry[]
  return { context, table, told, revoke, rows }
}

test('the address is that of the connection, whatever headers say of it', async () => {
  const { revoke, rows } = open()
  await revoke({ 'x-forwarded-for': '203.0.113.9', forwarded: 'for=203.0.113.9', 'user-agent': 'panda-cli/1' })
  expect(await rows()).toMatchObject([{ ip: '192.0.2.1', userAgent: 'panda-cli/1', operation: 'revokeToken' }])
})

test('a row that could not be written changes no answer, is logged in full, and counted', async () => {
  const { context, table, told, revoke } = open()
  const put = table.put
  context.ports.table.put = async (item, when) => {
    if (item.sk.startsWith('audit#')) throw new CloudFault('unreachable', 'PutItem', 'socket hang up')
    return put(item, when)
  }
  expect((await revoke()).statusCode).toBe(200)
  expect(told.counts).toEqual(['Faults', 'AuditFailures'])
  const [{ words, facts }] = told.faults as [(typeof told.faults)[number]]
  expect([words.name, words.cause, facts.reference]).toEqual(['AuditNotWritten', 'CloudFault', expect.any(String)])
  expect(words.message).toMatch(
    /^Not in the audit log of acme, 2026-.*"by":"kim".*"operation":"revokeToken".*"status":200/,
  )
})
