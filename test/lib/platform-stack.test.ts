import aslValidator from 'asl-validator'
import { expect, test } from 'vitest'
import { routes } from '../../app/routes.ts'
import { isFiguresItem } from '../../app/store/figures.ts'
import { isLogItem } from '../../app/store/log.ts'
import { isChunkItem } from '../../app/store/output.ts'
import { isTakenBackItem } from '../../app/store/taken-back.ts'
import { readEnvironment, type Variable } from '../../aws/environment.ts'
import { tableDefinition } from '../../aws/table-definition.ts'
import { machine } from '../../core/machine.ts'
import { ingressRules, internalRules } from '../../core/rules.ts'
import { readSettings } from '../../core/settings.ts'
import { needs } from '../../lambdas/platform/needs.ts'
import { entryNames } from '../../lib/entries.ts'
import { plain, type Resource, resourcesOf, template } from './platform.ts'

const issuers = [{ issuer: 'https://id.example.com', audience: 'panda', tenant: 'acme' }]
const dev = template({ stage: 'dev', issuers, PANDA_BAKE_SECONDS: '60', probeCidr: '192.0.2.7/32' })
const prod = template({ stage: 'prod', alarmEmail: 'ops@example.com', corsOrigins: ['https://page.example.com'] })

const named = (functionName: string) =>
  resourcesOf(dev, 'AWS::Lambda::Function').find(([, one]) => one.Properties.FunctionName === functionName)![1]
const only = (type: string, from = prod): Resource => {
  const found = resourcesOf(from, type)
  expect(found, type).toHaveLength(1)
  return found[0]![1]
}

type StreamFilter = { eventName: string[]; dynamodb: { Keys: { sk: { S: (string | { prefix: string })[] } } } }
type RuleView = {
  Name: string
  EventPattern: { source: string[] }
  EventBusName?: string
  Targets: object[]
}

// ---- functions ------------------------------------------------------------------------------------------------------

test.each(entryNames)('panda-%s finds in its environment what it reads, and nothing else', entry => {
  const { Variables } = plain(named(`panda-dev-${entry}`).Properties.Environment) as { Variables: object }
  // References are names here; AWS fills in ARNs and addresses.
  const filled = Object.fromEntries(Object.entries(Variables).map(([key, value]) => [key, asOnAws(key, String(value))]))
  const keys: readonly Variable[] = needs[entry].variables
  expect(readEnvironment(keys, filled)).not.toHaveProperty('faults')
  const settings = readSettings(filled)
  expect(settings).toMatchObject({ PANDA_BAKE_SECONDS: 60, PANDA_PROBE_CIDR: '192.0.2.7/32' })
  expect(
    Object.keys(filled)
      .filter(key => !(key in settings))
      .sort(),
  ).toEqual([...keys].sort())
})

const asOnAws = (key: string, value: string) => {
  if (/^PANDA_(KEY|INGRESS_BUS|INTERNAL_BUS|SCHEDULE_ROLE)$/.test(key)) return `arn:aws:${value}`
  return key === 'PANDA_API_ADDRESS' || key === 'PANDA_SOCKET_ADDRESS' ? `https://${value}` : value
}

test('issuers come to the authorizer as they were given', () => {
  const { Variables } = named('panda-dev-authorizer').Properties.Environment as { Variables: Record<string, string> }
  expect(JSON.parse(Variables.PANDA_ISSUERS!)).toEqual([{ ...issuers[0], role: 'deployer' }])
})

test('a step’s function ends before its token does, and calls before API Gateway gives up', () => {
  const seconds = (entry: string) => Number(named(`panda-dev-${entry}`).Properties.Timeout)
  expect(seconds('step')).toBe(50)
  for (const entry of ['api', 'socket', 'authorizer']) expect(seconds(entry), entry).toBeLessThan(30)
})

test('every function goes on with the machine’s trace, on the same runtime', () => {
  for (const entry of entryNames)
    expect(named(`panda-dev-${entry}`).Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      TracingConfig: { Mode: 'PassThrough' },
    })
})

// ---- what it is made from -------------------------------------------------------------------------------------------

test('the table is the one of the definition', () => {
  const { Properties } = only('AWS::DynamoDB::Table')
  const { AttributeDefinitions, ...rest } = tableDefinition
  expect(Properties).toMatchObject(rest)
  expect(new Set(Properties.AttributeDefinitions as object[])).toEqual(new Set(AttributeDefinitions))
  expect(Properties).toMatchObject({
    TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
    SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
  })
})

