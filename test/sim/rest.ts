// What must hold once everything has come to rest.
import * as admission from '../../app/store/admission.ts'
import * as summaries from '../../app/store/summaries.ts'
import { digestOf } from '../scripted-builds.ts'
import type { Listener } from './clients.ts'
import { serviceOf } from './ledger.ts'
import type { Place } from './place.ts'

export const expectRest = async (place: Place, listeners: Listener[]): Promise<void> => {
  await expectFree(place)
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
    const left = [...accepted, ...holders, ...waiters]
    if (left.length > 0) ledger.fail('slots', `${key} is still taken by ${left.join(', ')}`)
  }
  const live = await summaries.listLive({ table: raw })
  if (live.length > 0) ledger.fail('slots', `${live.map(one => one.deploymentId).join(', ')} is listed as unfinished`)
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
  for (const [id, { phase }] of asl.shelf.list<{ phase: string }>('codedeploy.deployment'))
    if (phase !== 'over' && phase !== 'warm') ledger.fail('leftovers', `release ${id} is ${phase}`)
  for (const service of new Set(good.map(serviceOf)))
    if (traffic.serving(service) === '' && traffic.sick.size === 0)
      ledger.fail('serving', `${service} has a good release, and nobody serves`)
}
