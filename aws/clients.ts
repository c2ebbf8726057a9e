// How adapters come by SDK clients: the platform's own, and a customer's by access and region. On AWS they are the SDK's;
// over the pretend region (region/clients.ts) they are the region's, with the same way of taking on a customer's role.
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
import { SFNClient } from '@aws-sdk/client-sfn'
import { STSClient } from '@aws-sdk/client-sts'
import type { Customer } from '../core/ports.ts'
import { credentialsOf } from './credentials.ts'

type PlatformClients = Pick<Services, 'sfn' | 'codebuild' | 'eventbridge' | 'kms' | 'apigateway' | 'sts'>
export type CustomerClients = Pick<
  Services,
  | 'sts'
  | 'ec2'
  | 'ecr'
  | 'ecs'
  | 'codedeploy'
  | 'cloudformation'
  | 'elbv2'
  | 'cloudwatch'
  | 'logs'
  | 'eventbridge'
  | 'iam'
>

/** Every client is made when it is first asked for, and kept: `clients.customer(at).ecr().send(…)`. */
export type Clients = {
  platform: PlatformClients
  customer(at: Pick<Customer, 'region' | 'access'>): CustomerClients
}

/** All that an adapter gets which has no business in the platform's account. */
export type CustomersOnly = Pick<Clients, 'customer'>

export type Credentials = {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string
  expiration?: Date
}
/** Without credentials: the SDK finds the platform's own. */
export type Setting = { region: string; credentials?: () => Promise<Credentials> }
export type Makers = { [K in keyof Services]: (setting: Setting) => ReturnType<Services[K]> }

export const sdkClients = (options: { region: string; socketEndpoint?: string }): Clients =>
  clientsOf(sdkMakers(options.socketEndpoint), { region: options.region })

export const clientsOf = (makers: Makers, platform: Setting): Clients => {
  const kept = new Map<string, Services>()
  const own = clientsWith(makers, platform)
  return {
    platform: own,
    customer: at => {
      const key = JSON.stringify([at.region, at.access])
      const found = kept.get(key)
      if (found) return found
      if (kept.size >= keptAtMost) kept.delete(kept.keys().next().value!)
      const made = clientsWith(makers, { region: at.region, credentials: credentialsOf(at.access, own.sts) })
      kept.set(key, made)
      return made
    },
  }
}

type Services = {
  sfn(): SFNClient
  codebuild(): CodeBuildClient
  eventbridge(): EventBridgeClient
  kms(): KMSClient
  apigateway(): ApiGatewayManagementApiClient
  sts(): STSClient
  ec2(): EC2Client
  ecr(): ECRClient
  ecs(): ECSClient
  codedeploy(): CodeDeployClient
  cloudformation(): CloudFormationClient
  elbv2(): ElasticLoadBalancingV2Client
  cloudwatch(): CloudWatchClient
  logs(): CloudWatchLogsClient
  iam(): IAMClient
}

/** A Lambda that lives for hours sees many customers; each holds credentials and sockets. */
const keptAtMost = 100

const clientsWith = (makers: Makers, setting: Setting): Services => ({
  sfn: once(() => makers.sfn(setting)),
  codebuild: once(() => makers.codebuild(setting)),
  eventbridge: once(() => makers.eventbridge(setting)),
  kms: once(() => makers.kms(setting)),
  apigateway: once(() => makers.apigateway(setting)),
  sts: once(() => makers.sts(setting)),
  ec2: once(() => makers.ec2(setting)),
  ecr: once(() => makers.ecr(setting)),
  ecs: once(() => makers.ecs(setting)),
  codedeploy: once(() => makers.codedeploy(setting)),
  cloudformation: once(() => makers.cloudformation(setting)),
  elbv2: once(() => makers.elbv2(setting)),
  cloudwatch: once(() => makers.cloudwatch(setting)),
  logs: once(() => makers.logs(setting)),
  iam: once(() => makers.iam(setting)),
})

const once = <T>(make: () => T): (() => T) => {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}

const sdkMakers = (socketEndpoint?: string): Makers => ({
  sfn: setting => new SFNClient(tuned(setting)),
  codebuild: setting => new CodeBuildClient(tuned(setting)),
  eventbridge: setting => new EventBridgeClient(tuned(setting)),
  kms: setting => new KMSClient(tuned(setting)),
  apigateway: setting => new ApiGatewayManagementApiClient({ ...tuned(setting), endpoint: socketEndpoint }),
  sts: setting => new STSClient(tuned(setting)),
  ec2: setting => new EC2Client(tuned(setting)),
  ecr: setting => new ECRClient(tuned(setting)),
  ecs: setting => new ECSClient(tuned(setting)),
  codedeploy: setting => new CodeDeployClient(tuned(setting)),
  cloudformation: setting => new CloudFormationClient(tuned(setting)),
  elbv2: setting => new ElasticLoadBalancingV2Client(tuned(setting)),
  cloudwatch: setting => new CloudWatchClient(tuned(setting)),
  logs: setting => new CloudWatchLogsClient(tuned(setting)),
  iam: setting => new IAMClient(tuned(setting)),
})

/** Shorter than a step's 50 s: three attempts of 10 s leave it time to answer. The SDK would wait without end. */
const tuned = (setting: Setting) => ({
  ...setting,
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
})
