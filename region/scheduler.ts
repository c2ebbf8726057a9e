// The pretend EventBridge Scheduler: schedules, once or again and again, that put an event on a bus.
// https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
import { AwsError } from './aws-error.ts'
import type { Caller, Service } from './kernel.ts'
import { rows } from './rows.ts'
import { nextTime, type Times } from './scheduler-times.ts'

type Target = {
  Arn: string
  RoleArn: string
  Input?: string
  EventBridgeParameters?: { Source: string; DetailType: string }
}
type Named = { Name: string; GroupName?: string }
type Wish = Named & {
  ScheduleExpression: string
  ScheduleExpressionTimezone?: string
  ActionAfterCompletion?: string
  FlexibleTimeWindow: { Mode: string }
  Target: Target
}
/** `edition`: what waits for the one before comes to nothing. Absent of what was kept before schedules came again. */
type Schedule = { name: string; due: number; target: Target; caller: Caller; times?: Times; edition?: number }

export const scheduler: Service = kernel => {
  const kept = rows<Schedule>(kernel, 'scheduler.schedule')

  const put = async ({ name, target, caller, due, times, edition }: Schedule) => {
    const now = kept.get(caller, name)
    if (!now || now.edition !== edition || now.due !== due) return
    const { Source, DetailType } = target.EventBridgeParameters ?? { Source: '', DetailType: '' }
    const scheduled = `${new Date(due).toISOString().slice(0, 19)}Z`
    const Detail = target.Input?.replaceAll('<aws.scheduler.scheduled-time>', scheduled)
    const entry = { EventBusName: target.Arn, Source, DetailType, Detail }
    const said = await kernel.call<{ FailedEntryCount: number }>('events', 'PutEvents', { Entries: [entry] }, caller)
    if (said.FailedEntryCount) throw new Error(`${target.Arn} did not take it`)
    // Only once it is put: after a kill in between it is put again.
    const next = times && nextTime(times, Math.max(due, kernel.timeline.now()))
    if (next === undefined) kept.remove(caller, name)
    else keep({ ...now, due: next })
  }

  const wait = (schedule: Schedule) =>
    kernel.timeline.at(schedule.due, () => kernel.background(`schedule ${schedule.name}`, () => put(schedule)))

  const keep = (schedule: Schedule) => {
    kept.put(schedule.caller, schedule.name, schedule)
    wait(schedule)
  }

  const scheduleOf = (input: Wish, caller: Caller, edition: number): Schedule => {
    if (!/^[0-9A-Za-z-_.]{1,64}$/.test(input.Name)) throw invalid(`Invalid Schedule Name ${input.Name}`)
    const once = input.ScheduleExpression.startsWith('at(')
    if (input.FlexibleTimeWindow.Mode !== 'OFF' || once !== (input.ActionAfterCompletion === 'DELETE'))
      throw new Error('The pretend scheduler knows schedules on time: those that come once are gone then')
    if (!input.Target.RoleArn.startsWith(`arn:aws:iam::${caller.accountId}:role/`))
      throw invalid('The execution role must be of this account')
    const since = kernel.timeline.now()
    const times = { expression: input.ScheduleExpression, timeZone: input.ScheduleExpressionTimezone ?? 'UTC', since }
    // What is past is due at once.
    const due = nextTime(times, once ? Number.NEGATIVE_INFINITY : since)
    if (due === undefined) throw invalid('Invalid Schedule Expression')
    return { name: nameOf(input), due, target: input.Target, caller, edition, ...(!once && { times }) }
  }

  const arnOf = (caller: Caller, name: string) => ({
    ScheduleArn: `arn:aws:scheduler:${caller.region}:${caller.accountId}:schedule/${name}`,
  })

  return {
    commands: {
      CreateSchedule: async (input: Wish, caller) => {
        const schedule = scheduleOf(input, caller, 1)
        if (kept.get(caller, schedule.name))
          throw new AwsError('ConflictException', `Schedule ${input.Name} already exists.`, 409)
        keep(schedule)
        return arnOf(caller, schedule.name)
      },

      // https://docs.aws.amazon.com/scheduler/latest/APIReference/API_UpdateSchedule.html
      UpdateSchedule: async (input: Wish, caller) => {
        const before = kept.get(caller, nameOf(input))
        if (!before) throw missing(input)
        const schedule = scheduleOf(input, caller, (before.edition ?? 0) + 1)
        keep(schedule)
        return arnOf(caller, schedule.name)
      },

      DeleteSchedule: async (input: Named, caller) => {
        if (!kept.get(caller, nameOf(input))) throw missing(input)
        kept.remove(caller, nameOf(input))
        return {}
      },
    },
    resume: () => {
      for (const schedule of kept.all()) wait(schedule)
    },
  }
}

const nameOf = ({ Name, GroupName = 'default' }: Named) => `${GroupName}/${Name}`
const invalid = (words: string) => new AwsError('ValidationException', words)
const missing = ({ Name }: Named) => new AwsError('ResourceNotFoundException', `Schedule ${Name} does not exist.`, 404)
