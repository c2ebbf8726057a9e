// What must be so in the moment that a deployment ends, and at some others: not only once everything has come to rest.
import type { LoggedEvent } from '../../core/event.ts'
import type { DeploymentState } from '../../core/state.ts'
import { isFinal } from '../../core/state.ts'
import { digestOf } from '../scripted-builds.ts'
import { isLive, serviceOf } from './ledger.ts'
import type { Place } from './place.ts'
import { letterOf } from './traffic.ts'

type Build = { phase: string; env: { name: string; value: string }[]; id: string }
type Release = { phase: string; id: string }

/** `letter`: what this deployment's build has made. `isCalm`: nothing goes wrong in this seed. */
export const watchEndings = (place: Place, letter: (id: string) => string | undefined, isCalm: boolean): void => {
  place.ledger.listeners.push((event, state) => {
    if (isCalm) expectPrompt(place, event)
    if (event.code === 'PUSHED') expectOwnImage(place, event, letter(state.id))
    if (!isFinal(state)) return
    expectNothingLeft(place, event, state, isCalm)
    expectServed(place, state)
    if (event.code === 'COMPLETED') expectWell(place, state)
  })
}

/** Where no hint is lost nobody waits for a slow look, which would come after a minute. */
const expectPrompt = ({ ledger }: Place, { deploymentId, seq, timestamp, code }: LoggedEvent) => {
  const before = ledger.books.get(deploymentId)?.events[seq - 2]
  if (before?.code !== 'SWITCH_REQUESTED' && before?.code !== 'BUILD_COMPLETED') return
  const seconds = (Date.parse(timestamp) - Date.parse(before.timestamp)) / 1000
  if (seconds > 20) ledger.fail('ends', `${deploymentId}: ${code} comes ${seconds} s after ${before.code}`)
}

/** A program that has been sick for this long does not pass for a good release. */
const sickMs = 45_000

const expectWell = ({ ledger, traffic, scheduler }: Place, state: DeploymentState) => {
  const since = traffic.sick.get(letterOf(state))
  if (since !== undefined && scheduler.now() - since > sickMs)
    ledger.fail('serving', `${state.id} is COMPLETED, and its program has been sick for ${sickMs / 1000} s`)
}

const expectOwnImage = ({ ledger }: Place, { deploymentId, details }: LoggedEvent, letter: string | undefined) => {
  if (letter !== undefined && details.digest !== digestOf(letter))
    ledger.fail('forged', `${deploymentId} takes ${String(details.digest).slice(0, 10)} for what its build has pushed`)
}

/** What could not be undone is named. */
const expectNothingLeft = (
  { ledger, asl }: Place,
  { details }: LoggedEvent,
  state: DeploymentState,
  isCalm: boolean,
) => {
  if (Array.isArray(details.remains)) {
    if (isCalm) ledger.fail('leftovers', `nothing went wrong, and ${state.id} leaves ${details.remains.join(', ')}`)
    return
  }
  // One that has pushed has nothing more to do, and ends by itself.
  for (const [id, { phase, env }] of asl.shelf.list<Build>('codebuild.build'))
    if (
      phase === 'BUILD' &&
      !state.noted.includes('PUSHED') &&
      env.some(({ value }) => value.includes(state.id)) &&
      state.build?.id === id
    )
      ledger.fail('leftovers', `${state.id} is ${state.status}, and its build ${id} still runs`)
  if (state.status === 'COMPLETED' || state.release?.mode !== 'blue-green') return
  for (const [, { id, phase }] of asl.shelf.list<Release>('codedeploy.deployments'))
    if (id === state.release.id && phase !== 'over')
      ledger.fail('leftovers', `${state.id} is ${state.status}, and its release ${id} is ${phase}`)
}

/** Production leads to the newest good release, unless that has fallen sick by itself, or another one has switched and is still
 *  being watched. */
const expectServed = ({ ledger, traffic, asl }: Place, { id, status, request }: DeploymentState) => {
  const service = serviceOf(ledger.state(id)!)
  const all = ledger.ofService(service)
  const newest = ledger.newestGood(service)
  if (asl.shelf.list<Release>('codedeploy.deployments').some(([, { phase }]) => phase === 'undoing')) return
  if (all.some(state => isLive(state) && state.switchedAt)) return
  if (!newest || traffic.sick.size > 0) return
  const letters = [...new Set(traffic.serving(service))].join('')
  if (letters !== '' && letters !== letterOf(newest))
    ledger.fail(
      'serving',
      `${id} of ${request.tenant} is ${status}, and ${letters} serves instead of ${letterOf(newest)}`,
    )
}
