// What both of API Gateway's APIs need: to be let into a function, and a role to write a socket's access log with.
import { RemovalPolicy, Stack } from 'aws-cdk-lib'
import { CfnAccount } from 'aws-cdk-lib/aws-apigateway'
import type { CfnApi } from 'aws-cdk-lib/aws-apigatewayv2'
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { CfnPermission } from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'
import { accept } from './accept.ts'
import type { EntryFunction } from './entry-function.ts'
import { arnOf } from './place.ts'

/** One permission for all routes of one API; CDK's own would be one for each route. */
export const admitGateway = (scope: Construct, entry: EntryFunction, api: CfnApi, what: string) =>
  new CfnPermission(scope, `May${entry.entry}`, {
    action: 'lambda:InvokeFunction',
    principal: 'apigateway.amazonaws.com',
    functionName: entry.lambda.functionArn,
    sourceArn: arnOf(Stack.of(scope), 'execute-api', `${api.ref}/${what}`),
  })

export const invocationUri = (entry: EntryFunction) => {
  const { partition, region } = Stack.of(entry)
  const path = `path/2015-03-31/functions/${entry.lambda.functionArn}/invocations`
  return `arn:${partition}:apigateway:${region}:lambda:${path}`
}

/** A WebSocket's access log is refused without it. One for the account and region: another stage, or program, may use it
 *  after we are gone, so it stays. */
export class GatewayLogRole extends Construct {
  constructor(scope: Construct) {
    super(scope, 'GatewayLogRole')
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('apigateway.amazonaws.com'),
      managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonAPIGatewayPushToCloudWatchLogs')],
    })
    const account = new CfnAccount(this, 'Account', { cloudWatchRoleArn: role.roleArn })
    role.applyRemovalPolicy(RemovalPolicy.RETAIN)
    account.applyRemovalPolicy(RemovalPolicy.RETAIN)
    accept(role, {
      'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]':
        'API Gateway refuses a role that may less than this policy',
    })
  }
}
