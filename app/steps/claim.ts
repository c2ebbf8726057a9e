// Claim: one release a service, and a slot of the tenant's. Lock first, then slot: who waits for a lock holds no slot.
import { serviceKey } from '../../core/names.ts'
import { isFinal } from '../../core/state.ts'
import { load, record } from '../record.ts'
import * as admission from '../store/admission.ts'
import * as services from '../store/services.ts'
import { lookBefore } from '../taken-back.ts'
import { done, failed, type Run, type Step, waiting } from './step.ts'

export const claim: Step = async run => {
  if (run.has('INITIALIZED')) return done
  const { request } = run.state
  const key = admission.lockKey(serviceKey(request, run.names.service))
  if (!(await takeLock(run, key)))
    return request.concurrency === 'reject' ? failed('BUSY', 'Another deployment of this service is running') : waiting
  if (!(await takeSlot(run))) return waiting
  await lookBefore(run.ports, run.settings, run.state, () => run.at())
  const service = await services.find(run.ports, request.tenant, serviceKey(request, run.names.service))
  await run.note('INITIALIZED', {}, { blue: service?.current ?? null, url: service?.current ? service.url : null })
  return done
}

const memberOf = (run: Run) => admission.memberOf(run.state.createdAt, run.state.id)

const takeLock = async (run: Run, key: ReturnType<typeof admission.lockKey>): Promise<boolean> => {
  const member = memberOf(run)
  if (await admission.hold(run.ports, key, member, 1)) return true
  const { holders, waiters } = await admission.wait(run.ports, key, member)
  // Of several that wait for one service the newest replaces the older.
  for (const older of waiters) if (older < member) await supersede(run, older)
  for (const holder of holders) {
    if (await isOver(run, holder)) await admission.leave(run.ports, key, holder)
    else if (run.state.request.concurrency === 'supersede') await supersede(run, holder)
  }
  return (await admission.hold(run.ports, key, member, 1)) !== undefined
}

const takeSlot = async (run: Run): Promise<boolean> => {
  const member = memberOf(run)
  const key = admission.slotsKey(run.state.request.tenant)
  const most = run.settings.PANDA_RUNNING
  if (await admission.hold(run.ports, key, member, most)) return true
  const { holders } = await admission.wait(run.ports, key, member)
  for (const holder of holders) if (await isOver(run, holder)) await admission.leave(run.ports, key, holder)
  return (await admission.hold(run.ports, key, member, most)) !== undefined
}

/** Its log has ended, or was never begun and will not be: nothing leaks. */
const isOver = async (run: Run, member: string): Promise<boolean> => {
  const state = await load(run.ports, admission.deploymentOf(member))
  return state ? isFinal(state) : run.secondsSince(member.split(' ')[0]!) > 60
}

/** Refused by its own log when it is ready or later: then the newer one waits. */
const supersede = async (run: Run, member: string): Promise<void> => {
  const id = admission.deploymentOf(member)
  if (await load(run.ports, id))
    await record(run.ports, id, { type: 'stop', reason: 'superseded', by: run.state.request.by })
}
