// What a service of an environment stands on, as its admin has it. It is the environment's and not the release's: a rollback
// brings none of it back.

export type Network = {
  vpcId: string
  /** Public ones: the load balancer's, and the tasks' if there are no others. */
  subnets: string[]
  /** The tasks', who get no public address there. */
  privateSubnets?: string[] | undefined
}

/** Absent: nobody has said. */
export type Infra = { logRetentionDays: number; network?: Network; certificateArn?: string }

export const usualInfra = { logRetentionDays: 90, network: null, certificateArn: null }

/** Why a load balancer there cannot have it, or nothing. */
export const certificateFault = (arn: string, { accountId, region }: { accountId: string; region: string }) => {
  const [, , , its, account] = arn.split(':')
  if (account !== accountId) return `must be of account ${accountId}, as the AWS connection is`
  if (its !== region) return `must be of region ${region}, as the AWS connection is: have ACM make one there`
  return undefined
}
