// What must hold once everything has come to rest.
import * as admission from '../../app/store/admission.ts'
import * as services from '../../app/store/services.ts'
import * as summaries from '../../app/store/summaries.ts'
import type { DeploymentState } from '../../core/state.ts'
import { digestOf } from '../scripted-builds.ts'
import type { Listener } from './clients.ts'
import { type Ledger, servesOnceOver, serviceOf } from './ledger.ts'
import type { Place } from './place.ts'
import { expectTold } from './taken-back.ts'

export const expectRest = async (place: Place, listeners: Listener[]): Promise<void> => {
  await expectFree(place)
  await expectKept(place)
  await expectTold(place)
  expectHeard(place, listeners)
  expectNothingRuns(place)
}

const expectFree = async ({ ledger, raw }: Place) => {
  const places = new Set<string>()
  for (const state of ledger.all()) {
    places.add(JSON.stringify(admission.lockKey(serviceOf(state))))
    places.add(JSON.stringify(admission.slotsKey(state.request.tenant)))
    const summary = await summaries.find({ table: raw }, state.id)
    if (summary?.lastSeq !== state.seq)
      ledger.fail('log', `the summary of ${state.id} knows ${summary?.lastSeq ?? 'nothing'} of ${state.seq}`)
  }
  for (const key of places) {
    const { accepted, holders, waiters } = await admission.read({ table: raw }, JSON.parse(key))
    // A place whose deployment never began is dropped by whoever finds the set full: that is all that a cut-off call may leave.
    const begun = (member: string) => isBegun(ledger, member)
    const left = [...accepted.filter(begun), ...holders, ...waiters]
    if (left.length > 0) ledger.fail('slots', `${key} is still taken by ${left.join(', ')}`)
  }
  const live = await summaries.listLive({ table: raw })
  if (live.length > 0) ledger.fail('slots', `${live.map(one => one.deploymentId).join(', ')} is listed as unfinished`)
}

/** What Panda believes to serve is the last good release. */
const expectKept = async ({ ledger, raw }: Place) => {
  const newest = new Map<string, DeploymentState>()
  for (const state of ledger.all())
    if (
      servesOnceOver(state) &&
      !ledger.takenBack.has(state.id) &&
      (newest.get(serviceOf(state))?.finishedAt ?? '') <= state.finishedAt!
    )
      newest.set(serviceOf(state), state)
  for (const [service, state] of newest) {
    const kept = await services.find({ table: raw }, state.request.tenant, service)
    if (kept?.current?.deploymentId !== state.id)
      ledger.fail('told', `${service}: ${state.id} serves, and Panda believes ${kept?.current?.deploymentId}`)
  }
}

const isBegun = ({ books }: Ledger, member: string) => {
  const [createdAt, id = ''] = member.split(' ')
  return books.get(id)?.states[0]?.createdAt === createdAt
}

const expectHeard = ({ ledger }: Place, listeners: Listener[]) => {
  for (const { got } of listeners)
    for (const [id, seq] of got) {
      const last = ledger.state(id)?.seq
      if (seq !== last) ledger.fail('history', `${id}: a client has ${seq} of ${last} events, long after its end`)
    }
}

const expectNothingRuns = ({ ledger, fake, asl, traffic }: Place) => {
  const good = ledger.all().filter(state => state.status === 'COMPLETED')
  const digests = good.map(state => state.imageDigest)
  for (const letter of new Set(fake.alive()))
    if (!digests.includes(digestOf(letter)))
      ledger.fail('leftovers', `program ${letter} runs, and no good release has it`)
  for (const [id, { phase }] of asl.shelf.list<{ phase: string }>('codebuild.build'))
    if (phase !== 'COMPLETED') ledger.fail('leftovers', `build ${id} is ${phase}`)
  for (const [id, { phase }] of asl.shelf.list<{ phase: string }>('codedeploy.deployments'))
    if (phase !== 'over' && phase !== 'warm') ledger.fail('leftovers', `release ${id} is ${phase}`)
  for (const service of new Set(good.map(serviceOf)))
    if (traffic.serving(service) === '' && traffic.sick.size === 0)
      ledger.fail('serving', `${service} has a good release, and nobody serves`)
}
