// The SDK's clients, each made by a function of its own: a bundle holds those that its entry names, and no other.
import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi'
import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { CodeBuildClient } from '@aws-sdk/client-codebuild'
import { CodeDeployClient } from '@aws-sdk/client-codedeploy'
import { EC2Client } from '@aws-sdk/client-ec2'
import { ECRClient } from '@aws-sdk/client-ecr'
import { ECSClient } from '@aws-sdk/client-ecs'
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { IAMClient } from '@aws-sdk/client-iam'
import { KMSClient } from '@aws-sdk/client-kms'
import { SchedulerClient } from '@aws-sdk/client-scheduler'
import { SFNClient } from '@aws-sdk/client-sfn'
import { SNSClient } from '@aws-sdk/client-sns'
import { STSClient } from '@aws-sdk/client-sts'
import type { Makers, Setting } from './clients.ts'

export const sfn: Makers['sfn'] = setting => new SFNClient(tuned(setting))
export const codebuild: Makers['codebuild'] = setting => new CodeBuildClient(tuned(setting))
export const eventbridge: Makers['eventbridge'] = setting => new EventBridgeClient(tuned(setting))
export const kms: Makers['kms'] = setting => new KMSClient(tuned(setting))
export const sts: Makers['sts'] = setting => new STSClient(tuned(setting))
export const ec2: Makers['ec2'] = setting => new EC2Client(tuned(setting))
export const ecr: Makers['ecr'] = setting => new ECRClient(tuned(setting))
export const ecs: Makers['ecs'] = setting => new ECSClient(tuned(setting))
export const codedeploy: Makers['codedeploy'] = setting => new CodeDeployClient(tuned(setting))
export const cloudformation: Makers['cloudformation'] = setting => new CloudFormationClient(tuned(setting))
export const elbv2: Makers['elbv2'] = setting => new ElasticLoadBalancingV2Client(tuned(setting))
export const cloudwatch: Makers['cloudwatch'] = setting => new CloudWatchClient(tuned(setting))
export const logs: Makers['logs'] = setting => new CloudWatchLogsClient(tuned(setting))
export const iam: Makers['iam'] = setting => new IAMClient(tuned(setting))
export const scheduler: Makers['scheduler'] = setting => new SchedulerClient(tuned(setting))
export const sns: Makers['sns'] = setting => new SNSClient(tuned(setting))

export const apigateway: Makers['apigateway'] = setting =>
  new ApiGatewayManagementApiClient({ ...tuned(setting), endpoint: setting.socketEndpoint })

/** Shorter than a step's 50 s: three attempts of 10 s leave it time to answer. The SDK would wait without end. */
const tuned = ({ region, credentials }: Setting) => ({
  region,
  credentials,
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
})
