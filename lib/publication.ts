// How files come into the console's bucket, and out of it at the end: CDK's own helpers, proven on many accounts, but each
// with our log group and no managed policy, which lets a function write every log there is.
import { type CfnResource, Stack } from 'aws-cdk-lib'
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { LogGroup } from 'aws-cdk-lib/aws-logs'
import type { Bucket } from 'aws-cdk-lib/aws-s3'
import { BucketDeployment, CacheControl, type ISource } from 'aws-cdk-lib/aws-s3-deployment'
import { Construct } from 'constructs'
import { accept } from './accept.ts'
import { logGroup } from './log-group.ts'
import type { Place } from './place.ts'

const writeLog = ['logs:CreateLogStream', 'logs:PutLogEvents']

export class Publication extends Construct {
  constructor(scope: Construct, place: Place, { files, bucket }: { files: ISource[]; bucket: Bucket }) {
    super(scope, 'Publication')
    const logs = logGroup(this, 'Log', place, 'application', '/panda/publication')
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
    role.addToPolicy(new PolicyStatement({ actions: writeLog, resources: [logs.logGroupArn] }))
    new BucketDeployment(this, 'Files', {
      sources: files,
      destinationBucket: bucket,
      // CloudFront asks whether a file has changed. Telling it to forget them would take a right on every distribution.
      cacheControl: [CacheControl.noCache()],
      memoryLimit: 256,
      role,
      logGroup: logs,
    })
    accept(role, Object.fromEntries(wildcards(bucket).map(one => [`IAM5[${one}]`, reason])))
    acceptRuntime(this)
    this.boundEmptying(logs)
  }

  /** What empties the bucket: one provider in the stack, of bare resources. */
  private boundEmptying(logs: LogGroup) {
    const provider = Stack.of(this).node.findChild('Custom::S3AutoDeleteObjectsCustomResourceProvider').node
    const [role, handler] = ['Role', 'Handler'].map(id => provider.findChild(id) as CfnResource)
    const statement = { Effect: 'Allow', Action: writeLog, Resource: logs.logGroupArn }
    const PolicyDocument = { Version: '2012-10-17', Statement: [statement] }
    role!.addPropertyDeletionOverride('ManagedPolicyArns')
    role!.addPropertyOverride('Policies', [{ PolicyName: 'log', PolicyDocument }])
    handler!.addPropertyOverride('LoggingConfig', { LogGroup: logs.logGroupName })
  }
}

/** CDK makes one function for all deployments of files, at the top of the stack. */
const acceptRuntime = (scope: Construct) => {
  for (const child of Stack.of(scope).node.children)
    if (child.node.id.startsWith('Custom::CDKBucketDeployment'))
      accept(child, { L1: 'CDK’s own function runs in the runtime that CDK has tested it with' })
}

const reason = 'CDK’s own deployment of files: all objects of the console’s bucket, and of the one `cdk bootstrap` made'

const wildcards = (bucket: Bucket) => [
  ...['GetBucket*', 'GetObject*', 'List*', 'Abort*', 'DeleteObject*'].map(action => `Action::s3:${action}`),
  'Resource::arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-<AWS::Region>/*',
  `Resource::<${Stack.of(bucket).getLogicalId(bucket.node.defaultChild as CfnResource)}.Arn>/*`,
]
