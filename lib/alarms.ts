// What rings, and where to read on: each alarm names its section of docs/runbook.md.
import { Stack } from 'aws-cdk-lib'
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import { Construct } from 'constructs'
import type { Place } from './place.ts'

/** Rings when the metric is at `from` or above for so many periods on end. */
export type Ring = { name: string; section: Section; means: string; metric: IMetric; from: number; periods?: number }

export const runbookSections = [
  'function-errors',
  'throttles',
  'stream-behind',
  'dead-letters',
  'undoing-given-up',
  'api-5xx',
  'sockets',
  'builds-failing',
  'builds-queued',
  'table',
  'kms',
] as const
export type Section = (typeof runbookSections)[number]

export class Alarms extends Construct {
  readonly alarms: Alarm[]

  constructor(scope: Construct, place: Place, rings: Ring[]) {
    super(scope, 'Alarms')
    const action = new SnsAction(this.topic(place))
    this.alarms = rings.map(({ name, section, means, metric, from, periods = 1 }) => {
      const alarm = new Alarm(this, name, {
        alarmName: place.named(`panda-${name}`),
        alarmDescription: `${means}. docs/runbook.md#${section}`,
        metric,
        threshold: from,
        evaluationPeriods: periods,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        // Nothing runs while idle, and what does not run is not broken.
        treatMissingData: TreatMissingData.NOT_BREACHING,
      })
      alarm.addAlarmAction(action)
      alarm.addOkAction(action)
      return alarm
    })
  }

  private topic(place: Place) {
    const topic = new Topic(this, 'Topic', {
      topicName: place.named('panda-alarms'),
      masterKey: place.key,
      enforceSSL: true,
    })
    // A policy of its own (for SSL) takes the place of the usual one, which let alarms in.
    topic.addToResourcePolicy(
      new PolicyStatement({
        actions: ['sns:Publish'],
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    )
    if (place.settings.alarmEmail) topic.addSubscription(new EmailSubscription(place.settings.alarmEmail))
    return topic
  }
}
