// A whole Panda on a timeline that only the test moves: the region, the real adapters, the real steps, the real
// state-machine text, the real calls; programs, builds, GitHub and the probe behave as told.
import { advanceReader } from '../app/advance.ts'
import { type Caller, localCaller } from '../app/caller.ts'
import { api } from '../app/http.ts'
import { load } from '../app/record.ts'
import { loadEveryStep } from '../app/steps/steps.ts'
import { readLog } from '../app/store/log.ts'
import { sweep } from '../app/sweep.ts'
import type { LoggedEvent } from '../core/event.ts'
import type { Customer, GitHub, Ports } from '../core/ports.ts'
import { readSettings, type Settings } from '../core/settings.ts'
import { type DeploymentState, isFinal } from '../core/state.ts'
import type { EventCode } from '../core/vocabulary.ts'
import { composed } from '../local/composed.ts'
import type { Faults } from '../region/faults.ts'
import type { BusEvent } from '../region/kernel.ts'
import { memoryTable } from '../region/memory-table.ts'
import { type Region, region } from '../region/region.ts'
import { services } from '../region/services.ts'
import { memoryShelf } from '../region/shelf.ts'
import { type Reader, streamed } from '../region/stream.ts'
import { clockOf, type VirtualTimeline, virtualTimeline } from '../region/timeline.ts'
import { type FakeWorld, fakeWorld, type Program } from './region/release/fake-world.ts'
import { type BuildScript, type BuildSeen, scriptedBuilds } from './scripted-builds.ts'

// Time that a test moves does not wait for files.
await loadEveryStep()

const keys = { accessKeyId: 'AKIALOCAL', secretAccessKey: 'local' }
const platformAccount = '999999999999'
const regionName = 'local-1'
/** The account that everything is deployed into. */
export const customer: Customer = { accountId: '000000000000', region: regionName, access: { kind: 'keys', ...keys } }

/** What the test decides on, at any time. */
export type Weather = {
  programs: Map<string, Program>
  /** What becomes of a build. */
  build: (seen: BuildSeen) => BuildScript
  /** When a bus event comes out: never, once, twice, late (ms). */
  deliveries: (event: BusEvent) => number[]
  /** Throws instead of doing it; throws after it was done. */
  before: NonNullable<Faults['beforeCommand']>
  after: NonNullable<Faults['afterCommand']>
  /** The stream's readers hear nothing. */
  deaf: boolean
  github: GitHub['check']
  /** What Parameter Store keeps. */
  parameters: Map<string, string>
  checks: GitHub['checks']
  /** What is in the repository: a panda.yml, perhaps. */
  file: GitHub['file']
}

type Life = { timeline: VirtualTimeline; region: Region; ports: Ports; world: FakeWorld }
export type Place = Awaited<ReturnType<typeof openPlace>>

