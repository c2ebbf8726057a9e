// One key ($1 a month) for what AWS keeps for us and for what we seal ourselves. Whoever may read the table may not open it all:
// through DynamoDB the key opens the table alone, by hand only what names its tenant.
import { type RemovalPolicy, Stack } from 'aws-cdk-lib'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Key } from 'aws-cdk-lib/aws-kms'
import { Construct } from 'constructs'
import type { Actions, EntryFunction } from './entry-function.ts'

export class PlatformKey extends Construct {
  readonly key: Key

  constructor(scope: Construct, removalPolicy: RemovalPolicy) {
    super(scope, 'PlatformKey')
    const { region, account, partition, urlSuffix } = Stack.of(this)
    this.key = new Key(this, 'Key', {
      description: 'Panda: table, logs, alarms, and what tenants have given us',
      enableKeyRotation: true,
      removalPolicy,
    })
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
    const logs = new ServicePrincipal(`logs.${region}.${urlSuffix}`)
    const logGroups = `arn:${partition}:logs:${region}:${account}:log-group:*`
    this.admit(['Encrypt*', 'Decrypt*', 'ReEncrypt*', 'GenerateDataKey*', 'Describe*'], logs, {
      ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logGroups },
    })
    // An alarm that rings must be able to say so: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    this.admit(['Decrypt', 'GenerateDataKey*'], new ServicePrincipal('cloudwatch.amazonaws.com'), {
      StringEquals: { 'aws:SourceAccount': account },
    })
  }

  /** What we seal: data keys come and open only with their context, and so never without a tenant. */
  bind(entry: EntryFunction, actions: Actions) {
    const given = { 'kms:EncryptionContext:tenant': 'false', 'kms:EncryptionContext:kind': 'false' }
    entry.allow(actions, [this.key.keyArn], { Null: given })
  }

  private admit(actions: string[], principal: ServicePrincipal, conditions: Record<string, object>) {
    this.key.addToResourcePolicy(
      new PolicyStatement({
        actions: actions.map(action => `kms:${action}`),
        principals: [principal],
        resources: ['*'],
        conditions,
      }),
    )
  }
}
