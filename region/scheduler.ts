// The pretend EventBridge Scheduler: one-time schedules that put an event on a bus.
// https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
import { AwsError } from './aws-error.ts'
import type { Caller, Service } from './kernel.ts'
import { rows } from './rows.ts'

type Target = {
  Arn: string
  RoleArn: string
  Input?: string
  EventBridgeParameters?: { Source: string; DetailType: string }
}
type CreateInput = {
  Name: string
  GroupName?: string
  ScheduleExpression: string
  ActionAfterCompletion?: string
  FlexibleTimeWindow: { Mode: string }
  Target: Target
}
type Schedule = { name: string; due: number; target: Target; caller: Caller }

export const scheduler: Service = kernel => {
  const kept = rows<Schedule>(kernel, 'scheduler.schedule')

  const put = async ({ name, target, caller }: Schedule) => {
    const { Source, DetailType } = target.EventBridgeParameters ?? { Source: '', DetailType: '' }
    const entry = { EventBusName: target.Arn, Source, DetailType, Detail: target.Input }
    const said = await kernel.call<{ FailedEntryCount: number }>('events', 'PutEvents', { Entries: [entry] }, caller)
    if (said.FailedEntryCount) throw new Error(`${target.Arn} did not take it`)
    // Only once it is put: after a kill in between it is put again.
    kept.remove(caller, name)
  }

  const wait = (schedule: Schedule) =>
    kernel.timeline.at(schedule.due, () => kernel.background(`schedule ${schedule.name}`, () => put(schedule)))

  return {
    commands: {
      CreateSchedule: async (input: CreateInput, caller) => {
        const name = `${input.GroupName ?? 'default'}/${input.Name}`
        if (!/^[0-9A-Za-z-_.]{1,64}$/.test(input.Name)) throw invalid(`Invalid Schedule Name ${input.Name}`)
        if (input.FlexibleTimeWindow.Mode !== 'OFF' || input.ActionAfterCompletion !== 'DELETE')
          throw new Error('The pretend scheduler knows schedules that come once, on time, and are gone then')
        const due = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/.exec(input.ScheduleExpression)?.[1]
        if (!due) throw invalid('Invalid Schedule Expression')
        if (!input.Target.RoleArn.startsWith(`arn:aws:iam::${caller.accountId}:role/`))
          throw invalid('The execution role must be of this account')
        if (kept.get(caller, name))
          throw new AwsError('ConflictException', `Schedule ${input.Name} already exists.`, 409)
        const schedule = { name, due: Date.parse(`${due}Z`), target: input.Target, caller }
        kept.put(caller, name, schedule)
        wait(schedule)
        return { ScheduleArn: `arn:aws:scheduler:${caller.region}:${caller.accountId}:schedule/${name}` }
      },
    },
    resume: () => {
      for (const schedule of kept.all()) wait(schedule)
    },
  }
}

const invalid = (words: string) => new AwsError('ValidationException', words)
