import { match, rejects, strictEqual as same } from 'node:assert'
import { CreateKeyCommand, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms'
import { vault as vaultOver } from '../../../aws/vault.ts'
import type { Suite } from '../suite.ts'

export const vault: Suite = {
  port: 'vault',
  operations: ['seal', 'open'],
  async run({ clients, name }, check, later) {
    const kms = clients.platform.kms()
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Description: name() }))
    const KeyId = KeyMetadata?.KeyId ?? ''
    const remove = new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 })
    later(`key ${KeyId}`, () => kms.send(remove))
    const port = vaultOver(clients, KeyId)
    const context = { tenant: 'a', kind: 'github' }
    let sealed = ''
    await check('seal', async () => {
      sealed = await port.seal(context, 'ghp_secret')
      match(sealed, /^v1\.[\w-]+\.[\w-]+$/)
    })
    await check('open', async () => {
      same(await port.open({ kind: 'github', tenant: 'a' }, sealed), 'ghp_secret')
      await rejects(port.open({ ...context, tenant: 'b' }, sealed), { name: 'CloudFault', kind: 'invalid' })
    })
  },
}