export const openPlace = async (environment: Record<string, string> = {}, own: { random?: Ports['random'] } = {}) => {
  const settings = readSettings(environment) as Settings
  const [shelf, rows] = [memoryShelf(), memoryTable()]
  const story: string[] = []
  const built: BuildSeen[] = []
  const weather = fair()
  let [dice, lives] = [0, 0]
  const random = own.random ?? { hex: (bytes: number) => (++dice).toString(16).padStart(bytes * 2, '0') }
  const log = (line: string) => void story.push(line)

  const begin = async (now?: number): Promise<Life> => {
    const timeline = virtualTimeline(now)
    const clock = clockOf(timeline)
    const world = fakeWorld(timeline.at, timeline.now, weather.programs, [], 50_000 + 100 * lives++)
    const readers: Reader[] = []
    const table = streamed(rows, readers, fault => log(`stream: ${fault}`), clock.sleep)
    const pretend = region({
      ...{ timeline, random, shelf, platformAccount, regionName, services, log },
      world: {
        ...world.world,
        parameters: async ({ name }) => weather.parameters.get(name),
        builders: scriptedBuilds(clock, seen => weather.build(seen), built),
      },
      credentials: [{ ...keys, accountId: customer.accountId }],
      faults: {
        deliveries: event => weather.deliveries(event),
        beforeCommand: at => weather.before(at),
        afterCommand: at => weather.after(at),
      },
    })
    const github: GitHub = {
      check: (...asked) => weather.github(...asked),
      branches: async () => ({ ok: true, branches: ['main'], defaultBranch: 'main', truncated: false }),
      checks: (...asked) => weather.checks(...asked),
      file: (...asked) => weather.file(...asked),
      cloneUrl: ({ owner, repo }) => `http://github/${owner}/${repo}.git`,
    }
    const given = { clock, random, table, github, probe: probe(world, weather.programs) }
    const ports = await composed(pretend, given, settings, log)
    const advance = advanceReader(ports, fault => log(`notice: ${fault}`))
    readers.push(async item => (weather.deaf ? undefined : advance(item)))
    return { timeline, region: pretend, ports, world }
  }

  let life = await begin()
  const context = () => ({
    ...{ ports: life.ports, settings, log: (_: string, fault: unknown) => void story.push(String(fault)) },
    addresses: { api: 'http://here', socket: 'ws://here', onboardingTemplate: null },
  })

  const call = async (
    line: string,
    body?: object,
    caller: Caller = localCaller,
    headers: Record<string, string> = {},
  ) => {
    const [method = '', path = ''] = line.split(' ')
    const sent = body === undefined ? undefined : JSON.stringify(body)
    const reply = await api(context())({ method, path, query: '', headers, body: sent, caller })
    const said = JSON.parse('body' in reply ? reply.body : '{}') as {
      data?: Record<string, unknown>
      errorCode?: string
    }
    return { status: reply.status, data: said.data ?? {}, errorCode: said.errorCode }
  }
  const seconds = (count: number) => life.timeline.advance(count * 1000)

  const place = {
    weather,
    story,
    built,
    settings,
    shelf,
    ids: [] as string[],
    call,
    seconds,
    minutes: (count: number) => seconds(count * 60),
    get ports() {
      return life.ports
    },
    get region() {
      return life.region
    },
    get world() {
      return life.world
    },
    now: () => life.timeline.now(),
    /** Everything in memory is gone; the shelf and the table stay. As `npm start` after a kill. */
    restart: async () => {
      await seconds(0)
      life = await begin(life.timeline.now())
      life.region.resume()
      await seconds(0)
      await sweep(life.ports)
    },
    sweep: () => sweep(life.ports),
    /** Puts the program of this letter into the repository, and asks for its deployment. */
    deploy: async (letter: string, more: Record<string, unknown> = {}, caller: Caller = localCaller) => {
      const ids = await connect(call, caller)
      const asked = { ...ids, owner: 'panda', repo: 'hello', branch: 'main', ...more }
      const { status, data, errorCode } = await call('POST /api/v1/deploy', asked, caller)
      if (status !== 200) throw new Error(`POST /deploy: ${status} ${errorCode}`)
      const id = String(data.deploymentId)
      letters.set(id, letter)
      place.ids.push(id)
      return id
    },
    log: (id: string): Promise<LoggedEvent[]> => readLog({ table: rows }, id),
    codes: async (id: string) => (await place.log(id)).map(event => event.code),
    event: async (id: string, code: EventCode) => (await place.log(id)).find(event => event.code === code),
    state: async (id: string): Promise<DeploymentState> => (await load({ table: rows }, id))!,
    /** Deploys it and waits for its good end; answers its id. */
    served: async (letter: string, more: Record<string, unknown> = {}) => {
      const id = await place.deploy(letter, { autoSwitch: true, ...more })
      const { status } = await place.end(id)
      if (status !== 'COMPLETED') throw new Error(`${letter} is ${status}: ${await place.words(id)}`)
      return id
    },
    switch: (id: string) => call(`POST /api/v1/deploy/${id}/switch`),
    cancel: (id: string) => call(`POST /api/v1/deploy/${id}/cancel`),
    rollback: async (id: string, body: object = {}) => {
      const { data } = await call(`POST /api/v1/deploy/${id}/rollback`, body)
      place.ids.push(String(data.deploymentId))
      return String(data.deploymentId)
    },
    /** Time passes until the log has this code; throws if it ends without it, or `most` minutes are over. */
    until: async (id: string, code: EventCode, most = 60) => {
      for (let passed = 0; passed <= most * 60; passed++) {
        const codes = await place.codes(id)
        if (codes.includes(code)) return
        if (isFinal(await place.state(id))) break
        await seconds(1)
      }
      throw new Error(`${id} has no ${code}: ${await place.words(id)}\n${story.join('\n')}`)
    },
    /** Time passes until it has ended, and its machine too. */
    end: async (id: string, most = 300): Promise<DeploymentState> => {
      for (let passed = 0; passed <= most * 60; passed += 5) {
        if (isFinal(await place.state(id)) && !(await life.ports.executions.running(id))) return place.state(id)
        await seconds(5)
      }
      throw new Error(`${id} does not end: ${await place.words(id)}\n${story.join('\n')}`)
    },
    /** For messages of failed tests. */
    words: async (id: string) =>
      (await place.log(id)).map(({ timestamp, code }) => `${timestamp.slice(11, 19)} ${code}`).join('\n'),
    /** The letter of the program that production leads to. */
    serves: (url: string | null) => life.world.reached(portOf(url ?? 'http://nowhere:1'))[0] ?? '',
    /** It fails its health checks from now on, and so do tasks that replace it. */
    sicken: (letter: string) => {
      weather.programs.set(letter, { ...weather.programs.get(letter), healthyAfterMs: null })
      life.world.health(letter, false, 'Health checks failed with these codes: [503]')
    },
  }
  const letters = new Map<string, string>()
  weather.build = ({ deploymentId }) => ({ letter: letters.get(deploymentId) ?? 'a' })
  return place
}

