// What each function needs: of its environment, of SDK clients, and of rights in the platform's account. The stack gives
// exactly these, a test holds the bundles to them, and another holds the journey to them.
import type { Makers } from '../../aws/clients.ts'
import type { Variable } from '../../aws/environment.ts'

type Needs = {
  variables: readonly Variable[]
  /** Beside DynamoDB's. */
  clients: readonly (keyof Makers)[]
  rights: Partial<Record<Thing, readonly string[]>>
}
/** What the rights are on. `customers`: roles in customers' accounts. `executions`: those of the machine. */
type Thing =
  | 'table'
  | 'indexes'
  | 'key'
  | 'machine'
  | 'executions'
  | 'ingressBus'
  | 'internalBus'
  | 'project'
  | 'sockets'
  | 'customers'
  | 'schedules'
  | 'scheduleRole'
  | 'topics'

const read = ['dynamodb:GetItem', 'dynamodb:Query'] as const
const wake = ['states:SendTaskFailure'] as const
const assume = ['sts:AssumeRole'] as const
const admit = ['events:DescribeEventBus', 'events:PutPermission'] as const
const post = ['execute-api:ManageConnections'] as const
const put = ['events:PutEvents'] as const

export const needs = {
  api: {
    variables: [
      ...(['PANDA_TABLE', 'PANDA_KEY', 'PANDA_INGRESS_BUS'] as const),
      ...(['PANDA_API_ADDRESS', 'PANDA_SOCKET_ADDRESS', 'PANDA_TEMPLATE_ADDRESS'] as const),
      ...(['PANDA_CONSOLE_ADDRESS', 'PANDA_TOPICS', 'PANDA_INTERNAL_BUS'] as const),
    ],
    clients: ['kms', 'sts', 'eventbridge', 'iam', 'ecr', 'cloudformation', 'sns'],
    rights: {
      table: [...read, 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
      indexes: ['dynamodb:Query'],
      key: ['kms:GenerateDataKey', 'kms:Decrypt'],
      ingressBus: [...admit, 'events:RemovePermission'],
      customers: assume,
      internalBus: put,
      topics: ['sns:CreateTopic', 'sns:Subscribe', 'sns:Publish'],
    },
  },
  authorizer: { variables: ['PANDA_TABLE', 'PANDA_ISSUERS'], clients: [], rights: { table: ['dynamodb:GetItem'] } },
  socket: {
    variables: ['PANDA_TABLE', 'PANDA_SOCKET_ENDPOINT'],
    clients: ['apigateway'],
    rights: { table: [...read, 'dynamodb:PutItem', 'dynamodb:DeleteItem'], sockets: post },
  },
  advance: {
    variables: ['PANDA_TABLE', 'PANDA_MACHINE', 'PANDA_INTERNAL_BUS'],
    clients: ['sfn', 'eventbridge'],
    rights: {
      table: [...read, 'dynamodb:PutItem'],
      machine: ['states:StartExecution', ...wake],
      internalBus: put,
    },
  },
  notify: {
    variables: [
      ...(['PANDA_TABLE', 'PANDA_KEY', 'PANDA_INTERNAL_BUS', 'PANDA_SCHEDULE_GROUP', 'PANDA_SCHEDULE_ROLE'] as const),
      ...(['PANDA_TOPICS', 'PANDA_API_ADDRESS', 'PANDA_CONSOLE_ADDRESS'] as const),
    ],
    clients: ['kms', 'scheduler', 'sns'],
    rights: {
      table: [...read, 'dynamodb:PutItem'],
      key: ['kms:Decrypt'],
      schedules: ['scheduler:CreateSchedule'],
      scheduleRole: ['iam:PassRole'],
      topics: ['sns:Publish'],
    },
  },
  push: {
    variables: ['PANDA_TABLE', 'PANDA_SOCKET_ENDPOINT'],
    clients: ['apigateway'],
    rights: { table: ['dynamodb:Query', 'dynamodb:DeleteItem'], sockets: post },
  },
  step: {
    variables: [
      ...(['PANDA_TABLE', 'PANDA_KEY', 'PANDA_MACHINE', 'PANDA_INGRESS_BUS', 'PANDA_BUILD_PROJECT'] as const),
    ],
    clients: [
      ...(['sfn', 'kms', 'sts', 'codebuild', 'eventbridge', 'iam', 'ecr', 'cloudformation', 'ecs', 'elbv2'] as const),
      ...(['codedeploy', 'cloudwatch', 'logs', 'ec2'] as const),
    ],
    rights: {
      table: [...read, 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
      key: ['kms:GenerateDataKey', 'kms:Decrypt'],
      machine: ['states:SendTaskSuccess', ...wake],
      ingressBus: admit,
      project: ['codebuild:StartBuild', 'codebuild:BatchGetBuilds', 'codebuild:StopBuild'],
      customers: assume,
    },
  },
  event: {
    variables: ['PANDA_TABLE', 'PANDA_MACHINE'],
    clients: ['sfn'],
    rights: { table: ['dynamodb:GetItem'], machine: wake },
  },
  begin: {
    variables: ['PANDA_TABLE', 'PANDA_KEY', 'PANDA_INTERNAL_BUS', 'PANDA_SCHEDULE_GROUP', 'PANDA_SCHEDULE_ROLE'],
    clients: ['kms', 'scheduler', 'sts', 'ecr'],
    rights: {
      table: [...read, 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
      key: ['kms:Decrypt'],
      schedules: ['scheduler:CreateSchedule', 'scheduler:UpdateSchedule', 'scheduler:DeleteSchedule'],
      scheduleRole: ['iam:PassRole'],
      customers: assume,
    },
  },
  'build-report': {
    variables: ['PANDA_TABLE', 'PANDA_MACHINE'],
    clients: ['sfn'],
    rights: { table: [...read, 'dynamodb:PutItem'], machine: wake },
  },
  'build-call': {
    variables: ['PANDA_TABLE', 'PANDA_KEY', 'PANDA_INTERNAL_BUS'],
    clients: ['kms', 'sts', 'ecr', 'eventbridge'],
    rights: {
      table: [...read, 'dynamodb:PutItem'],
      key: ['kms:Decrypt'],
      internalBus: put,
      customers: assume,
    },
  },
  sweep: {
    variables: ['PANDA_TABLE', 'PANDA_MACHINE', 'PANDA_INTERNAL_BUS'],
    clients: ['sfn', 'eventbridge'],
    rights: {
      table: [...read, 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
      indexes: ['dynamodb:Query'],
      machine: ['states:StartExecution', 'states:ListExecutions', ...wake],
      executions: ['states:DescribeExecution'],
      internalBus: put,
    },
  },
} as const satisfies Record<string, Needs>

export type Entry = keyof typeof needs
