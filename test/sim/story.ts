// What happens in a seed: who deploys what, how their programs and builds behave, and what people do on the way.
import type { Caller } from '../../app/caller.ts'
import type { LoggedEvent } from '../../core/event.ts'
import type { DeploymentState } from '../../core/state.ts'
import type { EventCode } from '../../core/vocabulary.ts'
import type { Program } from '../region/release/fake-world.ts'
import type { BuildScript } from '../scripted-builds.ts'
import type { Client } from './clients.ts'
import { type Dice, diceFor } from './dice.ts'
import type { Answered, Keys, Place } from './place.ts'

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

const letters = '0123456789abcdef'

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

export const plansOf = (seed: number): Plan[] => {
  const dice = diceFor(seed, 'story')
  const count = 3 + dice.int(2)
  const plans: Plan[] = []
  for (let n = 0; n < count; n++) plans.push(planOf(n, plans, dice))
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
  'SWITCHING',
  'READY',
  'SWITCH_REQUESTED',
  'SWITCHED',
]
const ends: EventCode[] = ['COMPLETED', 'FAILED', 'CANCELLED']

const planOf = (n: number, before: Plan[], dice: Dice): Plan => {
  const tenant = n < 2 ? n : dice.int(2)
  const earlier = before.filter(plan => plan.tenant === tenant)
  const last = earlier.at(-1)
  const isFirst = last === undefined
  // Something has to serve before much can happen.
  const isGood = isFirst ? dice.chance(0.85) : dice.chance(0.7)
  const code = dice.chance(0.6) ? 'COMPLETED' : dice.pick(starts)
  return {
    n,
    tenant,
    after: last && { n: last.n, code },
    late: dice.chance(0.5) ? 0 : dice.int(120_000),
    environment: dice.chance(0.1) ? 'staging' : 'default',
    autoSwitch: dice.chance(0.35),
    concurrency: dice.pick(['supersede', 'supersede', 'queue', 'reject']),
    hasKey: dice.chance(0.5),
    rollback: !isFirst && dice.chance(0.2),
    program: isGood
      ? {}
      : dice.pick<Program>([{ healthyAfterMs: null }, { exits: { afterMs: 500, code: 1 } }, { answers: 500 }, {}]),
    build: isGood ? {} : buildOf(dice),
    acts: actsOf(dice),
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

const actsOf = (dice: Dice): Plan['acts'] => {
  const acts: Plan['acts'] = []
  const soon = () => (dice.chance(0.4) ? 0 : dice.int(90_000))
  if (dice.chance(0.85)) acts.push({ on: 'READY', late: soon(), what: 'switch' })
  if (dice.chance(0.15)) acts.push({ on: 'READY', late: soon(), what: 'switch' })
  if (dice.chance(0.15)) acts.push({ on: 'READY', late: soon(), what: 'cancel' })
  if (dice.chance(0.15)) acts.push({ on: dice.pick(starts), late: soon(), what: 'cancel' })
  if (dice.chance(0.15)) acts.push({ on: 'COMPLETED', late: dice.int(300_000), what: 'rollback' })
  return acts
}

/** Without the id and the time. */
const bare = (text: string, id: string) => text.replaceAll(id, 'ID').replace(/"timestamp":"[^"]*"/, '')

/** Lives it: answers whether everything that was planned has been done. */
export class Story {
  private readonly place: Place
  private readonly plans: Plan[]
  private readonly clients: Client[]
  private readonly connected: (Record<string, unknown> | undefined)[] = []
  /** Of plans, the deployments that came of them. */
  readonly ids = new Map<number, string>()
  private readonly planOfId = new Map<string, Plan>()
  private readonly programOf = new Map<string, string>()
  private readonly tokens: string[]
  private readonly begun = new Set<number>()
  private waiting = 0
  private used = 0
  private readonly expected: Plan[] = []

  constructor(place: Place, plans: Plan[], clients: Client[], tokens: string[]) {
    this.place = place
    this.plans = plans
    this.clients = clients
    this.tokens = tokens
    place.ledger.listeners.push((event, state) => this.heard(event, state))
    place.weather.build = seen => {
      const plan = this.planOfId.get(seen.deploymentId)
      return { letter: this.letterOf(seen.deploymentId), ...plan?.build }
    }
  }

  get isOver() {
    return this.waiting === 0
  }

  /** The program that this deployment's build makes; undefined: it has none. */
  madeBy(id: string): string | undefined {
    return this.programOf.get(id)
  }

  begin(keys: Keys[]) {
    for (const [n, client] of this.clients.entries()) this.doing(() => this.connect(n, client, keys[n]!))
  }

  private doing(work: () => Promise<unknown>) {
    this.waiting += 1
    void work().then(() => {
      this.waiting -= 1
    })
  }

  private async connect(n: number, client: Client, { accessKeyId, secretAccessKey }: Keys) {
    const github = { owner: `owner-${n}`, repo: 'hello', branch: 'main', token: this.tokens[n] }
    const gh = await client.ask('POST /api/v1/connect/github', { body: github })
    const keys = { region: 'local-1', accessKeyId, secretAccessKey }
    let aws = await client.ask('POST /api/v1/connect/aws', { body: keys })
    for (let tries = 0; aws?.status === 400 && tries < 5; tries++)
      aws = await client.ask('POST /api/v1/connect/aws', { body: keys })
    const { githubConnectionId } = gh?.data ?? {}
    const { awsConnectionId } = aws?.data ?? {}
    this.connected[n] = { githubConnectionId, awsConnectionId }
    for (const plan of this.plans) if (plan.tenant === n && !plan.after) this.later(plan)
  }

  /** Once: the same story may come to where it follows a second time. */
  private later(plan: Plan) {
    if (this.begun.has(plan.n)) return
    this.begun.add(plan.n)
    this.doing(async () => {
      await this.clients[plan.tenant]!.pause(plan.late)
      await this.start(plan)
    })
  }

  private async start(plan: Plan): Promise<void> {
    const { hasKey } = plan
    this.expected.push(plan)
    if (hasKey && !plan.rollback && plan.isImpatient) this.doing(() => this.ask(plan))
    const reply = await this.ask(plan)
    if (reply?.status !== 200) this.skip(plan)
    else this.ids.set(plan.n, String(reply.data.deploymentId))
  }

  private ask(plan: Plan): Promise<Answered | undefined> {
    const client = this.clients[plan.tenant]!
    const { environment, autoSwitch, concurrency, hasKey } = plan
    const headers: Record<string, string> = hasKey ? { 'idempotency-key': `plan-${plan.n}` } : {}
    const before = plan.after && this.ids.get(plan.after.n)
    return plan.rollback && before
      ? client.ask(`POST /api/v1/deploy/${before}/rollback`, { body: { autoSwitch }, headers })
      : client.ask('POST /api/v1/deploy', {
          body: {
            ...this.connected[plan.tenant],
            ...{ owner: `owner-${plan.tenant}`, repo: 'hello', branch: 'main' },
            ...{ environment, autoSwitch, concurrency },
          },
          headers,
        })
  }

  /** What was to follow it follows at once. */
  private skip(plan: Plan) {
    for (const next of this.plans) if (next.after?.n === plan.n) this.later({ ...next, after: undefined })
  }

  private heard(event: LoggedEvent, state: DeploymentState) {
    const { deploymentId: id, code } = event
    if (code === 'QUEUED') this.accepted(id, state)
    const plan = this.planOfId.get(id)
    if (!plan) return
    if (code === 'SWITCHED' || (code === 'READY' && plan.isSickWhenReady)) this.befall(id, plan, state)
    if (code === 'SWITCHED') this.doing(() => this.visit(id, plan.tenant))
    const { tenant } = plan
    // What people do to a deployment they do once; one that came of a rollback is not rolled back again.
    for (const { on, late, what } of plan.acts)
      if (on === code && (what !== 'rollback' || this.ids.get(plan.n) === id))
        this.doing(async () => {
          await this.clients[tenant]!.pause(late)
          await this.act(id, what, tenant)
        })
    const isEnd = ends.includes(code)
    for (const next of this.plans)
      if (next.after?.n === plan.n && (next.after.code === code || (isEnd && !state.noted.includes(next.after.code))))
        this.later(next)
  }

  private async act(id: string, what: Act, tenant: number) {
    const body = what === 'rollback' ? { body: {} } : {}
    await this.clients[tenant]!.ask(`POST /api/v1/deploy/${id}/${what}`, body)
  }

  /** Another tenant asks: it hears of it what it hears of one that never was. */
  private async visit(id: string, owner: number) {
    const stranger = this.clients[1 - owner]!
    const unknown = id.replace(/.$/, last => (last === '0' ? '1' : '0'))
    for (const line of ['GET /api/v1/deploy/ID', 'GET /api/v1/deploy/ID/result', 'POST /api/v1/deploy/ID/cancel']) {
      const [theirs, nobodys] = [
        await stranger.call(line.replace('ID', id)),
        await stranger.call(line.replace('ID', unknown)),
      ]
      if (!theirs || !nobodys || theirs.status === 500 || nobodys.status === 500) continue
      if (bare(theirs.text, id) !== bare(nobodys.text, unknown))
        this.place.ledger.fail('tenant', `${line} of another tenant's ${id} answers ${theirs.text.slice(0, 200)}`)
    }
  }

  /** Whichever of the same tenant was asked for last is it: what is asked again without a key is deployed again. */
  private accepted(id: string, { request }: DeploymentState) {
    const tenant = Number(request.tenant.slice('tenant-'.length))
    const at = this.expected.findLastIndex(
      plan => plan.tenant === tenant && plan.rollback === (request.rollback !== null),
    )
    const plan = this.expected[at]
    if (!plan) return
    this.planOfId.set(id, plan)
    if (!this.ids.has(plan.n)) this.ids.set(plan.n, id)
    if (request.rollback) this.programOf.set(id, request.rollback.imageDigest.slice(7, 8))
    else this.place.programs.set(this.letterOf(id), { ...plan.program })
  }

  private letterOf(id: string): string {
    const letter = this.programOf.get(id) ?? letters[this.used++ % letters.length]!
    this.programOf.set(id, letter)
    return letter
  }

  private befall(id: string, { afterSwitch }: Plan, state: DeploymentState) {
    if (afterSwitch === 'well' || state.request.rollback) return
    const letter = this.letterOf(id)
    const { place } = this
    if (!place.traffic.sick.has(letter)) place.traffic.sick.set(letter, place.scheduler.now())
    place.scheduler.note(`!! program ${letter} ${afterSwitch} after the switch`)
    if (afterSwitch === 'exits') {
      place.programs.set(letter, { exits: { afterMs: 300, code: 137 } })
      for (const _ of place.fake.alive().filter(one => one === letter)) place.fake.exit(letter, 137)
      return
    }
    place.programs.set(letter, { healthyAfterMs: null, answers: 503 })
    place.fake.health(letter, false, 'Health checks failed with these codes: [503]')
  }
}
