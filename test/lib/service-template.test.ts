import { expect, test } from 'vitest'
import { permissionsFor } from '../../core/permissions.ts'
import { serviceTemplate, stackPolicy, templateHash } from '../../lib/service-template.ts'
import { parseTemplate, templateOf } from '../../region/cloudformation/template.ts'

const text = JSON.stringify(serviceTemplate())
const template = parseTemplate(text)
/** As it is with these parameters. */
const of = (given: Record<string, string>) => {
  const base = { Base: 'b', Cluster: 'c', Service: 's', LogGroup: 'l', Image: 'i', Port: '8080' }
  return templateOf({ template: text, parameters: { ...base, VpcId: 'vpc-1', Subnets: 'subnet-1,subnet-2', ...given } })
}

test('the hash tells one template from another and is always the same for one', () => {
  expect(templateHash()).toMatch(/^[0-9a-f]{64}$/)
  expect(templateHash()).toBe(templateHash())
})

test('everything that a release moves is denied to CloudFormation by a name that exists', () => {
  const [, denied] = (stackPolicy() as { Statement: { Effect: string; Resource: string[] }[] }).Statement
  const ids = denied!.Resource.map(resource => resource.replace('LogicalResourceId/', ''))
  const moved = Object.entries(template.resources)
    .filter(([, { Type }]) => /::(Listener|TargetGroup|TaskDefinition|Service)$/.test(Type))
    .map(([id]) => id)
  expect(ids.toSorted()).toEqual(moved.toSorted())
  expect(denied!.Effect).toBe('Deny')
})

type Rule = { FromPort: number; CidrIp?: string; SourceSecurityGroupId?: unknown }
const ingressOf = (made: typeof template, id: string) =>
  (made.resources[id]!.Properties.SecurityGroupIngress as Rule[]).filter(rule => rule.FromPort)

test('the test listener is closed to everyone, and CloudFormation never hears of the door', () => {
  const rules = ingressOf(of({}), 'BalancerSecurityGroup')
  expect(rules.map(rule => rule.FromPort)).toEqual([80])
  expect(Object.keys(of({}).resources)).not.toContain('ProbeRule')
})

test('a probe with a fixed address is let in by the stack, by a rule of its own', () => {
  const made = of({ ProbeCidr: '198.51.100.7/32' })
  expect(made.resources.ProbeRule?.Properties).toMatchObject({
    FromPort: 9001,
    ToPort: 9001,
    CidrIp: { Ref: 'ProbeCidr' },
  })
  expect(ingressOf(made, 'BalancerSecurityGroup').map(rule => rule.FromPort)).toEqual([80])
})

test('without a certificate: HTTP on 80, and nothing of 443', () => {
  const made = of({})
  expect(made.resources.ProductionListener?.Properties).toMatchObject({ Protocol: 'HTTP', Port: 80 })
  expect(Object.keys(made.resources)).not.toContain('RedirectListener')
})

