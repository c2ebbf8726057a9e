// How it is set what a service stands on: core/infra.ts.
import * as z from 'zod'

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const retentions = [
  ...[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731],
  ...[1096, 1827, 2192, 2557, 2922, 3288, 3653],
]

const idOf = (kind: 'vpc' | 'subnet') =>
  z
    .string('must be an id')
    .regex(new RegExp(`^${kind}-(?:[0-9a-f]{8,17})$`), `must be an id as ${kind}-0a1b2c3d4e5f67890`)

const subnets = z
  .array(idOf('subnet'), 'must be a list of subnets')
  .min(2, 'must name two at least, in different zones')
  .max(10, 'must name 10 at most')
  .refine(all => new Set(all).size === all.length, 'must name each once')

export const infraFields = {
  logRetentionDays: z
    .literal(retentions, `must be one of ${retentions.join(', ')}`)
    .describe('So long the program’s lines are kept. It may change with any deployment; shorter deletes what is older'),
  network: z
    .strictObject({
      vpcId: idOf('vpc'),
      subnets: subnets.describe('Public ones, one a zone: the load balancer’s, and the tasks’ if there are no others'),
      privateSubnets: subnets
        .optional()
        .describe('The tasks’, without a public address: they need a way out, by a NAT gateway or endpoints'),
    })
    .describe('Where a service is made: it stays there. Not set: in the account’s default VPC')
    .meta({ examples: [{ vpcId: 'vpc-0a1b2c3d', subnets: ['subnet-0a1b2c3d', 'subnet-1a2b3c4d'] }] }),
  certificateArn: z
    .string('must be the ARN of a certificate')
    .regex(
      /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[0-9a-zA-Z-]{1,64}$/,
      'must be the ARN of a certificate of ACM: arn:aws:acm:REGION:ACCOUNT:certificate/ID',
    )
    .describe(
      'HTTPS on 443 under it, and a redirect from 80. A service is made with or without; of the account and region of the AWS connection. Not set: HTTP on 80',
    )
    .meta({ examples: ['arn:aws:acm:eu-central-1:111122223333:certificate/12345678-1234-1234-1234-123456789012'] }),
}
