// Who may do what, in full: a new grant fails here, and is added by somebody who has read it.
import { expect, test } from 'vitest'
import { needs } from '../../lambdas/platform/needs.ts'
import { entryNames } from '../../lib/entries.ts'
import { plain, resourcesOf, template } from './platform.ts'
import { linesOf, roleIdOf, type Statement, statementsOf } from './policies.ts'

const prod = template({ stage: 'prod' })
const functions = resourcesOf(prod, 'AWS::Lambda::Function')
const roleOf = (entry: string) => {
  const found = functions.find(([, { Properties }]) => Properties.FunctionName === `panda-${entry}`)
  return roleIdOf(found![1], 'Role')
}
const at = 'eu-central-1:999999999999'

/** Each function has these, and its own log besides. */
const xray = 'xray:PutTelemetryRecords, xray:PutTraceSegments on *'
const throughTable = 'on PlatformKey.Arn if {StringEquals:{kms:ViaService:dynamodb.eu-central-1.amazonaws.com}}'
const reads = `kms:Decrypt, kms:DescribeKey ${throughTable}`
const writes = `kms:Decrypt, kms:DescribeKey, kms:Encrypt, kms:GenerateDataKey, kms:GenerateDataKeyWithoutPlaintext, kms:ReEncryptFrom, kms:ReEncryptTo ${throughTable}`
const withContext = 'on PlatformKey.Arn if {Null:{kms:EncryptionContext:tenant:false,kms:EncryptionContext:kind:false}}'
const machine = `on arn:aws:states:${at}:stateMachine:panda`
const customers = 'sts:AssumeRole on arn:aws:iam::*:role/PandaDeployRole'
const ingress = 'on EventsIngress.Arn'
const putsInternal = 'events:PutEvents on EventsInternal.Arn'
const topics = `on arn:aws:sns:${at}:panda-notices-*`
const indexes = ['live', 'owned'].map(name => `dynamodb:Query on StorageTable.Arn/index/${name}`)
const sockets = ['DELETE', 'POST'].map(
  method => `execute-api:ManageConnections on arn:aws:execute-api:${at}:LiveApi/live/${method}/@connections/*`,
)
const stream = [
  'dynamodb:DescribeStream, dynamodb:GetRecords, dynamodb:GetShardIterator on StorageTable.StreamArn',
  `dynamodb:ListStreams, ${xray}`,
]
const letters = 'sqs:GetQueueAttributes, sqs:GetQueueUrl, sqs:SendMessage on DeadLettersQueue.Arn'

const granted: Record<string, string[]> = {
  api: [
    'dynamodb:DeleteItem, dynamodb:GetItem, dynamodb:PutItem, dynamodb:Query, dynamodb:UpdateItem on StorageTable.Arn',
    ...indexes,
    `events:DescribeEventBus, events:PutPermission, events:RemovePermission ${ingress}`,
    `kms:Decrypt, kms:GenerateDataKey ${withContext}`,
    putsInternal,
    `sns:CreateTopic, sns:Publish, sns:Subscribe ${topics}`,
    customers,
    ...[writes, xray],
  ],
  authorizer: ['dynamodb:GetItem on StorageTable.Arn', reads, xray],
  socket: [
    'dynamodb:DeleteItem, dynamodb:GetItem, dynamodb:PutItem, dynamodb:Query on StorageTable.Arn',
    ...sockets,
    ...[writes, xray],
  ],
  advance: [
    'dynamodb:GetItem, dynamodb:PutItem, dynamodb:Query on StorageTable.Arn',
    `states:SendTaskFailure, states:StartExecution ${machine}`,
    ...stream,
    putsInternal,
    letters,
    writes,
  ],
  notify: [
    'dynamodb:GetItem, dynamodb:PutItem, dynamodb:Query on StorageTable.Arn',
    `kms:Decrypt ${withContext}`,
    `scheduler:CreateSchedule on arn:aws:scheduler:${at}:schedule/panda-notices/*`,
    'iam:PassRole on NotificationsRole.Arn if {StringEquals:{iam:PassedToService:scheduler.amazonaws.com}}',
    `sns:Publish ${topics}`,
    letters,
    ...[writes, xray],
  ],
  push: ['dynamodb:DeleteItem, dynamodb:Query on StorageTable.Arn', ...sockets, ...stream, letters, writes],
  step: [
    'dynamodb:GetItem, dynamodb:PutItem, dynamodb:Query, dynamodb:UpdateItem on StorageTable.Arn',
    `codebuild:BatchGetBuilds, codebuild:StartBuild, codebuild:StopBuild on arn:aws:codebuild:${at}:project/panda-build`,
    `kms:Decrypt, kms:GenerateDataKey ${withContext}`,
    `states:SendTaskFailure, states:SendTaskSuccess ${machine}`,
    `events:DescribeEventBus, events:PutPermission ${ingress}`,
    customers,
    letters,
    ...[writes, xray],
  ],
  event: ['dynamodb:GetItem on StorageTable.Arn', `states:SendTaskFailure ${machine}`, letters, ...[reads, xray]],
  begin: [
    'dynamodb:GetItem, dynamodb:PutItem, dynamodb:Query, dynamodb:UpdateItem on StorageTable.Arn',
    `kms:Decrypt ${withContext}`,
    `scheduler:CreateSchedule, scheduler:DeleteSchedule, scheduler:UpdateSchedule on arn:aws:scheduler:${at}:schedule/panda-notices/*`,
    'iam:PassRole on NotificationsRole.Arn if {StringEquals:{iam:PassedToService:scheduler.amazonaws.com}}',
    customers,
    letters,
    ...[writes, xray],
  ],
  'build-report': [
    'dynamodb:GetItem, dynamodb:PutItem, dynamodb:Query on StorageTable.Arn',
    `states:SendTaskFailure ${machine}`,
    letters,
    ...[writes, xray],
  ],
  'build-call': [
    'dynamodb:GetItem, dynamodb:PutItem, dynamodb:Query on StorageTable.Arn',
    putsInternal,
    `kms:Decrypt ${withContext}`,
    customers,
    ...[writes, xray],
  ],
  sweep: [
    'dynamodb:DeleteItem, dynamodb:GetItem, dynamodb:PutItem, dynamodb:Query, dynamodb:UpdateItem on StorageTable.Arn',
    ...indexes,
    `states:DescribeExecution on arn:aws:states:${at}:execution:panda:*`,
    `states:ListExecutions, states:SendTaskFailure, states:StartExecution ${machine}`,
    putsInternal,
    letters,
    ...[writes, xray],
  ],
}

