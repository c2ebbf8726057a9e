// A region's release side on a virtual timeline, with programs that behave as told instead of processes and sockets.

import { cloudwatch } from '../../../region/cloudwatch.ts'
import { codedeploy } from '../../../region/codedeploy/codedeploy.ts'
import { ecs } from '../../../region/ecs/ecs.ts'
import { elbv2 } from '../../../region/elbv2/elbv2.ts'
import type { Caller, Commands, Kernel, Service, ServiceName, Shelf, World } from '../../../region/kernel.ts'
import { logs } from '../../../region/logs.ts'

/** How a program of some digest behaves. */
export type Program = {
  /** Default: healthy 1 s after its start. Null: never. */
  healthyAfterMs?: number | null
  exits?: { afterMs: number; code: number }
  refused?: string
  says?: string[]
}

export type Stage = Awaited<ReturnType<typeof stage>>
export const caller: Caller = { accountId: '111122223333', region: 'local-1', arn: 'arn:aws:iam::111122223333:user/me' }
export const digest = (letter: string) => `sha256:${letter.repeat(64)}`
export const image = (letter: string) => `111122223333.dkr.ecr.local-1.amazonaws.com/panda-hello@${digest(letter)}`

const services: Partial<Record<ServiceName, Service>> = { elbv2, ecs, codedeploy, cloudwatch, logs }

export const stage = async () => {
  const { shelf, dead, killAfter, revive } = memoryShelf()
  const programs = new Map<string, Program>()
  const story: string[] = []
  const events: { type: string; detail: Record<string, unknown> }[] = []
  const faults: string[] = []
  let ids = 0
  let starts = 0
  let at = Date.parse('2026-11-20T10:00:00Z')
  let run = region()

  function region() {
    const timeline = virtual(() => at)
    const world = fakeWorld(timeline.at, () => at, programs, story, 50_000 + 100 * starts++)
    const kernel: Kernel = {
      timeline: { now: () => at, at: timeline.at },
      random: { hex: bytes => (++ids).toString(16).padStart(bytes * 2, '0') },
      shelf,
      world: world.world,
      platformAccount: '000000000000',
      call: async <T>(service: ServiceName, command: string, input: object, by: Caller) =>
        (await commandOf(made[service]?.commands, command)(structuredClone(input) as never, by)) as T,
      emit: event => void events.push({ type: event['detail-type'], detail: event.detail }),
      invoke: async () => ({}),
      background: (what, work) => void work().catch(fault => dead() || faults.push(`${what}: ${fault}`)),
      log: line => void story.push(line),
    }
    const made: Partial<Record<ServiceName, ReturnType<Service>>> = {}
    for (const [name, service] of Object.entries(services)) made[name as ServiceName] = service(kernel)
    return { kernel, timeline, made, ...world }
  }

  const self = {
    programs,
    story,
    events,
    faults,
    call: <T = Record<string, never>>(service: ServiceName, command: string, input: object) =>
      run.kernel.call<T>(service, command, input, caller),
    /** Everything that is due within this time happens. */
    pass: async (seconds: number) => {
      const end = at + seconds * 1000
      await quiet()
      for (let due = run.timeline.next(end); due && !dead(); due = run.timeline.next(end)) {
        at = Math.max(at, due.time)
        due.run()
        await quiet()
      }
      at = end
    },
    /** `kill -9` and a new start over the same data. */
    restart: async () => {
      await quiet()
      revive()
      story.push('--- restart ---')
      run = region()
      for (const service of Object.values(run.made)) service.resume?.()
      await quiet()
    },
    /** After so many further writes every write fails, and no time passes: it has been killed there. Until `restart`. */
    killAfter,
    now: () => new Date(at).toISOString(),
    /** Programs that run now, as letters of their digests. */
    running: () => run.alive().sort().join(''),
    exit: (letter: string, code: number) => run.exit(letter, code),
    sicken: (letter: string) => run.health(letter, false, 'Health checks failed with these codes: [503]'),
    /** The letters that a listener's port leads to, heaviest group first; none if nothing healthy is there. */
    reached: (port: number) => run.reached(port),
    serve: (letter: string, latenciesMs: number[], errors = 0) => run.serve(letter, latenciesMs, errors),
    holdDrains: () => run.holdDrains(),
  }
  return self
}

const commandOf = (commands: Commands | undefined, name: string) => {
  const command = commands?.[name]
  if (!command) throw new Error(`no such command: ${name}`)
  return command
}

const quiet = () => new Promise(resolve => setImmediate(resolve))

const virtual = (now: () => number) => {
  const due = new Set<{ time: number; run: () => void }>()
  return {
    at: (time: number, run: () => void) => {
      const entry = { time: Math.max(time, now()), run }
      due.add(entry)
      return () => void due.delete(entry)
    },
    next: (end: number) => {
      const [first] = [...due].filter(one => one.time <= end).sort((a, b) => a.time - b.time)
      if (first) due.delete(first)
      return first
    },
  }
}

const memoryShelf = () => {
  const values = new Map<string, string>()
  let left = Number.POSITIVE_INFINITY
  const dead = () => left <= 0
  const write = (change: () => unknown) => {
    if (left-- <= 0) throw new Error('killed')
    change()
  }
  const shelf: Shelf = {
    get: (kind, key) => {
      const found = values.get(`${kind}|${key}`)
      return found === undefined ? undefined : JSON.parse(found)
    },
    put: (kind, key, value) => write(() => values.set(`${kind}|${key}`, JSON.stringify(value))),
    remove: (kind, key) => write(() => values.delete(`${kind}|${key}`)),
    list: (kind, prefix = '') =>
      [...values]
        .filter(([key]) => key.startsWith(`${kind}|${prefix}`))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, value]) => [key.slice(kind.length + 1), JSON.parse(value)]),
    flush: async () => {},
  }
  return {
    shelf,
    dead,
    killAfter: (writes: number) => {
      left = writes
    },
    revive: () => {
      left = Number.POSITIVE_INFINITY
    },
  }
}

