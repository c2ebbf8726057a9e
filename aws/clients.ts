// How adapters come by SDK clients: the platform's own, and a customer's by access and region. On AWS they are the SDK's;
// over the pretend region (region/clients.ts) they are the region's, with the same way of taking on a customer's role.
import type { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi'
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import type { CodeBuildClient } from '@aws-sdk/client-codebuild'
import type { CodeDeployClient } from '@aws-sdk/client-codedeploy'
import type { EC2Client } from '@aws-sdk/client-ec2'
import type { ECRClient } from '@aws-sdk/client-ecr'
import type { ECSClient } from '@aws-sdk/client-ecs'
import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import type { IAMClient } from '@aws-sdk/client-iam'
import type { KMSClient } from '@aws-sdk/client-kms'
import type { SchedulerClient } from '@aws-sdk/client-scheduler'
import type { SFNClient } from '@aws-sdk/client-sfn'
import type { SNSClient } from '@aws-sdk/client-sns'
import type { STSClient } from '@aws-sdk/client-sts'
import type { Customer } from '../core/ports.ts'
import { credentialsOf } from './credentials.ts'

type PlatformClients = Pick<
  Services,
  'sfn' | 'codebuild' | 'eventbridge' | 'kms' | 'apigateway' | 'sts' | 'scheduler' | 'sns'
>
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
/** Without credentials: the SDK finds the platform's own. `socketEndpoint`: where messages to sockets are posted. */
export type Setting = { region: string; credentials?: () => Promise<Credentials>; socketEndpoint?: string }
export type Makers = { [K in keyof Services]: (setting: Setting) => ReturnType<Services[K]> }

/** Over the SDK's own: `sdkClients({ region }, { kms, sts })` with makers of makers.ts. One that is not among them cannot be
 *  had: an entry names those that it needs, and its bundle holds no other. */
export const sdkClients = (platform: Omit<Setting, 'credentials'>, makers: Partial<Makers>): Clients =>
  clientsOf(makers, platform)

/** For an entry that has no business in customers' accounts: then not even the way there is in its bundle. */
export const platformClients = (
  platform: Omit<Setting, 'credentials'>,
  makers: Partial<Makers>,
): Pick<Clients, 'platform'> => ({ platform: clientsWith(makers, platform) })

export const clientsOf = (makers: Partial<Makers>, platform: Setting): Clients => {
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
  scheduler(): SchedulerClient
  sns(): SNSClient
}

/** A Lambda that lives for hours sees many customers; each holds credentials and sockets. */
const keptAtMost = 100

const clientsWith = (makers: Partial<Makers>, setting: Setting): Services => ({
  sfn: once(() => made(makers, 'sfn')(setting)),
  codebuild: once(() => made(makers, 'codebuild')(setting)),
  eventbridge: once(() => made(makers, 'eventbridge')(setting)),
  kms: once(() => made(makers, 'kms')(setting)),
  apigateway: once(() => made(makers, 'apigateway')(setting)),
  sts: once(() => made(makers, 'sts')(setting)),
  ec2: once(() => made(makers, 'ec2')(setting)),
  ecr: once(() => made(makers, 'ecr')(setting)),
  ecs: once(() => made(makers, 'ecs')(setting)),
  codedeploy: once(() => made(makers, 'codedeploy')(setting)),
  cloudformation: once(() => made(makers, 'cloudformation')(setting)),
  elbv2: once(() => made(makers, 'elbv2')(setting)),
  cloudwatch: once(() => made(makers, 'cloudwatch')(setting)),
  logs: once(() => made(makers, 'logs')(setting)),
  iam: once(() => made(makers, 'iam')(setting)),
  scheduler: once(() => made(makers, 'scheduler')(setting)),
  sns: once(() => made(makers, 'sns')(setting)),
})

const made = <K extends keyof Services>(makers: Partial<Makers>, name: K): Makers[K] => {
  const maker = makers[name]
  if (!maker) throw new Error(`This entry was not given the client ${name}: name it where its clients are made`)
  return maker as Makers[K]
}

const once = <T>(make: () => T): (() => T) => {
  let kept: T | undefined
  return () => {
    kept ??= make()
    return kept
  }
}
