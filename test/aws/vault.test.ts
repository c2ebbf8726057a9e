import { expect, test } from 'vitest'
import { sockets } from '../../aws/sockets.ts'
import { vault } from '../../aws/vault.ts'
import { overRegion, says } from './adapters.ts'

const context = { tenant: 'a', kind: 'github' }

test('what was sealed opens with its context, and shows nothing', async () => {
  const { clients } = overRegion()
  const port = vault(clients, 'alias/panda')
  for (const secret of ['ghp_secret', '', '비밀', 'x'.repeat(10_000)]) {
    const sealed = await port.seal(context, secret)
    if (secret) expect(sealed).not.toContain(secret)
    expect(sealed).toMatch(/^v1\.[\w-]+\.[\w-]+$/)
    expect(await port.open({ kind: 'github', tenant: 'a' }, sealed)).toBe(secret)
    expect(await port.seal(context, secret)).not.toBe(sealed)
  }
})

test("another's context, another key, or a changed letter opens nothing", async () => {
  const { clients } = overRegion()
  const port = vault(clients, 'alias/panda')
  const sealed = await port.seal(context, 'ghp_secret')
  const [, wrapped, box] = sealed.split('.')
  const other = (await port.seal({ ...context, tenant: 'b' }, 'theirs')).split('.')
  const changed = box!.replace(/^./, first => (first === 'A' ? 'B' : 'A'))
  const cases: [Record<string, string>, string][] = [
    [{ ...context, tenant: 'b' }, sealed],
    [{ ...context, kind: 'aws' }, sealed],
    [{}, sealed],
    [context, `v1.${wrapped}.${changed}`],
    [context, `v1.${wrapped}.${other[2]}`],
    [context, `v1.${wrapped}.AAAA`],
    [context, `${sealed}.${box}`],
    [context, 'v2.a.b'],
    [context, ''],
  ]
  for (const [given, text] of cases)
    await expect(port.open(given, text)).rejects.toMatchObject({ name: 'CloudFault', kind: 'invalid' })
  await expect(vault(clients, 'alias/other').open(context, sealed)).rejects.toMatchObject({ kind: 'invalid' })
})

test('a secret is in no message when KMS fails', async () => {
  const { clients, trouble } = overRegion()
  trouble.before = says('AccessDeniedException', 'not authorized to perform: kms:GenerateDataKey')
  const fault = await vault(clients, 'alias/panda').seal(context, 'ghp_secret').catch(String)
  expect(fault).toContain('kms:GenerateDataKey')
  expect(fault).not.toContain('ghp_secret')
})

test('a socket takes messages until it is gone; closing one that is gone is fine', async () => {
  const { clients, sent, trouble } = overRegion()
  const port = sockets(clients)
  expect(await port.post('c1', '{"code":"배포"}')).toBe('sent')
  expect(await port.post('gone', 'x')).toBe('gone')
  await port.close('c1')
  expect(sent).toEqual(['c1: {"code":"배포"}', 'c1 closed'])
  trouble.before = says('GoneException', 'gone', undefined, 410)
  await port.close('c1')
  trouble.before = says('LimitExceededException', 'Too many requests', undefined, 429)
  await expect(port.post('c1', 'x')).rejects.toMatchObject({ kind: 'throttled' })
})
