import { expect, test } from 'vitest'
import { serviceTemplate, stackPolicy, templateHash } from '../../lib/service-template.ts'
import { parseTemplate } from '../../region/cloudformation/template.ts'

const template = parseTemplate(JSON.stringify(serviceTemplate()))

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

test('the test listener is closed unless the probe is named', () => {
  expect(template.parameters.ProbeCidr?.Default).toBe('127.0.0.1/32')
})

test('the stack gets stable without a healthy program', () => {
  expect(template.resources.EcsService?.Properties.DesiredCount).toBe(0)
})

test('the ready wait outlasts the 60 minutes that Panda waits for a switch', () => {
  expect(Number(template.parameters.ReadyWaitMinutes?.Default)).toBeGreaterThan(60)
})

test('each of the four alarms takes a release back', () => {
  const group = template.resources.ReleaseGroup!.Properties as {
    AlarmConfiguration: { Alarms: { Name: { Ref: string } }[] }
  }
  const alarms = Object.entries(template.resources).filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm')
  expect(group.AlarmConfiguration.Alarms.map(({ Name }) => Name.Ref).toSorted()).toEqual(
    alarms.map(([id]) => id).toSorted(),
  )
  expect(alarms).toHaveLength(4)
})