const fakeWorld = (
  later: (time: number, run: () => void) => () => void,
  now: () => number,
  programs: Map<string, Program>,
  story: string[],
  firstPort: number,
) => {
  type Running = { letter: string; port: number; exit: (code: number | null, reason: string) => void }
  const running = new Map<string, Running>()
  type Target = { port: number; healthy: boolean }
  const groups = new Map<
    string,
    { onHealth: (id: string, ok: boolean, why: string) => void; targets: Map<string, Target> }
  >()
  const listeners = new Map<string, { port: number; weights: { groupId: string; weight: number }[] }>()
  const served: { groupId: string; at: number; latencyMs: number; error: boolean }[] = []
  let ports = 40_000
  let held: Promise<void> | undefined
  const letterAt = (port: number) => [...running.values()].find(one => one.port === port)?.letter ?? '?'
  const programAt = (port: number) => programs.get(letterAt(port)) ?? {}

  const end = (taskId: string, code: number | null, reason: string) => {
    const one = running.get(taskId)
    running.delete(taskId)
    one?.exit(code, reason)
  }
  const judge = (groupId: string, targetId: string, healthy: boolean, why: string) => {
    const target = groups.get(groupId)?.targets.get(targetId)
    if (!target) return
    target.healthy = healthy
    groups.get(groupId)?.onHealth(targetId, healthy, why)
  }

  const world: World = {
    machines: {
      async start(order) {
        const letter = order.digest.slice(7, 8)
        const program = programs.get(letter) ?? {}
        if (program.refused) throw new Error(program.refused)
        const port = ++ports
        running.set(order.taskId, { letter, port, exit: order.onExit })
        story.push(`start ${letter}`)
        for (const line of program.says ?? []) order.onLine(line)
        const { exits } = program
        if (exits) later(now() + exits.afterMs, () => end(order.taskId, exits.code, `exit code ${exits.code}`))
        return { host: '127.0.0.1', port }
      },
      async stop(taskId) {
        story.push(`SIGTERM ${running.get(taskId)?.letter ?? 'nothing'}`)
        end(taskId, 0, 'SIGTERM')
      },
    },
    wires: {
      async listen(listenerId, shown, wanted) {
        const port = wanted ?? shown.port + firstPort
        listeners.set(listenerId, { port, weights: [] })
        return port
      },
      async close(listenerId) {
        listeners.delete(listenerId)
      },
      route(listenerId, weights) {
        const listener = listeners.get(listenerId)
        if (listener) listener.weights = weights
      },
      group(groupId, _settings, onHealth) {
        groups.set(groupId, { onHealth, targets: groups.get(groupId)?.targets ?? new Map() })
      },
      removeGroup: groupId => void groups.delete(groupId),
      addTarget(groupId, targetId, { port }) {
        const group = groups.get(groupId)
        if (!group) throw new Error(`no group ${groupId}`)
        group.targets.set(targetId, { port, healthy: false })
        const { healthyAfterMs = 1000 } = programAt(port)
        const [after, healthy] = healthyAfterMs === null ? [20_000, false] : [healthyAfterMs, true]
        const why = healthy ? 'HTTP 200' : 'Health checks failed with these codes: [500]'
        later(now() + after, () => judge(groupId, targetId, healthy, why))
      },
      async drainTarget(groupId, targetId) {
        const group = groups.get(groupId)
        const target = group?.targets.get(targetId)
        if (!group || !target) return
        story.push(`drain ${letterAt(target.port)}`)
        group.targets.delete(targetId)
        await held
      },
      measured(groupId, from, to) {
        const here = served.filter(one => one.groupId === groupId && one.at >= from && one.at < to)
        return {
          requests: here.length,
          errors: here.filter(one => one.error).length,
          latenciesMs: here.map(one => one.latencyMs),
        }
      },
    },
    builders: { run: async () => ({ succeeded: false, exported: {} }) },
    peers: { post: async () => 'gone', close: async () => {} },
  }

  const targetsOf = (letter: string) =>
    [...groups].flatMap(([groupId, { targets }]) =>
      [...targets].filter(([, one]) => letterAt(one.port) === letter).map(([targetId]) => ({ groupId, targetId })),
    )
  return {
    world,
    alive: () => [...running.values()].map(one => one.letter),
    exit: (letter: string, code: number) => {
      const [taskId] = [...running].find(([, one]) => one.letter === letter) ?? []
      if (taskId) end(taskId, code, `exit code ${code}`)
    },
    health: (letter: string, healthy: boolean, why: string) => {
      for (const { groupId, targetId } of targetsOf(letter)) judge(groupId, targetId, healthy, why)
    },
    reached: (port: number) => {
      const weights = [...listeners.values()].find(one => one.port === port)?.weights ?? []
      const heard = weights
        .filter(one => one.weight > 0)
        .flatMap(one => [...(groups.get(one.groupId)?.targets.values() ?? [])])
      return heard
        .filter(one => one.healthy)
        .map(one => letterAt(one.port))
        .sort()
        .join('')
    },
    serve: (letter: string, latenciesMs: number[], errors: number) => {
      const groupId = targetsOf(letter)[0]?.groupId ?? ''
      for (const [i, latencyMs] of latenciesMs.entries())
        served.push({ groupId, at: now(), latencyMs, error: i < errors })
    },
    /** Requests are in flight until the answer is called. */
    holdDrains: () => {
      const gate = Promise.withResolvers<void>()
      held = gate.promise
      return gate.resolve
    },
  }
}
