// A schedule an environment, which puts an event on the platform's own bus when it is due.
// https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-templated.html
import { createHash } from 'node:crypto'
import { CreateScheduleCommand, DeleteScheduleCommand, UpdateScheduleCommand } from '@aws-sdk/client-scheduler'
import type { Schedules } from '../core/ports.ts'
import { dueEvent, scheduleGroup } from '../core/rules.ts'
import type { Clients } from './clients.ts'
import { asked, unless } from './fault.ts'

/** `roleArn`: whom schedules put events as. */
type To = { busArn: string; roleArn: string; group?: string }

export const schedules = (clients: Pick<Clients, 'platform'>, to: To): Schedules => {
  const { busArn, roleArn, group: GroupName = scheduleGroup } = to
  const scheduler = () => clients.platform.scheduler()
  return {
    async set(of, { when, expression, timeZone }) {
      const { Source, DetailType } = { Source: dueEvent.source, DetailType: dueEvent.type }
      const schedule = {
        Name: nameOf(of),
        GroupName,
        ScheduleExpression: expression,
        ScheduleExpressionTimezone: timeZone,
        FlexibleTimeWindow: { Mode: 'OFF' as const },
        Target: {
          Arn: busArn,
          RoleArn: roleArn,
          EventBridgeParameters: { Source, DetailType },
          // The same for the same time, however often it is told.
          // https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
          Input: JSON.stringify({ ...of, when, timeZone, due: '<aws.scheduler.scheduled-time>' }),
        },
      }
      const create = asked('scheduler:CreateSchedule', () => scheduler().send(new CreateScheduleCommand(schedule)))
      if (await unless(['ConflictException'], create)) return
      await asked('scheduler:UpdateSchedule', () => scheduler().send(new UpdateScheduleCommand(schedule)))
    },

    async remove(of) {
      const remove = new DeleteScheduleCommand({ Name: nameOf(of), GroupName })
      const told = asked('scheduler:DeleteSchedule', () => scheduler().send(remove))
      await unless(['ResourceNotFoundException'], told)
    },
  }
}

/** 64 characters at most, of those that a name may have. */
const nameOf = ({ tenant, owner, repo, environment }: Parameters<Schedules['remove']>[0]) => {
  const of = `${tenant}\n${`${owner}/${repo}`.toLowerCase()}\n${environment}`
  return `env-${createHash('sha256').update(of).digest('hex').slice(0, 40)}`
}