test('the machine is the very text of core/, but for the function’s name', () => {
  const { DefinitionString, DefinitionSubstitutions } = only('AWS::StepFunctions::StateMachine').Properties
  const arn = 'arn:aws:lambda:eu-central-1:999999999999:function:panda-step'
  expect(plain(DefinitionSubstitutions)).toEqual({ StepFunction: 'stepFunction.Arn' })
  const deployed = JSON.parse(
    String(DefinitionString).replaceAll(/\$\{(\w+)\}/g, (_, name) => ({ StepFunction: arn })[name as 'StepFunction']),
  )
  expect(deployed).toEqual(JSON.parse(JSON.stringify(machine(arn))))
  expect(aslValidator(deployed)).toMatchObject({ isValid: true, errors: [] })
})

test('a log of the machine holds no task token', () => {
  const { LoggingConfiguration, StateMachineType, TracingConfiguration } = only(
    'AWS::StepFunctions::StateMachine',
  ).Properties
  expect(LoggingConfiguration).toMatchObject({ Level: 'ALL', IncludeExecutionData: false })
  expect([StateMachineType, TracingConfiguration]).toEqual(['STANDARD', { Enabled: true }])
})

test('every call has its route, everything else leads to our own words, and the authorizer is asked about all', () => {
  const api = resourcesOf(dev, 'AWS::ApiGatewayV2::Api').find(([, one]) => one.Properties.ProtocolType === 'HTTP')![0]
  const made = resourcesOf(dev, 'AWS::ApiGatewayV2::Route').filter(
    ([, one]) => (one.Properties.ApiId as { Ref: string }).Ref === api,
  )
  expect(made.map(([, one]) => one.Properties.RouteKey).sort()).toEqual(
    [...routes.map(({ method, path }) => `${method} ${path}`), '$default'].sort(),
  )
  for (const [id, { Properties }] of made) expect(Properties.AuthorizationType, id).toBe('CUSTOM')
  const { Properties } = only('AWS::ApiGatewayV2::Authorizer', dev)
  expect(Properties).toMatchObject({ EnableSimpleResponses: true, AuthorizerPayloadFormatVersion: '2.0' })
  expect(Properties).toMatchObject({ AuthorizerResultTtlInSeconds: 0 })
  expect(Properties).not.toHaveProperty('IdentitySource')
})

test('other pages may call only where they were named', () => {
  const cors = (from: typeof dev) =>
    resourcesOf(from, 'AWS::ApiGatewayV2::Api').flatMap(([, one]) => (one.Properties.CorsConfiguration as object) ?? [])
  expect(cors(dev)).toEqual([])
  expect(cors(prod)).toMatchObject([
    { AllowOrigins: ['https://page.example.com'], AllowMethods: ['POST', 'GET', 'DELETE', 'PUT'] },
  ])
})

