// What is meant to happen in a seed: who deploys what, how programs and builds behave, and what people do on the way.
import type { Caller } from '../../app/caller.ts'
import type { EventCode } from '../../core/vocabulary.ts'
import type { Program } from '../region/release/fake-world.ts'
import type { BuildScript } from '../scripted-builds.ts'
import { type Dice, diceFor } from './dice.ts'
import type { Keys } from './place.ts'

/** One deployment as somebody means it. */
export type Plan = {
  n: number
  tenant: number
  /** After this event of an earlier one of the same tenant; undefined: after its connections. */
  after: { n: number; code: EventCode } | undefined
  late: number
  environment: string
  autoSwitch: boolean
  concurrency: 'supersede' | 'queue' | 'reject'
  hasKey: boolean
  rollback: boolean
  program: Program
  build: Omit<BuildScript, 'letter'>
  /** What people do once it has this event. */
  acts: { on: EventCode; late: number; what: Act }[]
  /** What becomes of its program once it serves. */
  afterSwitch: 'well' | 'sick' | 'exits'
  /** It falls sick before anybody has switched. */
  isSickWhenReady: boolean
  /** Asks twice at once, with the same key. */
  isImpatient: boolean
}
export type Act = 'switch' | 'cancel' | 'rollback'

export const tenants = (seed: number): { caller: Caller; keys: Keys; token: string }[] => {
  const isShared = diceFor(seed, 'accounts').chance(0.2)
  return [0, 1].map(n => ({
    caller: { tenant: `tenant-${n}`, by: `dev-${n}@example.com`, role: 'admin' },
    keys: {
      accessKeyId: `AKIASIMULATED${n}`,
      secretAccessKey: `canarySecretKeyOfTenant${n}`,
      accountId: isShared ? '111111111111' : `${n + 1}`.repeat(12),
    },
    token: `ghp_canaryTokenOfTenant${n}`,
  }))
}

export const plansOf = (seed: number, approvalMs: number): Plan[] => {
  const dice = diceFor(seed, 'story')
  const count = 4 + dice.int(3)
  const plans: Plan[] = []
  for (let n = 0; n < count; n++) plans.push(planOf(n, plans, dice, approvalMs))
  return plans
}

const starts: EventCode[] = [
  'QUEUED',
  'INITIALIZED',
  'CLONE_STARTED',
  'PUSHED',
  'INFRA_STARTED',
  'INFRA_READY',
  'RELEASE_STARTED',
  'GREEN_STARTING',
  'GREEN_READY',
  'GREEN_READY',
  'SWITCHING',
  'READY',
  'SWITCH_REQUESTED',
  'SWITCHED',
]
export const ends: EventCode[] = ['COMPLETED', 'FAILED', 'CANCELLED']

const planOf = (n: number, before: Plan[], dice: Dice, approvalMs: number): Plan => {
  // The first of a service has nobody to switch from: most follow one that serves.
  const tenant = n < 2 ? n : dice.chance(0.8) ? 0 : 1
  const earlier = before.filter(plan => plan.tenant === tenant)
  const last = earlier.at(-1)
  const isFirst = last === undefined
  // Something has to serve before much can happen.
  const isGood = dice.chance(isFirst ? 0.9 : 0.75)
  const code = dice.chance(0.7) ? 'COMPLETED' : dice.pick(starts)
  return {
    n,
    tenant,
    after: last && { n: last.n, code },
    late: dice.chance(0.5) ? 0 : dice.int(120_000),
    environment: dice.chance(0.05) ? 'staging' : 'default',
    autoSwitch: dice.chance(0.2),
    concurrency: dice.pick(['supersede', 'supersede', 'queue', 'reject']),
    hasKey: dice.chance(0.5),
    rollback: !isFirst && dice.chance(0.2),
    program: isGood
      ? {}
      : dice.pick<Program>([{ healthyAfterMs: null }, { exits: { afterMs: 500, code: 1 } }, { answers: 500 }, {}]),
    build: isGood ? {} : buildOf(dice),
    acts: actsOf(dice, approvalMs),
    afterSwitch: dice.chance(isGood ? 0.9 : 0.3) ? 'well' : dice.pick(['sick', 'exits']),
    isSickWhenReady: dice.chance(0.25),
    isImpatient: dice.chance(0.3),
  }
}

const buildOf = (dice: Dice): Omit<BuildScript, 'letter'> =>
  dice.chance(0.6)
    ? {}
    : dice.pick<Omit<BuildScript, 'letter'>>([
        { fails: { before: 'BUILD_COMPLETED', errorCode: 'DOCKER_BUILD_FAILED', message: 'no' } },
        { hangsBefore: 'BUILD_COMPLETED' },
        { diesBefore: 'BUILD_STARTED' },
        { mute: true },
        { pushesNothing: true },
        { forgetful: true },
      ])

const actsOf = (dice: Dice, approvalMs: number): Plan['acts'] => {
  const acts: Plan['acts'] = []
  const soon = () => (dice.chance(0.4) ? 0 : dice.int(90_000))
  // In the last moment: at the slow look that finds the time to be over (after 60 s, and every 120 s from then on).
  const over = approvalMs + 120_000 - ((approvalMs - 60_000) % 120_000)
  if (dice.chance(0.1)) return [{ on: 'READY', late: over - 150 + dice.int(160), what: 'switch' }]
  if (dice.chance(0.15)) {
    const late = soon()
    const other = dice.pick<Act>(['cancel', 'cancel', 'switch', 'rollback'])
    return [
      { on: 'READY', late, what: 'switch' },
      { on: 'READY', late: dice.chance(0.7) ? late : late + dice.int(40), what: other },
    ]
  }
  if (dice.chance(0.85)) acts.push({ on: 'READY', late: soon(), what: 'switch' })
  if (dice.chance(0.15)) acts.push({ on: 'READY', late: soon(), what: 'switch' })
  if (dice.chance(0.15)) acts.push({ on: 'READY', late: soon(), what: 'cancel' })
  if (dice.chance(0.15)) acts.push({ on: dice.pick(starts), late: soon(), what: 'cancel' })
  if (dice.chance(0.15)) acts.push({ on: 'COMPLETED', late: dice.int(300_000), what: 'rollback' })
  return acts
}
