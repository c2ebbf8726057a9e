// What rings, and whether whoever is woken learns what to do.
import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { alwaysOn, idleItems } from '../../bench/cost/idle.ts'
import { runbookSections } from '../../lib/alarms.ts'
import { plain, resourcesOf, template } from './platform.ts'

const prod = template({ stage: 'prod', alarmEmail: 'ops@example.com' })
const alarms = resourcesOf(prod, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => plain(Properties) as AlarmView)

type AlarmView = {
  AlarmName: string
  AlarmDescription: string
  AlarmActions: string[]
  Namespace?: string
  MetricName?: string
  Dimensions?: { Name: string; Value: string }[]
  Metrics?: { MetricStat?: object }[]
  TreatMissingData: string
}

const sectionOf = ({ AlarmDescription }: AlarmView) => /docs\/runbook\.md#([a-z0-9-]+)$/.exec(AlarmDescription)?.[1]

test('each alarm tells what it means, where to read on, and somebody', () => {
  for (const alarm of alarms) {
    expect(runbookSections, alarm.AlarmName).toContain(sectionOf(alarm))
    expect(alarm.AlarmActions).toEqual(['AlarmsTopic'])
    expect(alarm.TreatMissingData).toBe('notBreaching')
  }
  expect(new Set(alarms.map(sectionOf))).toEqual(new Set(runbookSections))
  expect(resourcesOf(prod, 'AWS::SNS::Subscription')[0]?.[1].Properties).toMatchObject({ Endpoint: 'ops@example.com' })
})

const runbook = 'docs/runbook.md'
test.skipIf(!existsSync(runbook))('the runbook has each of those sections', () => {
  const headings = [...readFileSync(runbook, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading!))
  for (const section of runbookSections) expect(headings).toContain(section)
})

/** As GitHub makes them. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-')

// https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-view.html: without a dimension it is all functions of the region.
test('every function, queue and reader of the stream is listened to', () => {
  const ofAll = alarms.filter(({ Namespace, Dimensions }) => Namespace === 'AWS/Lambda' && !Dimensions)
  expect(ofAll.map(({ MetricName }) => MetricName).sort()).toEqual(['Errors', 'IteratorAge', 'Throttles'])
  const watched = alarms.filter(alarm => sectionOf(alarm) === 'dead-letters').map(alarm => alarm.Dimensions?.[0]?.Value)
  expect(watched).toHaveLength(resourcesOf(prod, 'AWS::SQS::Queue').length)
})

test('an idle month costs a twentieth of the always-on design at most', () => {
  const idle = idleItems().reduce((sum, { count, unit }) => sum + count * unit, 0)
  expect(idle).toBeLessThanOrEqual(0.05 * alwaysOn)
})

test('undoing that was given up rings at once, by the metric that advance writes', () => {
  expect(alarms.find(({ AlarmName }) => AlarmName === 'panda-undoing-given-up')).toMatchObject({
    ...{ Namespace: 'Panda', MetricName: 'RollbacksGivenUp', Threshold: 1, EvaluationPeriods: 1 },
    Dimensions: [{ Name: 'service', Value: 'panda-advance' }],
  })
})

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create-alarm-on-metric-math-expression.html
test('no alarm computes with more than ten metrics: CloudWatch would refuse it', () => {
  for (const { AlarmName, Metrics = [] } of alarms)
    expect(Metrics.filter(({ MetricStat }) => MetricStat).length, AlarmName).toBeLessThanOrEqual(10)
})

test('an alarm may say so: the topic and its key let CloudWatch in', () => {
  expect(JSON.stringify(resourcesOf(prod, 'AWS::SNS::TopicPolicy'))).toMatch(
    /"sns:Publish".*"Service":"cloudwatch.amazonaws.com"/,
  )
  const keys = resourcesOf(prod, 'AWS::KMS::Key').map(([, { Properties }]) => JSON.stringify(Properties))
  expect(keys.filter(key => key.includes('"Service":"cloudwatch.amazonaws.com"'))).toHaveLength(1)
})

test('the dashboard has figures of a week, of metrics that are there anyway', () => {
  const body = JSON.stringify(plain(resourcesOf(prod, 'AWS::CloudWatch::Dashboard')))
  expect(body).toContain('100 * completed / (completed + failed)')
  expect(body).toContain('DeploymentsCompleted')
  expect(body).toContain('ExecutionTime')
})

test('the dashboard shows all alarms', () => {
  const body = JSON.stringify(plain(resourcesOf(prod, 'AWS::CloudWatch::Dashboard')))
  for (const [id] of resourcesOf(prod, 'AWS::CloudWatch::Alarm')) expect(body).toContain(String(plain({ Ref: id })))
})