test('with a certificate: HTTPS on 443 under a modern policy, and 80 leads there', () => {
  const made = of({ CertificateArn: 'arn:aws:acm:eu-central-1:111122223333:certificate/1' })
  expect(made.resources.ProductionListener?.Properties).toMatchObject({
    Protocol: 'HTTPS',
    Port: 443,
    Certificates: [{ CertificateArn: { Ref: 'CertificateArn' } }],
    SslPolicy: expect.stringMatching(/^ELBSecurityPolicy-TLS13-1-2-/),
  })
  expect(made.resources.RedirectListener?.Properties).toMatchObject({
    Port: 80,
    DefaultActions: [{ Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', StatusCode: 'HTTP_301' } }],
  })
  expect(ingressOf(made, 'BalancerSecurityGroup').map(rule => rule.FromPort)).toEqual([80, 443])
})

test('the release group names the one production listener, whichever it is', () => {
  const { LoadBalancerInfo } = template.resources.ReleaseGroup!.Properties as {
    LoadBalancerInfo: { TargetGroupPairInfoList: { ProdTrafficRoute: { ListenerArns: unknown[] } }[] }
  }
  const [pair] = LoadBalancerInfo.TargetGroupPairInfoList
  expect(pair!.ProdTrafficRoute.ListenerArns).toEqual([{ Ref: 'ProductionListener' }])
})

test('tasks are beside the load balancer with a public address, or in private subnets without', () => {
  const place = (given: Record<string, string>) =>
    (of(given).resources.EcsService!.Properties.NetworkConfiguration as { AwsvpcConfiguration: unknown })
      .AwsvpcConfiguration
  expect(place({})).toMatchObject({ AssignPublicIp: 'ENABLED', Subnets: { Ref: 'Subnets' } })
  expect(place({ PrivateSubnets: 'subnet-3,subnet-4' })).toMatchObject({
    AssignPublicIp: 'DISABLED',
    Subnets: { 'Fn::Split': [',', { Ref: 'PrivateSubnets' }] },
  })
})

test('tasks hear the load balancer only', () => {
  const rules = ingressOf(template, 'TaskSecurityGroup')
  expect(rules).toHaveLength(1)
  expect(rules[0]!.CidrIp).toBeUndefined()
  expect(rules[0]!.SourceSecurityGroupId).toEqual({ 'Fn::GetAtt': ['BalancerSecurityGroup', 'GroupId'] })
})

test('no role of the service has a policy that Panda would have to write', () => {
  const roles = Object.values(template.resources).filter(({ Type }) => Type === 'AWS::IAM::Role')
  const given = roles.flatMap(
    ({ Properties }) => (Properties as { ManagedPolicyArns?: unknown[] }).ManagedPolicyArns ?? [],
  )
  expect(roles.filter(({ Properties }) => 'Policies' in Properties)).toEqual([])
  expect(JSON.stringify(given).match(/policy\/[\w/-]+/g)).toEqual([
    'policy/service-role/AmazonECSTaskExecutionRolePolicy',
    // The customer's own, and only where there are secrets.
    'policy/panda-secrets',
    'policy/AWSCodeDeployRoleForECS',
  ])
  expect(given[1]).toMatchObject({ 'Fn::If': ['WithSecrets', expect.anything(), { Ref: 'AWS::NoValue' }] })
  expect(permissionsFor('role').flatMap(({ actions }) => actions)).not.toContain('iam:PutRolePolicy')
})

test('the program itself may do nothing until it is given more', () => {
  expect(Object.keys(template.resources.TaskRole!.Properties)).toEqual(['AssumeRolePolicyDocument'])
})

test('the dashboard is a page of JSON that names parts that are there', () => {
  const { DashboardBody } = template.resources.Dashboard!.Properties as { DashboardBody: { 'Fn::Sub': string } }
  const text = DashboardBody['Fn::Sub']
  expect(JSON.parse(text).widgets.length).toBeGreaterThanOrEqual(5)
  const named = [...text.matchAll(/\$\{([A-Za-z]+)[.}]/g)].map(match => match[1]!)
  for (const id of named) expect(Object.keys(template.resources)).toContain(id)
})

test('the template fits into a request: CloudFormation takes 51,200 bytes', () => {
  expect(JSON.stringify(serviceTemplate()).length).toBeLessThan(45_000)
})

test('the stack gets stable without a healthy program', () => {
  expect(template.resources.EcsService?.Properties.DesiredCount).toBe(0)
})

test('the ready wait outlasts the 60 minutes that Panda waits for a switch', () => {
  expect(Number(template.parameters.ReadyWaitMinutes?.Default)).toBeGreaterThan(60)
})

test('three of the four alarms take a release back: the fourth cannot tell blue from green', () => {
  const group = template.resources.ReleaseGroup!.Properties as {
    AlarmConfiguration: { Alarms: { Name: { Ref: string } }[] }
  }
  const alarms = Object.entries(template.resources).filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm')
  const taking = group.AlarmConfiguration.Alarms.map(({ Name }) => Name.Ref)
  expect(alarms.map(([id]) => id).filter(id => !taking.includes(id))).toEqual(['UnhealthyHosts'])
  expect(alarms).toHaveLength(4)
})
