// Windows and freezes of an environment: looked at when a deployment is asked for, by whomever. A rollback is never stopped.
import type { Environment } from '../../core/environment.ts'
import { Refusal } from '../../core/faults.ts'
import { opensAt } from '../../core/window.ts'

export const refuseIfClosed = (name: string, settings: Pick<Environment, 'windows' | 'freezes'>, now: string): void => {
  const opening = opensAt(settings, now)
  if (opening.open) return
  const { at, why } = opening
  const when = at === null ? 'its settings name no time when it opens' : `it opens at ${at}`
  throw new Refusal('OUTSIDE_WINDOW', `${name} takes nothing now, ${why}; ${when}`, { opensAt: at })
}
