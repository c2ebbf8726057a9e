// The bus's policy as the one stored set of admitted accounts: a single statement with a list, since one each is full at
// about 50 accounts. Statements of others stay as they are.
import * as z from 'zod'

const sid = 'PandaCustomers'

export const isAdmitted = (policy: string | undefined, accountId: string) =>
  accountsIn(statementsOf(policy)).includes(accountId)

export const admitting = (policy: string | undefined, busArn: string, accountId: string): string => {
  const statements = statementsOf(policy)
  const accounts = [...new Set([...accountsIn(statements), accountId])].sort()
  const own = {
    Sid: sid,
    Effect: 'Allow',
    Principal: { AWS: accounts.map(account => `arn:aws:iam::${account}:root`) },
    Action: 'events:PutEvents',
    Resource: busArn,
  }
  const others = statements.filter(statement => statement.Sid !== sid)
  return JSON.stringify({ Version: '2012-10-17', Statement: [...others, own] })
}

const statementSchema = z.looseObject({ Sid: z.string().optional(), Principal: z.unknown() })
const policySchema = z.object({
  Statement: z.union([z.array(statementSchema), statementSchema.transform(statement => [statement])]),
})
const principalSchema = z.object({ AWS: z.union([z.array(z.string()), z.string().transform(one => [one])]) })

type Statement = z.infer<typeof statementSchema>

const statementsOf = (policy: string | undefined): Statement[] =>
  policy ? policySchema.parse(JSON.parse(policy)).Statement : []

/** An account that was closed turns into an id of its own; it is dropped with the next writing. */
const accountsIn = (statements: Statement[]): string[] => {
  const principal = principalSchema.safeParse(statements.find(statement => statement.Sid === sid)?.Principal)
  const named = principal.success ? principal.data.AWS : []
  return named.flatMap(one => /^(?:arn:aws[^:]*:iam::)?(\d{12})(?::root)?$/.exec(one)?.[1] ?? [])
}
