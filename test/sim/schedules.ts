// Environments that are deployed to by the clock: schedules that come due, are told twice and late, are changed and taken away.
import type { BusEvent } from '../../region/kernel.ts'
import type { Client } from './clients.ts'
import { diceFor } from './dice.ts'
import type { Place } from './place.ts'

/** One seed in ten: the others tell the stories in which planted bugs are found. */
const isScheduled = (seed: number) => seed % 10 === 9

/** A run of the function that begins lives for 30 s at most, and clocks differ by 2. */
const graceMs = 35_000
const minute = 60_000
/** What is told a second time comes this late at most. */
const lateMs = 5 * minute

type Line = { dues: Set<string>; begun: number; goneAt: number | undefined }

/** Made when a tenant is first heard of, changed once, and taken away for good. Called when mishaps have begun. Answers whether
 *  nothing begins by the clock any more. */
export const keepSchedules = (
  place: Place,
  seed: number,
  clients: Client[],
  settings: (tenant: number) => object,
): (() => boolean) => {
  if (!isScheduled(seed)) return () => true
  const { scheduler, ledger, weather } = place
  const dice = diceFor(seed, 'schedules')
  const lines: Line[] = clients.map(() => ({ dues: new Set(), begun: 0, goneAt: undefined }))
  const inner = weather.deliveries
  weather.deliveries = event => {
    const due = dueOf(event)
    if (!due) return inner(event)
    lines[due.tenant]?.dues.add(due.at)
    scheduler.note(`!! due of tenant ${due.tenant}: ${due.at}`)
    return dice.chance(0.5) ? [...inner(event), dice.int(lateMs)] : inner(event)
  }
  const put = async (tenant: number, schedule: object | undefined) => {
    const body = { ...settings(tenant), autoSwitch: true, ...(schedule && { schedule }) }
    const reply = await clients[tenant]!.ask(`PUT /api/v1/environments/owner-${tenant}/hello/default`, { body })
    if (schedule) return
    if (reply?.status === 200) lines[tenant]!.goneAt = scheduler.now()
    else later(tenant, minute, undefined)
  }
  const later = (tenant: number, ms: number, schedule: object | undefined) =>
    scheduler.within(clients[tenant]!.process, () =>
      scheduler.at(scheduler.now() + ms, () => void put(tenant, schedule)),
    )
  const known = new Set<number>()
  ledger.listeners.push(({ code, deploymentId }, { request }) => {
    const tenant = Number(request.tenant.slice('tenant-'.length))
    const line = lines[tenant]!
    if (code === 'QUEUED' && request.by.startsWith('schedule:')) {
      line.begun += 1
      if (line.begun > line.dues.size)
        ledger.fail('schedule', `${deploymentId} begins, the ${line.begun}th of ${line.dues.size} that were due`)
      if (line.goneAt !== undefined && scheduler.now() > line.goneAt + graceMs)
        ledger.fail(
          'schedule',
          `${deploymentId} begins ${scheduler.now() - line.goneAt} ms after its schedule was gone`,
        )
    }
    if (known.has(tenant)) return
    known.add(tenant)
    later(tenant, dice.int(minute), { when: 'rate(15 minutes)', branch: 'main' })
    if (dice.chance(0.5)) later(tenant, 20 * minute, { when: 'rate(18 minutes)', branch: 'main' })
    later(tenant, (25 + dice.int(35)) * minute, undefined)
  })
  const isGone = (tenant: number) => {
    const { goneAt } = lines[tenant]!
    return goneAt !== undefined && scheduler.now() > goneAt + lateMs + graceMs
  }
  return () => [...known].every(isGone)
}

const dueOf = ({ source, 'detail-type': type, detail }: BusEvent) => {
  if (source !== 'panda.schedule' || type !== 'Due') return undefined
  const { tenant, due } = detail as { tenant: string; due: string }
  return { tenant: Number(tenant.slice('tenant-'.length)), at: due }
}