test('no access log holds a query: it may hold a ticket', () => {
  for (const [id, { Properties }] of resourcesOf(prod, 'AWS::ApiGatewayV2::Stage')) {
    const { Format } = Properties.AccessLogSettings as { Format: string }
    expect(JSON.parse(Format), id).toHaveProperty('status')
    expect(Format).not.toMatch(/query|authorization"|\$context\.identity\.user/i)
    expect(Properties.DefaultRouteSettings).toHaveProperty('ThrottlingRateLimit')
  }
})

// ---- events ---------------------------------------------------------------------------------------------------------

test('every rule of core/ is there, with its pattern and its target', () => {
  const made = resourcesOf(prod, 'AWS::Events::Rule').map(([, { Properties }]) => plain(Properties) as RuleView)
  for (const { name, pattern, bus, target } of [...ingressRules, ...internalRules]) {
    const rule = made.find(({ Name }) => Name === name)
    expect(rule?.EventPattern, name).toMatchObject(pattern)
    expect(rule?.EventBusName ?? 'default').toBe(
      { 'panda-ingress': 'EventsIngress', 'panda-internal': 'EventsInternal' }[bus] ?? bus,
    )
    expect(rule?.Targets).toMatchObject([{ Arn: `${target.replace(/^panda-|(?<=build)-/g, '')}Function.Arn` }])
    if (bus === 'panda-ingress')
      expect(rule?.EventPattern.source.every((one: string) => one.startsWith('aws.'))).toBe(true)
  }
  expect(made).toHaveLength(ingressRules.length + internalRules.length + 1)
})

test('what cannot be delivered, or is failed on, is kept', () => {
  for (const [id, { Properties }] of resourcesOf(prod, 'AWS::Events::Rule'))
    for (const target of plain(Properties.Targets) as object[])
      expect(target, id).toMatchObject({
        DeadLetterConfig: { Arn: 'DeadLettersQueue.Arn' },
        RetryPolicy: { MaximumEventAgeInSeconds: 900, MaximumRetryAttempts: 10 },
      })
  const asynchronous = resourcesOf(prod, 'AWS::Lambda::EventInvokeConfig').map(([, one]) => plain(one.Properties))
  expect(asynchronous.map(one => (one as { FunctionName: string }).FunctionName).sort()).toEqual([
    'beginFunction',
    'buildreportFunction',
    'eventFunction',
    'notifyFunction',
    'stepFunction',
    'sweepFunction',
  ])
  for (const one of asynchronous)
    expect(one).toMatchObject({ DestinationConfig: { OnFailure: { Destination: 'DeadLettersQueue.Arn' } } })
})

test('a reader of the stream that stumbles neither stops for ever nor forgets', () => {
  const mappings = resourcesOf(prod, 'AWS::Lambda::EventSourceMapping').map(([, one]) => plain(one.Properties))
  expect(mappings).toHaveLength(2)
  for (const mapping of mappings)
    expect(mapping).toMatchObject({
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRetryAttempts: expect.any(Number),
      MaximumRecordAgeInSeconds: expect.any(Number),
      ParallelizationFactor: 4,
      DestinationConfig: { OnFailure: { Destination: 'DeadLettersQueue.Arn' } },
    })
})

test('EventBridge may put into the queue what each rule could not deliver', () => {
  const policies = resourcesOf(prod, 'AWS::SQS::QueuePolicy').map(([, one]) => JSON.stringify(plain(one.Properties)))
  const undelivered = policies.find(policy => policy.includes('"Queues":["DeadLettersQueue"]'))
  for (const [id] of resourcesOf(prod, 'AWS::Events::Rule'))
    expect(undelivered).toContain(`"aws:SourceArn":"${plain({ Ref: id })}.Arn"`)
})

test('the stream wakes a reader for what it reads, and for nothing else', () => {
  const all = resourcesOf(prod, 'AWS::Lambda::EventSourceMapping').map(([, { Properties }]) =>
    (Properties.FilterCriteria as { Filters: { Pattern: string }[] }).Filters.map(
      ({ Pattern }) => JSON.parse(Pattern) as StreamFilter,
    ),
  )
  const [ofAdvance, ofPush] = all.sort((a, b) => a.length - b.length)
  const inserted = (filters: StreamFilter[] | undefined) => {
    const { eventName, dynamodb } = filters![0]!
    expect(eventName).toEqual(['INSERT'])
    return dynamodb.Keys.sk.S.map(one => (typeof one === 'string' ? one : one.prefix))
  }
  const [advance, push] = [inserted(ofAdvance), inserted(ofPush)]
  // The one row that is overwritten.
  expect([ofAdvance?.length, ofPush?.length]).toEqual([1, 2])
  expect(ofPush?.[1]).toEqual({ eventName: ['INSERT', 'MODIFY'], dynamodb: { Keys: { sk: { S: ['figures'] } } } })
  expect(isFiguresItem({ pk: 'dep_1', sk: 'figures' })).toBe(true)
  const item = (prefix: string) => ({ pk: 'dep_1', sk: `${prefix}0000000001` })
  expect(advance!.map(prefix => [isLogItem(item(prefix)), isTakenBackItem(item(prefix))])).toEqual([
    [true, false],
    [false, true],
  ])
  expect(push!.map(prefix => [isLogItem(item(prefix)), isChunkItem(item(prefix))])).toEqual([
    [true, false],
    [false, true],
  ])
})

test('nobody from outside puts anything on a bus before Panda has let them', () => {
  expect(resourcesOf(prod, 'AWS::Events::EventBusPolicy')).toEqual([])
})
