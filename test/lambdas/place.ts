// A whole Panda on a timeline that only the test moves, as test/place.ts, in which everything goes through Panda's functions as
// AWS hands it over: HTTP calls and sockets by API Gateway, the table's stream in batches, events by the bus, steps by the machine.
import { loadEveryArea } from '../../app/find-route.ts'
import { load } from '../../app/record.ts'
import { loadEveryStep } from '../../app/steps/steps.ts'
import { readLog } from '../../app/store/log.ts'
import { executions } from '../../aws/executions.ts'
import { infrastructure } from '../../aws/infrastructure.ts'
import { machine } from '../../core/machine.ts'
import type { Names } from '../../core/names.ts'
import type { Customer, GitHub, Ports, Table } from '../../core/ports.ts'
import { ingressBus, ingressRules, internalBus, internalRules } from '../../core/rules.ts'
import { readSettings, type Settings } from '../../core/settings.ts'
import { type DeploymentState, isFinal } from '../../core/state.ts'
import type { EventCode } from '../../core/vocabulary.ts'
import type { Entry } from '../../lambdas/platform/needs.ts'
import { regionClients } from '../../region/clients.ts'
import type { CommandAt } from '../../region/faults.ts'
import { install } from '../../region/install.ts'
import type { BusEvent } from '../../region/kernel.ts'
import { memoryTable } from '../../region/memory-table.ts'
import { region } from '../../region/region.ts'
import { services } from '../../region/services.ts'
import { memoryShelf } from '../../region/shelf.ts'
import { clockOf, virtualTimeline } from '../../region/timeline.ts'
import { probe } from '../place.ts'
import { fakeWorld, type Program } from '../region/release/fake-world.ts'
import { type BuildSeen, scriptedBuilds } from '../scripted-builds.ts'
import { EventSource, withStream } from './event-source.ts'
import { type Arns, atWork, functions, type Told } from './functions.ts'
import { gateway } from './gateway.ts'
import { type Action, actionOf, checkRight, tableWith } from './rights.ts'
import { SocketSide } from './sockets.ts'

// A journey that waits for files makes its calls in another order than the next one.
await Promise.all([loadEveryArea(), loadEveryStep()])

export const secrets = { token: 'ghp_ofTheJourney', secretAccessKey: 'secretOfTheJourney' }
const keys = { accessKeyId: 'AKIAJOURNEY', secretAccessKey: secrets.secretAccessKey }
const platformAccount = '999999999999'
const [regionName, accountId] = ['local-1', '000000000000']

/** A call of the platform's or a customer's, or of the table. */
export type Call = Action & { n: number; ofCustomer: boolean; answered: boolean }

/** What a test decides on, at any time. */
export type Weather = {
  programs: Map<string, Program>
  before: (call: Call) => void
  after: (call: Call) => void
  deliveries: (event: BusEvent, n: number) => number[]
  /** What whoever is notified answers to the n-th post. */
  receiver: (n: number) => number
}

export type Place = Awaited<ReturnType<typeof openPlace>>

