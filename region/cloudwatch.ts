// CloudWatch: metrics of the load balancer from what it really measured, the alarms made of them, and dashboards, which
// are kept and shown to nobody.
import type {
  DeleteAlarmsCommandInput,
  DeleteDashboardsCommandInput,
  DescribeAlarmsCommandInput,
  GetDashboardCommandInput,
  GetMetricDataCommandInput,
  MetricDataQuery,
  PutDashboardCommandInput,
  PutMetricAlarmCommandInput,
  StateValue,
} from '@aws-sdk/client-cloudwatch'
import { type AlarmRecord, stateOf } from './alarm-state.ts'
import { AwsError } from './aws-error.ts'
import type { Caller, Commands, Kernel, Service } from './kernel.ts'
import { pointOf } from './metric.ts'
import { rows } from './rows.ts'

export const cloudwatch: Service = kernel => ({
  commands: {
    ...alarmCommands(kernel),
    ...dashboardCommands(kernel),
    // AWS rounds StartTime down to the period; here periods begin at StartTime, since a journey takes seconds.
    // No data: no value. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
    async GetMetricData(input: GetMetricDataCommandInput, caller: Caller) {
      const from = input.StartTime?.getTime() ?? 0
      const to = input.EndTime?.getTime() ?? kernel.timeline.now()
      const queries = input.MetricDataQueries ?? []
      return { MetricDataResults: await Promise.all(queries.map(query => answer(kernel, caller, query, from, to))) }
    },
  },
})

const alarmCommands = (kernel: Kernel): Commands => {
  const alarms = rows<AlarmRecord>(kernel, 'cloudwatch.alarms')
  const changed = new Map<string, { StateValue: StateValue; StateTransitionedTimestamp: Date }>()
  /** When its state became another is known from the first time that somebody has asked since then. */
  const described = async (caller: Caller, alarm: AlarmRecord) => {
    const id = `${caller.accountId} ${caller.region} ${alarm.AlarmName}`
    const StateValue = await stateOf(kernel, caller, alarm)
    const before = changed.get(id)
    const now = before?.StateValue === StateValue ? before : { StateValue, StateTransitionedTimestamp: nowOf(kernel) }
    changed.set(id, now)
    return { ...alarm, ...now }
  }
  return {
    async PutMetricAlarm(input: PutMetricAlarmCommandInput, caller: Caller) {
      alarms.put(caller, input.AlarmName ?? '', input)
      return {}
    },
    async DescribeAlarms(input: DescribeAlarmsCommandInput, caller: Caller) {
      const found = alarms.of(caller).filter(one => input.AlarmNames?.includes(one.AlarmName ?? '') ?? true)
      const shown = await Promise.all(found.map(one => described(caller, one)))
      return {
        MetricAlarms: shown.filter(one => !input.StateValue || one.StateValue === input.StateValue),
        CompositeAlarms: [],
      }
    },
    async DeleteAlarms(input: DeleteAlarmsCommandInput, caller: Caller) {
      for (const name of input.AlarmNames ?? []) alarms.remove(caller, name)
      return {}
    },
  }
}

const nowOf = (kernel: Kernel) => new Date(kernel.timeline.now())

const dashboardCommands = (kernel: Kernel): Commands => {
  const dashboards = rows<{ body: string }>(kernel, 'cloudwatch.dashboards')
  return {
    // What is no JSON is refused. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html
    async PutDashboard({ DashboardName = '', DashboardBody = '' }: PutDashboardCommandInput, caller: Caller) {
      try {
        JSON.parse(DashboardBody)
      } catch {
        throw new AwsError('InvalidParameterInput', 'The field DashboardBody must be a valid JSON object')
      }
      dashboards.put(caller, DashboardName, { body: DashboardBody })
      return { DashboardValidationMessages: [] }
    },
    async GetDashboard({ DashboardName = '' }: GetDashboardCommandInput, caller: Caller) {
      const found = dashboards.get(caller, DashboardName)
      if (!found) throw new AwsError('DashboardNotFoundError', `Dashboard ${DashboardName} does not exist`, 404)
      return { DashboardName, DashboardBody: found.body }
    },
    async DeleteDashboards({ DashboardNames = [] }: DeleteDashboardsCommandInput, caller: Caller) {
      const lost = DashboardNames.find(name => !dashboards.get(caller, name))
      if (lost) throw new AwsError('DashboardNotFoundError', `Dashboard ${lost} does not exist`, 404)
      for (const name of DashboardNames) dashboards.remove(caller, name)
      return {}
    },
  }
}

/** Newest first, as GetMetricData answers. */
const answer = async (kernel: Kernel, caller: Caller, query: MetricDataQuery, from: number, to: number) => {
  const { Metric, Period = 60 } = query.MetricStat ?? {}
  const points: { at: number; value: number }[] = []
  for (let at = from; at < to; at += Period * 1000) {
    const value = await pointOf(kernel, caller, query, at, Math.min(at + Period * 1000, to))
    if (value !== undefined) points.unshift({ at, value })
  }
  return {
    Id: query.Id,
    Label: Metric?.MetricName,
    StatusCode: 'Complete' as const,
    Timestamps: points.map(one => new Date(one.at)),
    Values: points.map(one => one.value),
  }
}
