// What the platform keeps, for how long, and from whom.
import { expect, test } from 'vitest'
import { plain, type Resource, resourcesOf, template } from './platform.ts'

const dev = template({ stage: 'dev' })
const prod = template({ stage: 'prod', alarmEmail: 'ops@example.com' })

const only = (type: string, from = prod): Resource => {
  const found = resourcesOf(from, type)
  expect(found, type).toHaveLength(1)
  return found[0]![1]
}

type ProjectView = Record<'Source' | 'Artifacts', { Type: string }> & {
  Environment: { EnvironmentVariables: object[] }
  VpcConfig?: object
}

test('every log has its end: 30 days, 90 of what deploys, 7 of who called', () => {
  const kept = resourcesOf(prod, 'AWS::Logs::LogGroup').map(([, { Properties }]) => {
    const name = String(Properties.LogGroupName)
    return [name.replace(/^\/aws\/lambda\/.*/, 'functions'), Properties.RetentionInDays]
  })
  expect(Object.fromEntries(kept)).toEqual({
    functions: 30,
    '/panda/publication': 30,
    '/panda/build': 90,
    '/aws/vendedlogs/states/panda': 90,
    '/aws/vendedlogs/panda/http-api': 7,
    '/aws/vendedlogs/panda/live-api': 7,
  })
  // Lambda would make one without an end for a function that names none.
  for (const [id, { Properties }] of resourcesOf(prod, 'AWS::Lambda::Function'))
    expect(Properties.LoggingConfig, id).toHaveProperty('LogGroup')
})

test('everything that is kept is encrypted, and reached over TLS only', () => {
  for (const [id, one] of resourcesOf(prod, 'AWS::Logs::LogGroup')) expect(one.Properties.KmsKeyId, id).toBeDefined()
  for (const [id, one] of resourcesOf(prod, 'AWS::SQS::Queue'))
    expect(one.Properties.SqsManagedSseEnabled, id).toBe(true)
  for (const [id, one] of resourcesOf(prod, 'AWS::SNS::Topic')) expect(one.Properties.KmsMasterKeyId, id).toBeDefined()
  for (const [id, one] of resourcesOf(prod, 'AWS::S3::Bucket')) {
    expect(one.Properties.BucketEncryption, id).toBeDefined()
    expect(Object.values(one.Properties.PublicAccessBlockConfiguration as object)).toEqual([true, true, true, true])
  }
  for (const [id, one] of resourcesOf(prod, 'AWS::KMS::Key')) expect(one.Properties.EnableKeyRotation, id).toBe(true)
  expect(only('AWS::CodeBuild::Project').Properties.EncryptionKey).toBeDefined()
  const policies = resourcesOf(prod, /^AWS::(SQS::Queue|SNS::Topic|S3::Bucket)Policy$/)
  expect(policies).toHaveLength(3)
  for (const [id, one] of policies) expect(JSON.stringify(one), id).toContain('"aws:SecureTransport":"false"')
})

test('in prod the table and the key stay; in dev nothing of anybody’s does', () => {
  const staying = (from: typeof dev) =>
    Object.values(from.Resources)
      .filter(({ DeletionPolicy }) => DeletionPolicy === 'Retain')
      .map(({ Type }) => Type)
      .sort()
  // API Gateway's way of writing logs is the account's: another stage may have come to need it.
  const gateway = ['AWS::ApiGateway::Account', 'AWS::IAM::Role']
  expect(staying(prod)).toEqual([...gateway, 'AWS::DynamoDB::Table', 'AWS::KMS::Key'].sort())
  expect(staying(dev)).toEqual(gateway)
  expect(only('AWS::DynamoDB::Table', prod).Properties.DeletionProtectionEnabled).toBe(true)
  expect(only('AWS::DynamoDB::Table', dev).Properties.DeletionProtectionEnabled).not.toBe(true)
  expect(resourcesOf(dev, 'Custom::S3AutoDeleteObjects')).toHaveLength(1)
})

test('an account whose API Gateway has a role for its logs keeps it', () => {
  const present = template({ stage: 'dev', gatewayLogRole: 'present' })
  expect(resourcesOf(present, 'AWS::ApiGateway::Account')).toEqual([])
})

test('both stages fit into one account: no name is there twice', () => {
  const names = (from: typeof dev) =>
    Object.values(from.Resources).flatMap(({ Type, Properties = {} }) =>
      Object.entries(Properties).flatMap(([key, value]) =>
        /^(\w*Name)$/.test(key) &&
        typeof value === 'string' &&
        !/StageName|AttributeName|Integration|PolicyName|MetricName/.test(key)
          ? `${Type} ${value}`
          : [],
      ),
    )
  const both = [...names(dev), ...names(prod)]
  expect(names(prod).length).toBeGreaterThan(50)
  expect(both.filter((one, n) => both.indexOf(one) !== n && !/ApiGatewayV2|KeyName/.test(one))).toEqual([])
})

test('nothing in it is a secret', () => {
  const text = JSON.stringify([dev, prod])
  expect(text).not.toMatch(/AKIA[0-9A-Z]{16}|ghp_\w+|-----BEGIN|aws_secret_access_key/i)
  const set = resourcesOf(prod, 'AWS::Lambda::Function').flatMap(([, one]) =>
    Object.keys((one.Properties.Environment as { Variables?: object } | undefined)?.Variables ?? {}),
  )
  expect(set.filter(key => /SECRET|PASSWORD|TOKEN|CREDENTIAL/.test(key))).toEqual([])
})

test('the build host says where to ask, and no more', () => {
  const { Environment, Source, Artifacts, VpcConfig } = plain(only('AWS::CodeBuild::Project').Properties) as ProjectView
  expect(Environment).toMatchObject({
    Type: 'LINUX_CONTAINER',
    Image: 'aws/codebuild/standard:7.0',
    PrivilegedMode: true,
  })
  expect(Environment.EnvironmentVariables).toEqual([
    { Name: 'PANDA_BUILD_CALL', Value: 'buildcallFunction', Type: 'PLAINTEXT' },
  ])
  expect([Source.Type, Artifacts.Type, VpcConfig]).toEqual(['NO_SOURCE', 'NO_ARTIFACTS', undefined])
})

test('the console may be framed by nobody, runs nothing inline, and reaches this host and the socket only', () => {
  const headers = JSON.stringify(plain(only('AWS::CloudFront::ResponseHeadersPolicy').Properties))
  const policy = /"ContentSecurityPolicy":"([^"]+)"/.exec(headers)?.[1]
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self';")
  expect(policy).toContain("connect-src 'self' LiveApi.ApiEndpoint;")
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).not.toMatch(/unsafe|\*/)
})
