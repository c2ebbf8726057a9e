// Repositories with a panda.yml that changes: it asks for more protection, for less, or cannot be read.
import type { DeploymentState } from '../../core/state.ts'
import { diceFor } from './dice.ts'
import type { Gating } from './gates.ts'
import type { Place } from './place.ts'
import type { Rule } from './reviews.ts'

/** One seed in ten: the others tell the stories in which planted bugs are found. */
const isFiled = (seed: number) => seed % 10 === 1

type File = { text: string | null; reviewers: number; waitMinutes: number; isBroken?: true }

/** Nobody waits for a day here. */
const approvals = (reviewers: number, waitMinutes: number): File => ({
  text: `environments:\n  default:\n    approvals:\n      reviewers: ${reviewers}\n      waitMinutes: ${waitMinutes}\n      expiresHours: 1\n`,
  ...{ reviewers, waitMinutes },
})

const files: File[] = [
  { text: null, reviewers: 0, waitMinutes: 0 },
  approvals(0, 0),
  approvals(1, 0),
  approvals(2, 1),
  { text: 'environments:\n  default:\n    approvals: yes\n', reviewers: 0, waitMinutes: 0, isBroken: true },
]

/** Longer than a call may take: what is asked for now has read what was there within this time. */
const readMs = 35_000

/** `set`: what the environment says from the beginning on. */
export const writeFiles = (place: Place, seed: number, set: { rule: Rule | undefined; gating: Gating | undefined }) => {
  if (!isFiled(seed)) return
  const { scheduler, ledger, weather, wire } = place
  const dice = diceFor(seed, 'files')
  const written: { at: number; file: File }[] = [{ at: 0, file: dice.pick(files) }]
  weather.file = () =>
    wire.call('github', 'file', '', async () => ({ ok: true as const, text: written.at(-1)!.file.text }))
  const write = () => {
    const file = dice.pick(files)
    scheduler.note(`!! panda.yml is ${file.text?.split('\n').slice(2).join(' ') ?? 'gone'}`)
    written.push({ at: scheduler.now(), file })
  }
  ledger.listeners.push(({ code }, state) => {
    if (code === 'QUEUED') expectProtected(place, state, set, lately(written, scheduler.now()))
    if (dice.chance(0.05))
      scheduler.within(scheduler.world, () => scheduler.at(scheduler.now() + dice.int(20_000), write))
  })
}

const lately = (written: { at: number; file: File }[], now: number) =>
  written.filter((_, n) => (written[n + 1]?.at ?? now) >= now - readMs).map(({ file }) => file)

const expectProtected = (
  { ledger }: Place,
  { id, request }: DeploymentState,
  { rule, gating }: { rule: Rule | undefined; gating: Gating | undefined },
  read: File[],
) => {
  if (request.rollback || request.promotion || request.environment !== 'default') return
  const { reviewers = 0, waitMinutes = 0 } = request.approvals ?? {}
  const fits = (file: File) =>
    !file.isBroken &&
    reviewers === Math.max(rule?.reviewers ?? 0, file.reviewers) &&
    waitMinutes === Math.max(rule?.waitMinutes ?? 0, file.waitMinutes)
  if (!read.some(fits))
    ledger.fail(
      'protection',
      `${id} is accepted with ${reviewers} reviewers and ${waitMinutes} min, and its file says otherwise`,
    )
  for (const name of gating?.checks ?? [])
    if (!request.gates?.checks.includes(name)) ledger.fail('protection', `${id} is accepted without its check ${name}`)
}
