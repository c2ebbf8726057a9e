// The alarms that CodeDeploy takes a release back for.

import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch'
import { type Alarm, type AlarmConfiguration, GetDeploymentGroupCommand } from '@aws-sdk/client-codedeploy'
import type { Names } from '../../core/names.ts'
import type { Customer, Releases, Ringing } from '../../core/ports.ts'
import type { CustomersOnly } from '../clients.ts'
import { asked } from '../fault.ts'
import { described } from './look.ts'

export const ringing =
  (clients: CustomersOnly): Releases['ringing'] =>
  async (at, releaseId) => {
    const info = await described(clients, at, releaseId)
    const own = info.overrideAlarmConfiguration
    const watched = own ?? (await groupsAlarms(clients, at, info.applicationName ?? '', info.deploymentGroupName ?? ''))
    return ringingOf(clients, at, watched)
  }

/** What CodeDeploy shall watch in a new release, if that is not what its group says: an alarm that rings beforehand would
 *  end it at once, a mend of what rings included; and a rollback goes to what has proved itself.
 *  https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_CreateDeployment.html (overrideAlarmConfiguration) */
export const alarmsToWatch = async (
  clients: CustomersOnly,
  at: Customer,
  { names, rollback, unwatched = [] }: { names: Names; rollback?: boolean; unwatched?: string[] },
): Promise<AlarmConfiguration | undefined> => {
  if (rollback) return { enabled: false, alarms: [] }
  const all = await groupsAlarms(clients, at, names.base, names.base)
  const loud = new Set((await ringingOf(clients, at, all)).map(one => one.name))
  const given = all?.alarms ?? []
  const calm = given.filter(alarm => !loud.has(alarm.name ?? '') && !isNamed(unwatched, alarm))
  if (calm.length === given.length) return undefined
  return { enabled: calm.length > 0, alarms: calm }
}

/** CloudFormation names an alarm by its stack, its own id and some letters. */
const isNamed = (ids: string[], { name = '' }: Alarm) => ids.some(id => name.split('-').includes(id))

export const leftOut =
  (clients: CustomersOnly): Releases['leftOut'] =>
  async (at, names, releaseId, unwatched) => {
    const own = (await described(clients, at, releaseId)).overrideAlarmConfiguration
    if (!own) return []
    const watched = new Set((own.alarms ?? []).map(({ name }) => name))
    const all = (await groupsAlarms(clients, at, names.base, names.base))?.alarms ?? []
    const missing = all.filter(alarm => !watched.has(alarm.name) && !isNamed(unwatched, alarm))
    return describedAlarms(clients, at, { AlarmNames: missing.flatMap(({ name }) => name ?? []) })
  }

const groupsAlarms = async (
  clients: CustomersOnly,
  at: Customer,
  applicationName: string,
  deploymentGroupName: string,
) => {
  const look = new GetDeploymentGroupCommand({ applicationName, deploymentGroupName })
  const answer = await asked('codedeploy:GetDeploymentGroup', () => clients.customer(at).codedeploy().send(look))
  return answer.deploymentGroupInfo?.alarmConfiguration
}

const ringingOf = async (
  clients: CustomersOnly,
  at: Customer,
  watched: AlarmConfiguration | undefined,
): Promise<Ringing[]> => {
  const names = (watched?.alarms ?? []).flatMap(({ name }: Alarm) => name ?? [])
  return watched?.enabled ? describedAlarms(clients, at, { AlarmNames: names, StateValue: 'ALARM' }) : []
}

const describedAlarms = async (
  clients: CustomersOnly,
  at: Customer,
  asks: { AlarmNames: string[]; StateValue?: 'ALARM' },
): Promise<Ringing[]> => {
  // No names at all would ask for every alarm of the account.
  if (asks.AlarmNames.length === 0) return []
  const look = new DescribeAlarmsCommand(asks)
  const answer = await asked('cloudwatch:DescribeAlarms', () => clients.customer(at).cloudwatch().send(look))
  return (answer.MetricAlarms ?? []).map(one => {
    const since = one.StateValue === 'ALARM' ? one.StateTransitionedTimestamp?.toISOString() : undefined
    return { name: one.AlarmName ?? '', about: one.AlarmDescription ?? '', ...(since && { since }) }
  })
}
