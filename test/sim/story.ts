// A seed's plans as they come about: who asks for what and when, and what befalls it.
import type { LoggedEvent } from '../../core/event.ts'
import type { DeploymentState } from '../../core/state.ts'
import type { Client } from './clients.ts'
import type { Gating } from './gates.ts'
import { isLive, serviceOf } from './ledger.ts'
import type { Happening } from './mishaps.ts'
import type { Answered, Keys, Place } from './place.ts'
import { type Act, ends, type Plan } from './plans.ts'
import { promotedOnly, type Rule, type Voice } from './reviews.ts'

const letters = '0123456789abcdef'

/** `reviewers`: two of each tenant. `gating`: of every environment. */
type Reviewing = {
  rule: Rule | undefined
  voicesOf: (n: number) => Voice[]
  reviewers: Client[][]
  gating: Gating | undefined
  /** Of what takes a release back. */
  rollback: object | undefined
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
  /** By deployment: what people have asked for and not been answered yet. */
  private readonly open = new Map<string, Act[]>()
  private readonly saw: (happening: Happening) => void
  private readonly review: Reviewing

  constructor(
    place: Place,
    plans: Plan[],
    clients: Client[],
    tokens: string[],
    saw: (happening: Happening) => void,
    review: Reviewing,
  ) {
    this.review = review
    this.place = place
    this.saw = saw
    this.plans = plans
    this.clients = clients
    this.tokens = tokens
    place.ledger.listeners.push((event, state) => this.heard(event, state))
    place.weather.build = seen => {
      const plan = this.planOfId.get(seen.deploymentId)
      return { letter: this.letterOf(seen.deploymentId), ...plan?.build }
    }
  }

  /** What is set of the default environment from the beginning on. */
  get protection() {
    const { rule: approvals, gating: gates, rollback } = this.review
    return { approvals, gates, rollback }
  }

  connections(tenant: number): object {
    return this.connected[tenant] ?? {}
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
    const { rule: approvals, gating: gates } = this.review
    const promotion = approvals && { from: ['default'], only: true }
    const { rollback } = this.review
    if (approvals || gates || rollback) {
      await client.ask(`PUT /api/v1/environments/owner-${n}/hello/default`, { body: { approvals, gates, rollback } })
      await client.ask(`PUT /api/v1/environments/owner-${n}/hello/${promotedOnly}`, { body: { promotion, gates } })
    }
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
    if (!plan.rollback && before && this.review.rule && environment === promotedOnly)
      return client.ask(`POST /api/v1/deploy/${before}/promote`, { body: { environment, autoSwitch }, headers })
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
    this.sawMeeting(event, state)
    const plan = this.planOfId.get(id)
    if (!plan) return
    if (code === 'SWITCHED' || (code === 'READY' && plan.isSickWhenReady)) this.befall(id, plan, state)
    if (code === 'SWITCHED') this.doing(() => this.visit(id, plan.tenant))
    if (code === 'AWAITING_APPROVAL')
      for (const voice of this.review.voicesOf(plan.n)) this.hear(id, plan.tenant, voice)
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

  private hear(id: string, tenant: number, { who, late, what }: Voice) {
    const [ann, bob] = this.review.reviewers[tenant]!
    const client = { author: this.clients[tenant]!, ann: ann!, bob: bob! }[who]
    const body = { approve: {}, reject: { comment: 'no' }, 'skip-approval': { reason: 'all is down' } }[what]
    this.doing(async () => {
      await client.pause(late)
      await client.ask(`POST /api/v1/deploy/${id}/${what}`, { body })
    })
  }

  private async act(id: string, what: Act, tenant: number) {
    const open = this.open.get(id) ?? []
    this.open.set(id, open)
    for (const other of open) this.sawBoth(what, other)
    open.push(what)
    const body = what === 'rollback' ? { body: {} } : {}
    await this.clients[tenant]!.ask(`POST /api/v1/deploy/${id}/${what}`, body)
    open.splice(open.indexOf(what), 1)
  }

  private sawBoth(one: Act, other: Act) {
    if (one === 'switch' && other === 'switch') this.saw('two-switches')
    else if (one === 'switch' || other === 'switch')
      this.saw([one, other].includes('cancel') ? 'switch-and-cancel' : 'switch-and-rollback')
  }

  /** Commands that come while the other is still on its way. */
  private sawMeeting({ code, details }: LoggedEvent, state: DeploymentState) {
    const { ledger } = this.place
    if (code === 'STOPPING' && details.reason === 'timeout' && this.open.get(state.id)?.includes('switch'))
      this.saw('switch-and-timeout')
    if (code !== 'READY') return
    const newer = ledger
      .ofService(serviceOf(state))
      .filter(one => isLive(one) && one.createdAt > state.createdAt && one.request.concurrency === 'supersede')
    if (newer.length > 0) this.saw('supersede-and-ready')
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
    const ready = request.rollback ?? request.promotion
    if (ready) this.programOf.set(id, ready.imageDigest.slice(7, 8))
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
    this.saw(afterSwitch === 'exits' ? 'program-exits' : 'program-sick')
    if (afterSwitch === 'exits') {
      place.programs.set(letter, { exits: { afterMs: 300, code: 137 } })
      for (const _ of place.fake.alive().filter(one => one === letter)) place.fake.exit(letter, 137)
      return
    }
    place.programs.set(letter, { healthyAfterMs: null, answers: 503 })
    place.fake.health(letter, false, 'Health checks failed with these codes: [503]')
  }
}
