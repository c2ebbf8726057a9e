// Programs that are healthy and no good: once they serve, users get errors or wait. A rule says so, and then they may not stay.
import type { LoggedEvent } from '../../core/event.ts'
import type { DeploymentState } from '../../core/state.ts'
import { diceFor } from './dice.ts'
import { isLive } from './ledger.ts'
import type { Place } from './place.ts'

/** One seed in ten: the others tell the stories in which planted bugs are found. */
export const isRuled = (seed: number) => seed % 10 === 7

/** Of errors it is the usual rule; three slow minutes are longer than these seeds watch. */
export const rules = { latency: { minutes: 1 } }

/** Clocks are two seconds apart at most, and a bake takes twenty at least. */
const afterMs = 5_000

export const condemnSome = (place: Place, seed: number): void => {
  if (!isRuled(seed)) return
  const { ledger, scheduler, fake } = place
  const dice = diceFor(seed, 'rules')
  const condemned = new Map<string, string>()
  const strike = (id: string) => {
    const state = ledger.state(id)
    if (!state || !isLive(state) || state.stopping || !state.release) return
    const how = state.request.rules?.latency?.minutes === 1 ? dice.pick(['errors', 'slow']) : 'errors'
    const isThere = fake.serveGroup(
      state.release.greenGroup,
      Array(80).fill(how === 'slow' ? 5_000 : 10),
      how === 'errors' ? 60 : 0,
    )
    if (!isThere) return
    scheduler.note(`!! users of ${id.slice(0, 12)} get ${how}`)
    condemned.set(id, how)
  }
  ledger.listeners.push(({ code, deploymentId: id }: LoggedEvent, state: DeploymentState) => {
    const how = condemned.get(id)
    if (code === 'COMPLETED' && how) ledger.fail('rules', `${id} is COMPLETED, and its users have got ${how}`)
    if (code === 'SWITCHED' && !state.request.rollback && dice.chance(0.5))
      scheduler.within(scheduler.world, () => scheduler.at(scheduler.now() + afterMs, () => strike(id)))
  })
}
