import { expect, test } from 'vitest'
import { environment, readEnvironment } from '../../aws/environment.ts'

const issuers = (...entries: object[]) => ({ PANDA_ISSUERS: JSON.stringify(entries) })
const faultsOf = (from: Record<string, string | undefined>) => {
  const read = readEnvironment(['PANDA_ISSUERS'], from)
  return 'faults' in read ? read.faults : []
}

test('a function reads what it names, and minds nothing else', () => {
  const from = { PANDA_TABLE: 'panda', PANDA_KEY: 'no ARN, and not asked for', PATH: '/bin' }
  expect(environment(['PANDA_TABLE'], from)).toEqual({ PANDA_TABLE: 'panda' })
})

test('all that is wrong is said at once, what is missing and what does not fit', () => {
  const from = { PANDA_TABLE: '', PANDA_MACHINE: 'panda', PANDA_API_ADDRESS: 'api.example' }
  const read = () => environment(['PANDA_TABLE', 'PANDA_MACHINE', 'PANDA_API_ADDRESS', 'PANDA_KEY'], from)
  for (const name of ['PANDA_TABLE', 'PANDA_MACHINE', 'PANDA_API_ADDRESS', 'PANDA_KEY']) expect(read).toThrow(name)
})

test('issuers are read from JSON, with the role that is usual', () => {
  const issuer = { issuer: 'https://login.example', audience: 'panda', tenant: 'acme' }
  expect(environment(['PANDA_ISSUERS'], issuers(issuer)).PANDA_ISSUERS).toEqual([{ ...issuer, role: 'deployer' }])
  expect(environment(['PANDA_ISSUERS'], issuers()).PANDA_ISSUERS).toEqual([])
})

test.each([
  ['no JSON', { PANDA_ISSUERS: 'https://login.example' }, 'is not JSON'],
  ['no list', { PANDA_ISSUERS: '{}' }, 'PANDA_ISSUERS'],
  ['plain http', issuers({ issuer: 'http://login.example', audience: 'panda', tenant: 'acme' }), 'issuer'],
  ['nobody’s tenant', issuers({ issuer: 'https://login.example', audience: 'panda' }), 'tenant'],
  [
    'all of GitHub',
    issuers({ issuer: 'https://token.actions.githubusercontent.com', audience: 'panda', tenant: 'acme' }),
    'repo:{owner}/',
  ],
])('issuers that are %s are a fault, and no more than that', (_, from, words) => {
  expect(faultsOf(from)).toEqual([expect.stringContaining(words)])
})
