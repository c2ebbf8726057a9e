// The bus's policy: one statement with the list of admitted accounts, since one each is full at about 50. Statements of
// others stay as they are.
import * as z from 'zod/mini'

const sid = 'PandaCustomers'

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const policyLimit = 10_240

export const admittedIn = (policy: string | undefined): string[] => accountsIn(statementsOf(policy))

/** Whoever is in stays in while it is wanted; others come in while there is room. */
export const fitting = (policy: string | undefined, busArn: string, wanted: readonly string[]): string[] => {
  const before = admittedIn(policy)
  const [inside, outside] = [wanted.filter(one => before.includes(one)), wanted.filter(one => !before.includes(one))]
  const kept = [...inside, ...outside]
  while (kept.length > 0 && (admitting(policy, busArn, kept)?.length ?? 0) > policyLimit) kept.pop()
  return kept.sort()
}

/** Nothing where nobody is left to be admitted, and nobody else has a statement. */
export const admitting = (
  policy: string | undefined,
  busArn: string,
  accounts: readonly string[],
): string | undefined => {
  const others = statementsOf(policy).filter(statement => statement.Sid !== sid)
  const own = {
    Sid: sid,
    Effect: 'Allow',
    Principal: { AWS: accounts.toSorted().map(account => `arn:aws:iam::${account}:root`) },
    Action: 'events:PutEvents',
    Resource: busArn,
  }
  const all = accounts.length > 0 ? [...others, own] : others
  return all.length > 0 ? JSON.stringify({ Version: '2012-10-17', Statement: all }) : undefined
}

const statementSchema = z.looseObject({ Sid: z.optional(z.string()), Principal: z.unknown() })
const policySchema = z.object({
  Statement: z.union([
    z.array(statementSchema),
    z.pipe(
      statementSchema,
      z.transform(statement => [statement]),
    ),
  ]),
})
const principalSchema = z.object({
  AWS: z.union([
    z.array(z.string()),
    z.pipe(
      z.string(),
      z.transform(one => [one]),
    ),
  ]),
})

type Statement = z.infer<typeof statementSchema>

const statementsOf = (policy: string | undefined): Statement[] =>
  policy ? policySchema.parse(JSON.parse(policy)).Statement : []

/** An account that was closed turns into an id of its own; it is dropped with the next writing. */
const accountsIn = (statements: Statement[]): string[] => {
  const principal = principalSchema.safeParse(statements.find(statement => statement.Sid === sid)?.Principal)
  const named = principal.success ? principal.data.AWS : []
  return named.flatMap(one => /^(?:arn:aws[^:]*:iam::)?(\d{12})(?::root)?$/.exec(one)?.[1] ?? [])
}
