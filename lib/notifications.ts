// What notifications need beside the buses: schedules for what is tried again later, with the role that they put events as,
// and topics for mail. Nothing of it runs, or costs, while nobody is told anything: that is why there is no queue here, which
// Lambda would poll all day.
import { Stack } from 'aws-cdk-lib'
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler'
import { Construct } from 'constructs'
import { scheduleGroup, topicPrefix } from '../core/rules.ts'
import type { Actions, EntryFunction } from './entry-function.ts'
import type { Events } from './events.ts'
import { arnOf, type Place } from './place.ts'

export class Notifications extends Construct {
  readonly group: string
  readonly topics: string
  readonly role: Role

  constructor(scope: Construct, place: Place, { internal }: Events) {
    super(scope, 'Notifications')
    this.group = place.named(scheduleGroup)
    this.topics = place.named(topicPrefix)
    new CfnScheduleGroup(this, 'Schedules', { name: this.group })
    const put = new PolicyStatement({ actions: ['events:PutEvents'], resources: [internal.eventBusArn] })
    this.role = new Role(this, 'Role', {
      // https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
      description: `${this.group}: calls panda-notify again, and panda-begin when an environment is due`,
      inlinePolicies: { put: new PolicyDocument({ statements: [put] }) },
    })
  }

  bindSchedules(entry: EntryFunction, actions: Actions) {
    const schedules = `schedule/${this.group}/*`
    entry.allow(actions, [arnOf(Stack.of(this), 'scheduler', schedules)])
    entry.accept(
      `arn:<AWS::Partition>:scheduler:<AWS::Region>:<AWS::AccountId>:${schedules}`,
      'One a delivery, and one an environment that has one',
    )
  }

  bindScheduleRole(entry: EntryFunction, actions: Actions) {
    entry.allow(actions, [this.role.roleArn], { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } })
  }

  bindTopics(entry: EntryFunction, actions: Actions) {
    const topics = `${this.topics}-*`
    entry.allow(actions, [arnOf(Stack.of(this), 'sns', topics)])
    entry.accept(`arn:<AWS::Partition>:sns:<AWS::Region>:<AWS::AccountId>:${topics}`, 'One a tenant')
  }
}
