// A delivery is called again by a one-time schedule, which puts the same event on the platform's own bus, and is gone then.
// https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-templated.html
import { CreateScheduleCommand } from '@aws-sdk/client-scheduler'
import type { LaterNotices } from '../core/ports.ts'
import { noticeEvent, scheduleGroup } from '../core/rules.ts'
import type { Clients } from './clients.ts'
import { asked, unless } from './fault.ts'

/** `roleArn`: whom schedules put events as. */
type To = { busArn: string; roleArn: string; group?: string; now?: () => number }

export const laterNotices = (clients: Pick<Clients, 'platform'>, to: To): LaterNotices => ({
  async send(call, delaySeconds) {
    const { busArn, roleArn, group = scheduleGroup, now = Date.now } = to
    const due = new Date(Math.ceil(now() / 1000 + delaySeconds) * 1000).toISOString().slice(0, 19)
    const schedule = new CreateScheduleCommand({
      // Taken until it has come: the same attempt is scheduled once.
      Name: `${call.id}-${call.attempt}`,
      GroupName: group,
      ScheduleExpression: `at(${due})`,
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: 'DELETE',
      Target: {
        Arn: busArn,
        RoleArn: roleArn,
        EventBridgeParameters: { Source: noticeEvent.source, DetailType: noticeEvent.type },
        Input: JSON.stringify(call),
      },
    })
    const create = asked('scheduler:CreateSchedule', () => clients.platform.scheduler().send(schedule))
    await unless(['ConflictException'], create)
  },
})
