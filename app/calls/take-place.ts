// A place among all of a tenant that run or wait.
import { Refusal } from '../../core/faults.ts'
import { isFinal } from '../../core/state.ts'
import type { StartContext } from '../caller.ts'
import { load } from '../record.ts'
import * as admission from '../store/admission.ts'

/** Between taking a place and the first event there are moments: past this nobody comes any more. */
const patienceMs = 60_000

export const takePlace = async ({ ports, settings }: StartContext, tenant: string, member: string): Promise<void> => {
  const most = settings.PANDA_RUNNING + settings.PANDA_WAITING
  if (await admission.accept(ports, tenant, member, most)) return
  await clear(ports, tenant)
  if (await admission.accept(ports, tenant, member, most)) return
  throw new Refusal('QUEUE_FULL', 'Deployment queue is full')
}

/** Those whose deployment has ended, or never began, and were left behind when something was cut off. */
const clear = async (ports: StartContext['ports'], tenant: string) => {
  const key = admission.slotsKey(tenant)
  const now = Date.parse(ports.clock.now())
  for (const member of (await admission.read(ports, key)).accepted) {
    const state = await load(ports, admission.deploymentOf(member))
    const gone = state ? isFinal(state) : now - Date.parse(timeOf(member)) > patienceMs
    if (gone) await admission.leave(ports, key, member)
  }
}

const timeOf = (member: string) => member.slice(0, member.indexOf(' '))