export const openPlace = async () => {
  const settings = readSettings({}) as Settings
  const timeline = virtualTimeline()
  const clock = clockOf(timeline)
  const [shelf, rows] = [memoryShelf(), memoryTable()]
  const [story, built, calls] = [[] as string[], [] as BuildSeen[], [] as Call[]]
  const posted: { address: string; body: string }[] = []
  const told: Told = { lines: [], faults: [], counts: [], runs: [] }
  const weather: Weather = {
    programs: new Map(),
    before: () => {},
    after: () => {},
    deliveries: () => [0],
    receiver: () => 200,
  }
  const sides = new SocketSide()
  const random = dice()
  const world = fakeWorld(timeline.at, timeline.now, weather.programs, [], 50_000)
  const builders = scriptedBuilds(clock, () => ({ letter: place.head }), built)
  let events = 0

  /** Undefined: it is the test itself that looks. */
  const begun = (action: string, ofCustomer: boolean): Call | undefined => {
    const entry = atWork.getStore()
    if (!entry) return undefined
    const call = { entry, action, ofCustomer, n: calls.length, answered: false }
    calls.push(call)
    if (!ofCustomer) checkRight(call, `arn:aws:sts::${platformAccount}:assumed-role`)
    weather.before(call)
    return call
  }
  const underWay = new WeakMap<CommandAt, Call | undefined>()
  const over = (call: Call | undefined) => {
    if (!call) return
    call.answered = true
    weather.after(call)
  }
  const pretend = region({
    ...{ timeline, random, shelf, platformAccount, regionName, services, log: line => void story.push(line) },
    world: { ...world.world, builders, peers: sides.peers },
    credentials: [{ ...keys, accountId }],
    faults: {
      deliveries: event => weather.deliveries(event, events++),
      beforeCommand: async at => void underWay.set(at, begun(actionOf(at), at.caller.accountId !== platformAccount)),
      afterCommand: async at => over(underWay.get(at)),
    },
  })
  const rules = [...ingressRules, ...internalRules]
  const definition = JSON.stringify(machine('panda-step'))
  const { stateMachineArn, busArn } = await install(pretend, { rules, machine: { name: 'panda', definition } })
  const arns: Arns = { machine: stateMachineArn, ingressBus: busArn(ingressBus), internalBus: busArn(internalBus) }

  const sources: EventSource[] = []
  const table = withStream(rows, record => {
    for (const source of sources) source.put(record)
  })
  const around = async <T>(action: string, run: () => Promise<T>) => {
    const call = begun(action, false)
    const answer = await run()
    over(call)
    return answer
  }
  const tableOf = (_: Entry): Table => tableWith(table, around)
  const github: GitHub = {
    check: async () => ({ ok: true }),
    branches: async () => ({ ok: true, branches: ['main'], defaultBranch: 'main', truncated: false }),
    checks: async (_, names) => ({ ok: true, checks: names.map(name => ({ name, state: 'passed' as const })) }),
    file: async () => ({ ok: true, text: null }),
    cloneUrl: ({ owner, repo }) => `http://github/${owner}/${repo}.git`,
  }
  const verifyJwt = async () => ({ tenant: 'tenant-1', by: 'dev@example.com', role: 'admin' as const })
  const posts: Ports['posts'] = {
    unfit: () => undefined,
    post: async (address, body) => {
      posted.push({ address, body })
      return { httpStatus: weather.receiver(posted.length), ms: 1, body: '' }
    },
  }
  const own = { clock, random, github, probe: probe(world, weather.programs), posts, verifyJwt }
  const made = functions({ region: pretend, own, arns, settings, told, tableOf })
  for (const name of ['step', 'event', 'begin', 'build-report', 'build-call', 'notify'] as const)
    pretend.register(`panda-${name}`, payload => made[name](payload))
  sources.push(new EventSource(made.advance, clock), new EventSource(made.push, clock))

  const http = gateway(made)
  const seconds = (count: number) => timeline.advance(count * 1000)
  const customer: Customer = { accountId, region: regionName, access: { kind: 'keys', ...keys } }
  const stacks = infrastructure(regionClients(pretend))
  /** For looking from outside, past every function, fault and right. */
  const outside = {
    table: rows,
    executions: executions(regionClients(pretend), arns.machine),
    infrastructure: { ...stacks, look: (_: Customer, its: Names) => stacks.look(customer, its) },
  }

  const place = {
    ...{ weather, told, calls, story, built, posted, shelf, world, functions: made, sources, sides, http, seconds },
    ids: [] as string[],
    /** The program that is in the repository now. */
    head: 'a',
    // The rest of them is the functions' own.
    ports: outside as Ports,
    region: pretend,
    minutes: (count: number) => seconds(count * 60),
    now: () => timeline.now(),
    eventsSent: () => events,
    log: (id: string) => readLog({ table: rows }, id),
    codes: async (id: string) => (await place.log(id)).map(event => event.code),
    state: async (id: string): Promise<DeploymentState> => (await load({ table: rows }, id))!,
    words: async (id: string) =>
      (await place.log(id)).map(({ timestamp, code }) => `${timestamp.slice(11, 19)} ${code}`).join('\n'),
    serves: (url: string | null) => world.reached(portOf(url ?? 'http://nowhere:1'))[0] ?? '',
    /** Time passes while it is asked for, and once it is answered. */
    call: async (line: string, body?: object, headers: Record<string, string> = {}) => {
      const answer = http(line, { body, headers })
      await seconds(1)
      return answer
    },
    /** As a client: what was answered with 500 is asked again. */
    ask: async (line: string, body?: object, headers: Record<string, string> = {}) => {
      for (let tries = 0; ; tries++) {
        const reply = await place.call(line, body, headers)
        if (reply.status !== 500 || tries === 5) return reply
      }
    },
    connect: async () => {
      const github = { owner: 'panda', repo: 'hello', branch: 'main', token: secrets.token }
      const gh = await place.ask('POST /api/v1/connect/github', github)
      const connectAws = () => place.ask('POST /api/v1/connect/aws', { region: regionName, ...keys })
      const aws = await connectAws()
      const { githubConnectionId } = gh.data
      // Credentials that AWS did not take, or not now, are given again.
      const { awsConnectionId } = (aws.status === 400 ? await connectAws() : aws).data
      return { githubConnectionId, awsConnectionId }
    },
    /** Puts the program of this letter into the repository, and asks for its deployment. */
    deploy: async (letter: string, connections: object, more: object = {}) => {
      place.head = letter
      const body = { ...connections, owner: 'panda', repo: 'hello', branch: 'main', ...more }
      const { status, data, text } = await place.ask('POST /api/v1/deploy', body, { 'idempotency-key': `of-${letter}` })
      if (status !== 200) throw new Error(`POST /deploy: ${status} ${text}`)
      place.ids.push(String(data.deploymentId))
      return String(data.deploymentId)
    },
    /** Time passes until the log has one of these, or has ended; throws if `most` minutes are over. */
    until: async (id: string, codes: EventCode[], most = 60) => {
      for (let passed = 0; passed <= most * 60; passed += 2) {
        const there = await place.codes(id)
        if (codes.some(code => there.includes(code)) || isFinal(await place.state(id))) return
        await seconds(2)
      }
      throw new Error(`${id} has none of ${codes}: ${await place.words(id)}\n${story.join('\n')}`)
    },
    /** Time passes until it has ended, its machine too, and its stream is read. */
    end: async (id: string, most = 300): Promise<DeploymentState> => {
      for (let passed = 0; passed <= most * 60; passed += 10) {
        if (isFinal(await place.state(id)) && !(await outside.executions.running(id))) {
          await seconds(15)
          return place.state(id)
        }
        await seconds(10)
        if (passed % 3600 === 3590) await made.sweep({})
      }
      throw new Error(`${id} does not end: ${await place.words(id)}\n${story.join('\n')}`)
    },
    sweep: () => made.sweep({}),
  }
  return place
}

const dice = () => {
  let thrown = 0
  return { hex: (bytes: number) => (++thrown).toString(16).padStart(bytes * 2, '0') }
}

const portOf = (url: string) => Number(new URL(url).port || 80)
