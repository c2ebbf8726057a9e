import { strictEqual as same } from 'node:assert'
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { accounts as accountsOver } from '../../../aws/accounts.ts'
import type { Suite } from '../suite.ts'

export const accounts: Suite = {
  port: 'accounts',
  operations: ['whoAmI', 'permissions'],
  async run({ clients, at }, check) {
    // The port answers a person whatever happens: asked first without it, a place without STS shows.
    const { Account } = await clients.customer(at).sts().send(new GetCallerIdentityCommand({}))
    const port = accountsOver(clients)
    await check('whoAmI', async () => {
      const found = await port.whoAmI(at)
      same(found.ok ? found.accountId : found.message, Account)
    })
    await check('permissions', async () => {
      const { checked, missing, why } = await port.permissions(at)
      if (!checked) throw new Error(why)
      same(missing.join(', '), '', 'what these keys may not do')
    })
  },
}
