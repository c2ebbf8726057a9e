// A permission, and how a policy says it.

export type Condition = Record<string, Record<string, string[]>>

export type Permission = {
  why: string
  actions: readonly string[]
  /** Patterns of what comes after `arn:{partition}:`, by Panda's naming where names allow; `*` alone where AWS knows none. */
  on: readonly string[]
  when?: Condition
  /** Only where Panda makes the event rule itself. */
  keysOnly?: true
}

/** On what carries Panda's tags; and making what will carry them. */
export const ours: Condition = { StringLike: { 'aws:ResourceTag/panda:owner': ['*'] } }
export const requested: Condition = { StringLike: { 'aws:RequestTag/panda:owner': ['*'] } }

/** Only by way of a stack: CloudFormation calls with the caller's rights and says so.
 *  https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/fas-requests-and-permission-evaluation.html */
export const viaStack: Condition = {
  'ForAnyValue:StringEquals': { 'aws:CalledVia': ['cloudformation.amazonaws.com'] },
}

export type Statement = { Effect: 'Allow'; Action: string[]; Resource: string[]; Condition?: Condition }

/** One statement for all that is limited alike, in a steady order. */
export const statementsOf = (permissions: Permission[], at: { partition: string; account: string }): Statement[] => {
  const alike = Map.groupBy(permissions, ({ on, when }) => JSON.stringify([[...on].sort(), when ?? null]))
  return [...alike.values()].map(group => {
    const { on, when } = group[0]!
    return {
      Effect: 'Allow',
      Action: [...new Set(group.flatMap(one => one.actions))].sort(),
      Resource: on.map(pattern => arnOf(pattern, at)),
      ...(when && { Condition: when }),
    }
  })
}

export const arnOf = (pattern: string, { partition, account }: { partition: string; account: string }) =>
  pattern === '*' ? '*' : `arn:${partition}:${pattern.replace('{account}', account)}`
