// A whole Panda in one process: its routes, steps, adapters and machine text, over the pretend region, with every call parked.
import { advanceReader } from '../../app/advance.ts'
import type { Caller } from '../../app/caller.ts'
import { loadEveryArea } from '../../app/find-route.ts'
import { api, type Reply } from '../../app/http.ts'
import { pushReader } from '../../app/live/push.ts'
import { loadEveryStep } from '../../app/steps/steps.ts'
import { sweep } from '../../app/sweep.ts'
import type { Clock, GitHub, Ports } from '../../core/ports.ts'
import { readSettings, type Settings } from '../../core/settings.ts'
import { composed } from '../../local/composed.ts'
import type { Faults } from '../../region/faults.ts'
import type { BusEvent, ScannedFinding, Timeline } from '../../region/kernel.ts'
import { memoryTable } from '../../region/memory-table.ts'
import { type Region, region } from '../../region/region.ts'
import { services } from '../../region/services.ts'
import { probe } from '../place.ts'
import { fakeWorld, type Program } from '../region/release/fake-world.ts'
import { type BuildScript, type BuildSeen, scriptedBuilds } from '../scripted-builds.ts'
import { Asl } from './asl.ts'
import { quickShelf } from './copies.ts'
import { type Dice, diceFor } from './dice.ts'
import { checkEffect } from './effects.ts'
import { Functions } from './functions.ts'
import { Ledger } from './ledger.ts'
import type { About, Kind, Process } from './process.ts'
import { Scheduler } from './scheduler.ts'
import { Sockets } from './sockets.ts'
import { StreamReader } from './stream.ts'
import { parkedTable, type Written, watchedTable } from './table.ts'
import { Traffic } from './traffic.ts'
import { type Mishaps, Wire } from './wire.ts'

// Reading files takes turns of the event loop that no seed decides on.
await Promise.all([loadEveryArea(), loadEveryStep()])

export type Keys = { accessKeyId: string; secretAccessKey: string; accountId: string }
export type Weather = {
  mishaps: Mishaps
  deliveries: Faults['deliveries']
  build: (seen: BuildSeen) => BuildScript
  github: GitHub['check']
  checks: GitHub['checks']
  /** What is in the repository. */
  file: GitHub['file']
  /** When an image's scan ends, and what it finds or why it cannot. */
  scan: (digest: string) => { afterMs: number; finds: ScannedFinding[] | string }
  /** A conditional write found that somebody else had been there. */
  conflict: (writer: Process) => void
}

/** What a planted bug can get at. */
export type Parts = { ports: Ports; region: Region; settings: Settings }

export type Given = {
  seed: number
  environment: Record<string, string>
  keys: Keys[]
  plant?: (parts: Parts) => void
}

/** Where the table does not answer: the call says so, or is done and not in the audit log (docs/audit.md). */
const expected = ['CloudFault', 'AuditNotWritten']

export type Place = Awaited<ReturnType<typeof openPlace>>

