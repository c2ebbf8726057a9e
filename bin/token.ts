// The first token of a tenant, made by whoever runs the platform: everybody after it asks POST /api/v1/tokens.
//   npm run token -- TENANT [--stage prod] [--role admin] [--name first] [--days 90]
import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { newToken } from '../app/calls/create-token.ts'
import { isStage, told } from '../aws/deployed.ts'
import { dynamoTable } from '../aws/table.ts'
import { createTokenBody, tenantPattern } from '../core/schemas.ts'

const refuse = (...lines: string[]): never => {
  for (const line of lines) console.error(line)
  process.exit(1)
}

const given = () => {
  try {
    const text = (usual: string) => ({ type: 'string' as const, default: usual })
    const options = { stage: text('prod'), role: text('admin'), name: text('first'), days: text('90') }
    return parseArgs({ allowPositionals: true, options })
  } catch (fault) {
    return refuse((fault as Error).message, usage)
  }
}

const usage =
  'npm run token -- TENANT [--stage dev|prod] [--role viewer|deployer|approver|admin] [--name NAME] [--days 1 to 365]'

const { positionals, values } = given()
const [tenant = ''] = positionals
const { stage } = values
const wish = createTokenBody.safeParse({ name: values.name, role: values.role, expiresInDays: Number(values.days) })
const faults = wish.error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? []
if (!tenantPattern.test(tenant) || positionals.length !== 1 || !isStage(stage) || !wish.success)
  refuse(usage, ...faults)
else {
  const tableName = await told(stage, 'TableName').catch((fault: Error) => refuse(fault.message))
  const ports = {
    table: dynamoTable(tableName),
    clock: { now: () => new Date().toISOString(), sleep: async () => {} },
    random: { hex: (bytes: number) => randomBytes(bytes).toString('hex') },
  }
  const { token, expiresAt } = await newToken(ports, wish.data, { tenant, by: 'the platform' })
  console.error(`For ${tenant}, ${wish.data.role}, until ${expiresAt}; it is shown this once:`)
  console.log(token)
}
