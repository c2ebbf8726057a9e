// What a customer's role must ask for, so that nobody else can act in that account through Panda.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
//
//   pk  tenant#T     sk  external-id
//   externalId
import type { CallContext } from '../caller.ts'

type Ports = Pick<CallContext['ports'], 'table' | 'random'>

export const externalId = async (_: object, { ports, caller, addresses }: CallContext) => ({
  externalId: await keptExternalId(ports, caller.tenant),
  templateUrl: addresses.onboardingTemplate,
  // `arn:aws:events:{region}:{account}:event-bus/{name}`
  platformAccountId: addresses.ingressBusArn?.split(':')[4] ?? null,
  ingressBusArn: addresses.ingressBusArn ?? null,
})

/** Made once for each tenant: of two callers at once, one makes it. */
export const keptExternalId = async ({ table, random }: Ports, tenant: string): Promise<string> => {
  const key = { pk: `tenant#${tenant}`, sk: 'external-id' }
  const there = await table.get(key)
  if (there) return String(there.externalId)
  const made = `panda-${random.hex(16)}`
  if (await table.put({ ...key, externalId: made }, 'absent')) return made
  return String((await table.get(key))?.externalId)
}