export const openPlace = async ({ seed, environment, keys, plant }: Given) => {
  const settings = readSettings(environment) as Settings
  const scheduler = new Scheduler(diceFor(seed, 'schedule'))
  const ledger = new Ledger()
  const functions = new Functions(scheduler, diceFor(seed, 'functions'))
  const weather: Weather = {
    mishaps: { of: () => undefined },
    deliveries: () => [0],
    build: () => ({ letter: 'a' }),
    github: async () => ({ ok: true }),
    checks: async (_, names) => ({ ok: true, checks: names.map(name => ({ name, state: 'passed' as const })) }),
    file: async () => ({ ok: true, text: null }),
    scan: () => ({ afterMs: 0, finds: [] }),
    conflict: () => {},
  }
  const wire = new Wire(scheduler, { of: call => weather.mishaps.of(call) })
  const programs = new Map<string, Program>()
  const built: BuildSeen[] = []
  const fake = fakeWorld(
    (time, run) => scheduler.at(time, run),
    () => scheduler.now(),
    programs,
    [],
    50_000,
  )
  const traffic = new Traffic(ledger, fake)
  const asl = new Asl(quickShelf())
  const clock = clockOf(scheduler, wire)
  const sockets = new Sockets(scheduler, functions, wire)
  const random = randomOf(diceFor(seed, 'random'))
  const timeline: Timeline = { now: () => scheduler.now(), at: (time, run) => scheduler.at(time, run) }
  const log = (line: string) => {
    scheduler.note(`-- ${line.split('\n')[0]}`)
    ledger.scan('a log line', line)
  }
  const pretend = region({
    ...{ timeline, random, shelf: asl.shelf, services, log },
    ...{ platformAccount: '999999999999', regionName: 'local-1', credentials: keys },
    world: {
      ...traffic.world(),
      scanner: digest => {
        const { afterMs, finds } = weather.scan(digest)
        const { promise, resolve, reject } = Promise.withResolvers<ScannedFinding[]>()
        scheduler.at(scheduler.now() + afterMs, () =>
          typeof finds === 'string' ? reject(new Error(finds)) : resolve(finds),
        )
        return promise
      },
      builders: hosts(scriptedBuilds(clock, seen => weather.build(seen), built)),
      peers: sockets.peers,
    },
    faults: {
      beforeCommand: async at => {
        const { behalf } = scheduler.current
        if (behalf) checkEffect(ledger, behalf, at)
      },
      deliveries: event => {
        ledger.scan('a bus event', event.detail)
        return weather.deliveries(event)
      },
    },
  })
  const readers: StreamReader[] = []
  const streamed = (written: Written) => {
    for (const reader of readers) reader.put(written)
  }
  const raw = watchedTable(memoryTable(), ledger, streamed, () =>
    weather.conflict(scheduler.current.behalf ?? scheduler.current),
  )
  const own = {
    clock,
    random,
    table: parkedTable(raw, wire, scheduler, ledger),
    github: github(weather, wire),
    probe: parkedProbe(probe(fake, programs), wire),
  }
  const unexpected = (line: string) => {
    log(line)
    ledger.fail('unexpected', line)
  }
  // What function `begin` could not note while the table was out of reach is logged in full, as api does.
  const told = (line: string) => (/^[0-9a-f]{12}: AuditNotWritten: /.test(line) ? log(line) : unexpected(line))
  const ports = await composed(reached(pretend, wire, functions), own, settings, told)
  plant?.({ ports, region: pretend, settings })
  const stream = (kind: Kind, read: ReturnType<typeof advanceReader>) => {
    const reader = new StreamReader(kind, read, scheduler, functions, diceFor(seed, kind))
    readers.push(reader)
    return reader
  }
  const advance = stream('advance', item => advanceReader(ports, fault => log(`notice: ${fault}`))(item))
  const push = stream('push', item => pushReader(ports, () => {})(item))
  sockets.serve(ports, settings)
  const addresses = { api: 'https://api.example', socket: 'wss://socket.example/prod', onboardingTemplate: null }
  const handle = api({
    ...{ ports, settings, addresses },
    log: (reference, fault) => {
      if (!(fault instanceof Error) || !expected.includes(fault.name)) unexpected(`${reference} ${wordsOf(fault)}`)
    },
  })

  /** Undefined: no answer. */
  const http = async (
    line: string,
    caller: Caller,
    { body, headers = {} }: Sent = {},
  ): Promise<Answered | undefined> => {
    const [method = '', path = ''] = line.split(' ')
    const sent = body === undefined ? undefined : JSON.stringify(body)
    const [at = '', query = ''] = path.split('?')
    try {
      const reply = await wire.call('http', method, at, () =>
        functions.run('api', { tenant: caller.tenant }, () =>
          handle({ method, path: at, query, headers, body: sent, caller }),
        ),
      )
      return answered(reply, text => ledger.scan(`the answer to ${line}`, text))
    } catch {
      return undefined
    }
  }

  return {
    ...{
      seed,
      settings,
      scheduler,
      ledger,
      functions,
      weather,
      wire,
      programs,
      built,
      fake,
      traffic,
      asl,
      sockets,
      http,
    },
    ...{ region: pretend, ports, raw, advance, push, clock },
    sweep: () => functions.run('sweep', {}, () => sweep(ports)).catch(() => {}),
    emit: (event: BusEvent) => pretend.kernel.emit(event),
  }

  function hosts(builders: ReturnType<typeof scriptedBuilds>): ReturnType<typeof scriptedBuilds> {
    return {
      run: order => {
        const host = functions.lasting('host', {})
        const invoke: typeof order.invoke = (name, payload) =>
          scheduler.within(host, () => wire.call('function', 'invoke', name, () => order.invoke(name, payload)))
        return builders.run({ ...order, invoke })
      },
    }
  }
}

