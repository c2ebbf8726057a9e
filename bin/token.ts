// The first token of a tenant, made by whoever runs the platform: everybody after it asks POST /api/v1/tokens.
//   node bin/token.ts TABLE TENANT [--role admin] [--name first] [--days 90]
import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { newToken } from '../app/calls/create-token.ts'
import { dynamoTable } from '../aws/table.ts'
import { createTokenBody, tenantPattern } from '../core/schemas.ts'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    role: { type: 'string', default: 'admin' },
    name: { type: 'string', default: 'first' },
    days: { type: 'string', default: '90' },
  },
})
const [table = '', tenant = ''] = positionals
const wish = createTokenBody.safeParse({ name: values.name, role: values.role, expiresInDays: Number(values.days) })
if (!table || !tenantPattern.test(tenant) || positionals.length !== 2 || !wish.success) {
  console.error('node bin/token.ts TABLE TENANT [--role viewer|deployer|admin] [--name NAME] [--days 1 to 365]')
  for (const { path, message } of wish.error?.issues ?? []) console.error(`${path.join('.')}: ${message}`)
  process.exit(1)
}

const ports = {
  table: dynamoTable(table),
  clock: { now: () => new Date().toISOString(), sleep: async () => {} },
  random: { hex: (bytes: number) => randomBytes(bytes).toString('hex') },
}
const { token, expiresAt } = await newToken(ports, wish.data, { tenant, by: 'the platform' })
console.error(`For ${tenant}, ${wish.data.role}, until ${expiresAt}; it is shown this once:`)
console.log(token)
