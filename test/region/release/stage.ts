// A region's release side on a virtual timeline, with programs that behave as told instead of processes and sockets.

import { cloudwatch } from '../../../region/cloudwatch.ts'
import { codedeploy } from '../../../region/codedeploy/codedeploy.ts'
import { ecs } from '../../../region/ecs/ecs.ts'
import { elbv2 } from '../../../region/elbv2/elbv2.ts'
import type { Caller, Commands, Kernel, Service, ServiceName, Shelf } from '../../../region/kernel.ts'
import { logs } from '../../../region/logs.ts'
import { fakeWorld, type Program } from './fake-world.ts'

export type Stage = Awaited<ReturnType<typeof stage>>
const caller: Caller = { accountId: '111122223333', region: 'local-1', arn: 'arn:aws:iam::111122223333:user/me' }
const digest = (letter: string) => `sha256:${letter.repeat(64)}`
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