export type Sent = { body?: object; headers?: Record<string, string> }
export type Answered = { status: number; data: Record<string, unknown>; errorCode?: string; text: string }

const answered = (reply: Reply, scan: (text: string) => void): Answered => {
  const text = 'body' in reply ? reply.body : ''
  scan(text)
  const said = JSON.parse(text || '{}') as { data?: Record<string, unknown>; errorCode?: string }
  return { status: reply.status, data: said.data ?? {}, errorCode: said.errorCode, text }
}

/** The region as Panda's functions reach it: over the wire, each run of a function a process. */
const reached = (pretend: Region, wire: Wire, functions: Functions): Region => ({
  ...pretend,
  client: <C>(...given: Parameters<Region['client']>): C => {
    const [service, identity] = given
    const inner = pretend.client<Sending>(...given)
    const to = typeof identity === 'function' ? 'customer' : 'aws'
    const send: Sending['send'] = (command, ...more) => {
      const name = command.constructor.name.replace(/Command$/, '')
      return wire.call(to, `${service}:${name}`, '', () => inner.send(command, ...more))
    }
    // The one cast to the SDK's type, as in the region itself: nothing but `send` is asked for.
    return { ...inner, send } as unknown as C
  },
  register: (name, run) =>
    pretend.register(name, payload => functions.run(kindOf(name), aboutOf(payload), () => run(payload))),
})
type Sending = { send(command: { constructor: { name: string } }, ...more: unknown[]): Promise<object> }

const kindOf = (name: string) => name.replace('panda-', '') as Kind

const aboutOf = (payload: unknown): About => {
  const { deploymentId, state } = payload as { deploymentId?: string; state?: string }
  return { ...(deploymentId && { deploymentId }), ...(state && { state }) }
}

const clockOf = (scheduler: Scheduler, wire: Wire): Clock => ({
  now: () => new Date(scheduler.now() + scheduler.current.skew).toISOString(),
  sleep: ms => wire.pause(scheduler.current, ms),
})

const randomOf = (dice: Dice): Ports['random'] => ({ hex: bytes => dice.hex(bytes) })

const github = (weather: Weather, wire: Wire): GitHub => ({
  check: (...asked) => wire.call('github', 'check', '', () => weather.github(...asked)),
  branches: async () => ({ ok: true, branches: ['main'], defaultBranch: 'main', truncated: false }),
  checks: (...asked) => wire.call('github', 'checks', '', () => weather.checks(...asked)),
  file: (...asked) => weather.file(...asked),
  cloneUrl: ({ owner, repo }) => `http://github/${owner}/${repo}.git`,
})

const parkedProbe = (inner: Ports['probe'], wire: Wire): Ports['probe'] => ({
  get: (url, ...more) => wire.call('probe', 'GET', new URL(url).pathname, () => inner.get(url, ...more)),
})

const wordsOf = (fault: unknown) => (fault instanceof Error ? (fault.stack ?? fault.message) : String(fault))
