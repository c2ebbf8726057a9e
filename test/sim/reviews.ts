// Seeds in which a release has to be agreed to: who says what and when; and what must be so before anything is released.
import type { LoggedEvent } from '../../core/event.ts'
import type { DeploymentState } from '../../core/state.ts'
import { diceFor } from './dice.ts'
import type { Ledger } from './ledger.ts'

export type Rule = { reviewers: number; waitMinutes: number; expiresHours: number }
export type Voice = { who: 'author' | 'ann' | 'bob'; late: number; what: 'approve' | 'reject' | 'skip-approval' }

/** Of one seed in four; undefined: nobody is asked. */
export const ruleOf = (seed: number): Rule | undefined => {
  const dice = diceFor(seed, 'rule')
  if (!dice.chance(0.25)) return undefined
  return { reviewers: dice.pick([0, 1, 2, 2]), waitMinutes: dice.pick([0, 2, 5]), expiresHours: 1 }
}

/** What people say once they are asked about the n-th plan. */
export const voicesOf = (seed: number, n: number): Voice[] => {
  const dice = diceFor(seed, `voices ${n}`)
  const soon = () => (dice.chance(0.4) ? 0 : dice.int(200_000))
  const voices: Voice[] = []
  if (dice.chance(0.9)) voices.push({ who: 'ann', late: soon(), what: 'approve' })
  if (dice.chance(0.9)) voices.push({ who: 'bob', late: soon(), what: 'approve' })
  if (dice.chance(0.4)) voices.push({ who: 'author', late: soon(), what: 'approve' })
  if (dice.chance(0.2)) voices.push({ who: 'ann', late: soon(), what: 'approve' })
  if (dice.chance(0.1)) voices.push({ who: 'bob', late: soon(), what: 'reject' })
  if (dice.chance(0.1)) voices.push({ who: 'author', late: soon(), what: 'skip-approval' })
  // In the last moment: when the hour is over.
  if (dice.chance(0.1)) for (const voice of voices) voice.late = 3_600_000 - 2_000 + dice.int(4_000)
  return voices
}

/** Made from the events alone, and not with what decides. */
export const watchReviews = (ledger: Ledger, ruled: Rule | undefined): void => {
  ledger.listeners.push((event, state) => {
    if (event.code === 'AWAITING_APPROVAL' && state.request.rollback)
      ledger.fail('review', `${event.deploymentId} goes back, and asks somebody first`)
    if (event.code !== 'INFRA_STARTED' && event.code !== 'RELEASE_STARTED') return
    if (ruled && state.request.environment === promotedOnly && !state.request.rollback) expectGoodBefore(ledger, state)
    const { rollback, approvals: rule } = state.request
    if (rollback || !rule || (rule.reviewers === 0 && rule.waitMinutes === 0)) return
    const why = missing(event, state, ledger.books.get(event.deploymentId)?.events ?? [], rule)
    if (why) ledger.fail('review', `${event.deploymentId} is released, and ${why}`)
  })
}

/** In these seeds nothing comes to staging but what has been good before. */
export const promotedOnly = 'staging'

const expectGoodBefore = (ledger: Ledger, { id, request, imageDigest }: DeploymentState) => {
  const good = ledger
    .all()
    .some(
      one =>
        one.status === 'COMPLETED' &&
        one.imageDigest === imageDigest &&
        one.request.tenant === request.tenant &&
        one.request.environment === 'default',
    )
  if (!good) ledger.fail('review', `${id} is released, and its image has been good nowhere before`)
}

const missing = (event: LoggedEvent, { request }: DeploymentState, events: LoggedEvent[], rule: Rule) => {
  const of = (code: LoggedEvent['code']) => events.filter(one => one.code === code)
  const asked = of('AWAITING_APPROVAL')[0]
  if (!asked) return 'nobody was asked'
  if (of('REJECTED').length > 0) return 'somebody had said no'
  if (of('APPROVAL_SKIPPED').length > 0) return undefined
  const people = new Set(of('APPROVED').map(one => one.details.by))
  if (people.has(request.by)) return 'whoever has started it has approved it'
  if (people.size < rule.reviewers) return `${people.size} of ${rule.reviewers} have agreed`
  const granted = of('APPROVAL_GRANTED')[0]
  const waited = Date.parse((granted ?? event).timestamp) - Date.parse(asked.timestamp)
  if (!granted || waited < rule.waitMinutes * 60_000) return `it has waited ${waited / 1000} s`
  return undefined
}
