import { expect, test } from 'vitest'
import { customerRule, hintsOf, ingressRules, internalRules } from '../../core/rules.ts'
import { matches, readPattern } from '../../region/event-pattern.ts'

const at = { account: '111122223333', region: 'eu-central-1', time: '2026-11-20T10:00:00Z', version: '0', id: 'x' }
const arn = (service: string, rest: string) => `arn:aws:${service}:eu-central-1:111122223333:${rest}`

// Shapes from the services' documentation.
const samples: [source: string, type: string, resources: string[], detail: object, hints: string[]][] = [
  [
    'aws.ecr',
    'ECR Image Action',
    [],
    {
      result: 'SUCCESS',
      'repository-name': 'o-r',
      'image-digest': 'sha256:1',
      'action-type': 'PUSH',
      'image-tag': 't',
    },
    ['ecr/111122223333/eu-central-1/o-r'],
  ],
  [
    'aws.codedeploy',
    'CodeDeploy Deployment State-change Notification',
    [arn('codedeploy', 'application:o-r-main')],
    { state: 'SUCCESS', application: 'o-r-main', deploymentId: 'd-1', deploymentGroup: 'g' },
    ['codedeploy/111122223333/eu-central-1/o-r-main'],
  ],
  [
    'aws.ecs',
    'ECS Service Action',
    [arn('ecs', 'service/o-r-main-cluster/o-r-main-service')],
    { eventType: 'INFO', eventName: 'SERVICE_STEADY_STATE' },
    ['ecs/111122223333/eu-central-1/o-r-main-service'],
  ],
  [
    'aws.ecs',
    'ECS Task State Change',
    [arn('ecs', 'task/o-r-main-cluster/0123')],
    { group: 'service:o-r-main-service', lastStatus: 'RUNNING' },
    ['ecs/111122223333/eu-central-1/o-r-main-service'],
  ],
  [
    'aws.cloudformation',
    'CloudFormation Stack Status Change',
    [arn('cloudformation', 'stack/panda-o-r/uuid')],
    { 'stack-id': arn('cloudformation', 'stack/panda-o-r/uuid'), 'status-details': { status: 'CREATE_COMPLETE' } },
    ['cloudformation/111122223333/eu-central-1/panda-o-r'],
  ],
]

test.each(samples)('%s %s leads from the customer to a hint', (source, type, resources, detail, hints) => {
  const event = { ...at, source, 'detail-type': type, resources, detail }
  expect(matches(readPattern(JSON.stringify(customerRule.pattern)), event)).toBe(true)
  const led = ingressRules.filter(rule => matches(readPattern(JSON.stringify(rule.pattern)), event))
  // A push may begin something as well.
  const targets = type === 'ECR Image Action' ? ['panda-event', 'panda-begin'] : ['panda-event']
  // Of a release that is over, it may be long after its deployment.
  const after = source === 'aws.codedeploy' ? ['panda-step'] : []
  expect(led.map(rule => rule.target)).toEqual([...targets, ...after])
  expect(hintsOf(event)).toEqual(hints)
})

test('a build hints at its id, a report goes to its own function', () => {
  const build = {
    ...at,
    source: 'aws.codebuild',
    'detail-type': 'CodeBuild Build State Change',
    detail: { 'build-id': arn('codebuild', 'build/panda:0123-4567'), 'build-status': 'SUCCEEDED' },
  }
  const report = { ...at, source: 'panda.build', 'detail-type': 'Build Report', detail: {} }
  const led = (event: object) =>
    internalRules
      .filter(rule => matches(readPattern(JSON.stringify(rule.pattern)), event))
      .map(rule => `${rule.bus} ${rule.target}`)
  expect(led(build)).toEqual(['default panda-event'])
  expect(hintsOf(build)).toEqual(['codebuild/panda:0123-4567'])
  expect(led(report)).toEqual(['panda-internal panda-build-report'])
  expect(hintsOf(report)).toEqual([])
})

test('nothing forged or deformed leads anywhere', () => {
  const [source, type, resources, detail] = samples[0]!
  const good = { ...at, source, 'detail-type': type, resources, detail }
  for (const bad of [
    undefined,
    null,
    'text',
    [],
    {},
    { ...good, source: 'mine.ecr' },
    { ...good, account: '../x' },
    { ...good, detail: null },
    { ...good, detail: { ...detail, 'action-type': 'DELETE' } },
    { ...good, detail: { ...detail, 'repository-name': 5 } },
    { ...good, source: 'aws.cloudformation', detail: { 'stack-id': 'nonsense' } },
  ])
    expect(hintsOf(bad)).toEqual([])
  for (const rule of ingressRules) expect(JSON.stringify(rule.pattern)).toMatch(/"source":\["aws\./)
})
