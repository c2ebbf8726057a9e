// What holds after any journey, whatever went wrong on the way.
import { expect } from 'vitest'
import * as admission from '../app/store/admission.ts'
import * as services from '../app/store/services.ts'
import * as summaries from '../app/store/summaries.ts'
import * as watch from '../app/store/watch.ts'
import { isFinalCode } from '../core/decide.ts'
import type { LoggedEvent } from '../core/event.ts'
import { fold } from '../core/fold.ts'
import { names, serviceKey } from '../core/names.ts'
import type { DeploymentState } from '../core/state.ts'
import { liveView } from '../core/view.ts'
import { customer, type Place as WholePlace } from './place.ts'
import { digestOf } from './scripted-builds.ts'

/** What is looked at of a place. */
type Place = Pick<WholePlace, 'ids' | 'ports' | 'log' | 'world' | 'shelf' | 'serves'>

/** Of a log, ended or not. */
export const expectSoundLog = (log: LoggedEvent[]) => {
  expect(log.map(event => event.seq)).toEqual(log.map((_, index) => index + 1))
  const stages = log.map(event => Number(event.details.stage))
  expect(stages).toEqual([...stages].sort((a, b) => a - b))
  expect(log.map(event => event.timestamp)).toEqual(log.map(event => event.timestamp).sort())
  const finals = log.filter(event => isFinalCode(event.code))
  expect(finals.length).toBeLessThanOrEqual(1)
  if (finals.length === 1) expect(log.at(-1)).toEqual(finals[0])
  expect(log.filter(event => event.code === 'SWITCH_REQUESTED').length).toBeLessThanOrEqual(1)
}

/** Once everything has ended: logs are sound and told, places are free, and nothing runs that has no good release. */
export const expectPeace = async (place: Place) => {
  const states: DeploymentState[] = []
  for (const id of place.ids) states.push(await expectEnded(place, id))
  for (const { request } of states) {
    const key = serviceKey(request, names(request).service)
    const lock = await admission.read(place.ports, admission.lockKey(key))
    const slots = await admission.read(place.ports, admission.slotsKey(request.tenant))
    expect({ lock, slots }).toEqual({ lock: nobody, slots: nobody })
  }
  expect(await summaries.listLive(place.ports)).toEqual([])
  await expectNothingRuns(place, states)
}

const nobody = { accepted: [], holders: [], waiters: [] }

const expectEnded = async (place: Place, id: string): Promise<DeploymentState> => {
  const log = await place.log(id)
  expectSoundLog(log)
  expect(log.filter(event => isFinalCode(event.code))).toHaveLength(1)
  const state = fold(log)!
  expect((await summaries.find(place.ports, id))?.state).toEqual(liveView(state))
  expect(await place.ports.executions.running(id)).toBe(false)
  const { accountId, region } = state.request
  const at = `${accountId}/${region}`
  const its = names(state.request)
  const watched = [`ecr/${at}/${its.repository}`, `cloudformation/${at}/${its.stack}`]
  for (const resource of watched) expect(await watch.list(place.ports, resource)).toEqual([])
  // What serves may still be taken back: its release is watched, and no other.
  const { current } =
    (await services.find(place.ports, state.request.tenant, serviceKey(state.request, its.service))) ?? {}
  const mayBe = current ? [[], [current.deploymentId]] : [[]]
  expect(mayBe).toContainEqual(await watch.list(place.ports, `codedeploy/${at}/${its.base}`))
  expect(state.rolledBack && state.finalService === 'green').toBe(false)
  return state
}

const expectNothingRuns = async (place: Place, states: DeploymentState[]) => {
  const good = states.filter(state => state.status === 'COMPLETED').map(state => state.imageDigest)
  const running = [...new Set(place.world.alive())].filter(letter => !good.includes(digestOf(letter)))
  expect(running).toEqual([])
  const builds = place.shelf.list<{ phase: string }>('codebuild.build').map(([, { phase }]) => phase)
  expect(builds.filter(phase => phase !== 'COMPLETED')).toEqual([])
  if (good.length === 0)
    for (const { request } of states)
      expect(await place.ports.infrastructure.look(customer, names(request))).toEqual({ state: 'absent' })
  for (const url of new Set(states.filter(one => one.status === 'COMPLETED').map(one => one.url)))
    expect(place.serves(url)).not.toBe('')
}
