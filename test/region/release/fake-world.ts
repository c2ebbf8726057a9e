// Machines and wires without processes and sockets: programs, named by the first letter of their digest, behave as told.
import type { ScannedFinding, World } from '../../../region/kernel.ts'

/** How a program of some digest behaves. */
export type Program = {
  /** Default: healthy 1 s after its start. Null: never. */
  healthyAfterMs?: number | null
  exits?: { afterMs: number; code: number }
  refused?: string
  says?: string[]
  /** What it answers whoever asks by its address; null: nothing. Default: 200 in 10 ms. */
  answers?: number | null
  /** Where alone it answers so; 404 elsewhere. Default: everywhere. */
  path?: string
  /** What it answers elsewhere than at its health path. */
  pages?: Record<string, { status: number; body: string }>
  latencyMs?: number
  /** What a scan of it finds; a text: why it cannot be scanned. Default: nothing, after 2 s. */
  finds?: ScannedFinding[] | string
  scansInMs?: number
}

export type FakeWorld = ReturnType<typeof fakeWorld>
export const fakeWorld = (
  later: (time: number, run: () => void) => () => void,
  now: () => number,
  programs: Map<string, Program>,
  story: string[],
  firstPort: number,
) => {
  type Running = {
    letter: string
    port: number
    env: Record<string, string>
    exit: (code: number | null, reason: string) => void
    print: (line: string) => void
  }
  const running = new Map<string, Running>()
  type Target = { port: number; healthy: boolean }
  const groups = new Map<
    string,
    { onHealth: (id: string, ok: boolean, why: string) => void; targets: Map<string, Target>; healthPath: string }
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
        running.set(order.taskId, {
          letter,
          port,
          env: { ...order.env, ...order.secrets },
          exit: order.onExit,
          print: order.onLine,
        })
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
        let port = wanted ?? shown.port + firstPort
        while ([...listeners.values()].some(one => one.port === port)) port += 1000
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
      group(groupId, { healthPath }, onHealth) {
        groups.set(groupId, { onHealth, healthPath, targets: groups.get(groupId)?.targets ?? new Map() })
      },
      removeGroup: groupId => void groups.delete(groupId),
      addTarget(groupId, targetId, { port }) {
        const group = groups.get(groupId)
        if (!group) throw new Error(`no group ${groupId}`)
        group.targets.set(targetId, { port, healthy: false })
        const { healthyAfterMs = 1000, path = group.healthPath } = programAt(port)
        const lost = path !== group.healthPath
        const [after, healthy] = healthyAfterMs === null || lost ? [20_000, false] : [healthyAfterMs, true]
        const why = healthy ? 'HTTP 200' : `Health checks failed with these codes: [${lost ? 404 : 500}]`
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
    scanner: digest => {
      const { finds = [], scansInMs = 2_000 } = programs.get(digest.slice(7, 8)) ?? {}
      const { promise, resolve, reject } = Promise.withResolvers<ScannedFinding[]>()
      later(now() + scansInMs, () => (typeof finds === 'string' ? reject(new Error(finds)) : resolve(finds)))
      return promise
    },
    peers: { post: async () => 'gone', close: async () => {} },
  }

  const targetsOf = (letter: string) =>
    [...groups].flatMap(([groupId, { targets }]) =>
      [...targets].filter(([, one]) => letterAt(one.port) === letter).map(([targetId]) => ({ groupId, targetId })),
    )
  return {
    world,
    alive: () => [...running.values()].map(one => one.letter),
    /** What the programs of this letter have been told. */
    environments: (letter: string) => [...running.values()].filter(one => one.letter === letter).map(one => one.env),
    exit: (letter: string, code: number) => {
      const [taskId] = [...running].find(([, one]) => one.letter === letter) ?? []
      if (taskId) end(taskId, code, `exit code ${code}`)
    },
    print: (letter: string, line: string) => {
      for (const one of running.values()) if (one.letter === letter) one.print(line)
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
    /** False: nobody is there to serve. */
    serveGroup: (groupId: string, latenciesMs: number[], errors: number) => {
      for (const [i, latencyMs] of latenciesMs.entries())
        served.push({ groupId, at: now(), latencyMs, error: i < errors })
      return (groups.get(groupId)?.targets.size ?? 0) > 0
    },
    /** Requests are in flight until the answer is called. */
    holdDrains: () => {
      const gate = Promise.withResolvers<void>()
      held = gate.promise
      return gate.resolve
    },
  }
}