test.each(entryNames)('panda-%s may do this, and nothing else', entry => {
  const log = `logs:CreateLogStream, logs:PutLogEvents on ${entry.replace('-', '')}Log.Arn`
  expect(linesOf(statementsOf(prod, roleOf(entry)))).toEqual([...granted[entry]!, log].sort())
})

test('each function has a role of its own, and what its row of needs says is in it', () => {
  expect(new Set(entryNames.map(roleOf)).size).toBe(entryNames.length)
  for (const entry of entryNames) {
    const actions = new Set(statementsOf(prod, roleOf(entry)).flatMap(({ Action }) => Action))
    const rights: Record<string, readonly string[]> = needs[entry].rights
    for (const action of Object.values(rights).flat()) expect(actions, entry).toContain(action)
  }
})

test('the build reaches one function and its own log', () => {
  const [[, project]] = resourcesOf(prod, 'AWS::CodeBuild::Project') as [[string, (typeof functions)[0][1]]]
  expect(linesOf(statementsOf(prod, roleIdOf(project, 'ServiceRole')))).toEqual([
    'lambda:InvokeFunction on buildcallFunction.Arn',
    'logs:CreateLogStream, logs:PutLogEvents on BuildsLog.Arn',
  ])
})

test('the machine invokes the step function, and writes its log', () => {
  const [[, machine]] = resourcesOf(prod, 'AWS::StepFunctions::StateMachine') as [[string, (typeof functions)[0][1]]]
  const lines = linesOf(statementsOf(prod, roleIdOf(machine, 'RoleArn')))
  expect(lines.filter(line => !line.endsWith(' on *'))).toEqual(['lambda:InvokeFunction on stepFunction.Arn'])
})

/** AWS knows no resource for these: https://docs.aws.amazon.com/service-authorization/latest/reference/ */
const withoutResource = [
  ...['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
  ...['CreateLogDelivery', 'UpdateLogDelivery', 'DeleteLogDelivery', 'PutResourcePolicy'].map(name => `logs:${name}`),
]

test('nothing may be changed anywhere: "*" is for looking, and for what knows no resource', () => {
  const statements = resourcesOf(prod, 'AWS::IAM::Role').flatMap(([id]) => statementsOf(prod, id))
  const everywhere = statements
    .filter(({ Resource }) => [Resource].flat().includes('*'))
    .flatMap(({ Action }) => Action)
  const looks = (action: string) => /^\w+:(Get|List|Describe)[A-Z]\w*$/.test(action)
  expect([...new Set(everywhere)].filter(action => !looks(action) && !withoutResource.includes(action))).toEqual([])
  expect(statements.filter(({ Effect }) => Effect !== 'Allow')).toEqual([])
  expect(statements.flatMap(({ Action }) => Action).filter(action => /^\*|:\*$/.test(action))).toEqual([])
})

test('no role has a managed policy, but the one that API Gateway insists on', () => {
  const managed = resourcesOf(prod, 'AWS::IAM::Role').flatMap(([id, { Properties }]) =>
    ((plain(Properties.ManagedPolicyArns) ?? []) as string[]).map(policy => `${plain({ Ref: id })}: ${policy}`),
  )
  expect(managed).toEqual([
    'LiveApiGatewayLogRole: arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs',
  ])
})

test('a schedule calls nobody but the internal bus', () => {
  const [id] = resourcesOf(prod, 'AWS::IAM::Role').find(([one]) => one.startsWith('NotificationsRole'))!
  expect(linesOf(statementsOf(prod, id))).toEqual([putsInternal])
})

test('only who is named is let into functions, queues and keys: services, never "*" without a condition', () => {
  const policies = resourcesOf(prod, /^AWS::(SQS|SNS|S3)::\w+Policy$|^AWS::KMS::Key$/)
  for (const [id, { Properties }] of policies) {
    const { Statement } = (Properties.PolicyDocument ?? Properties.KeyPolicy) as { Statement: (Statement & Who)[] }
    const open = Statement.filter(one => one.Effect === 'Allow' && isAnybody(one.Principal) && !one.Condition)
    expect(open, id).toEqual([])
  }
  for (const [id, { Properties }] of resourcesOf(prod, 'AWS::Lambda::Permission')) {
    expect(Properties.Principal, id).toMatch(/^(apigateway|events)\.amazonaws\.com$/)
    expect(Properties.SourceArn, id).toBeDefined()
  }
})

type Who = { Principal: unknown }
const isAnybody = (principal: unknown) => principal === '*' || (principal as { AWS?: unknown })?.AWS === '*'