const fair = (): Weather => ({
  programs: new Map(),
  build: () => ({ letter: 'a' }),
  deliveries: () => [0],
  before: async () => {},
  after: async () => {},
  deaf: false,
  github: async () => ({ ok: true }),
  parameters: new Map(),
  file: async () => ({ ok: true, text: null }),
  checks: async (_, names) => ({ ok: true, checks: names.map(name => ({ name, state: 'passed' as const })) }),
})

/** A listener answers what its program would: 200 in 10 ms unless told otherwise, 503 where nothing healthy is. */
export const probe = (world: FakeWorld, programs: Map<string, Program>): Ports['probe'] => ({
  get: async (url, _timeoutMs, keep) => {
    const letter = world.reached(portOf(url))[0]
    if (letter === undefined) return { httpStatus: 503, latencyMs: 1 }
    const { answers = 200, latencyMs = 10, path, pages = {} } = programs.get(letter) ?? {}
    const { pathname } = new URL(url)
    const page = pages[pathname]
    if (page) return { latencyMs, httpStatus: page.status, ...(keep && { body: page.body }) }
    if (path && pathname !== path) return { httpStatus: 404, latencyMs }
    return answers === null
      ? { httpStatus: null, latencyMs: 5000, reason: 'no answer' }
      : { httpStatus: answers, latencyMs }
  },
})

const portOf = (url: string) => Number(new URL(url).port || 80)

const connect = async (call: Call, caller: Caller) => {
  const github = { owner: 'panda', repo: 'hello', branch: 'main', token: 'ghp_local' }
  const connected = await call('POST /api/v1/connect/github', github, caller)
  const aws = await call('POST /api/v1/connect/aws', { region: regionName, ...keys }, caller)
  const { githubConnectionId } = connected.data
  return { githubConnectionId, awsConnectionId: aws.data.awsConnectionId }
}
type Call = (line: string, body: object, caller: Caller) => Promise<{ data: Record<string, unknown> }>
