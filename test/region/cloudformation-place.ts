// A kernel without a region around it: a shelf in memory, a clock that the test turns, and toy services that keep what
// they are told to make. `restart` takes the shelf to a new kernel, as `kill -9` does.
import type { BusEvent, Caller, Commands, Kernel, Service, ServiceName, Shelf, World } from '../../region/kernel.ts'

export const customer: Caller = {
  accountId: '111122223333',
  region: 'eu-test-1',
  arn: 'arn:aws:iam::111122223333:user/x',
}
export const platformAccount = '000000000000'
export const platform: Caller = {
  accountId: platformAccount,
  region: 'eu-test-1',
  arn: 'arn:aws:iam::000000000000:user/p',
}

export type Place = ReturnType<typeof place>

export const place = (services: Partial<Record<ServiceName, Service>>, world: Partial<World> = {}) => {
  const shelf = memoryShelf()
  const events: BusEvent[] = []
  const calls: { service: string; command: string; input: object }[] = []
  const faults = new Map<string, Error>()
  let now = Date.parse('2026-11-20T10:00:00Z')
  let count = 0
  let killedAt: number | undefined

  const start = () => {
    const due: { time: number; run: () => void }[] = []
    const busy = new Set<Promise<void>>()
    let alive = true
    const running: Partial<Record<ServiceName, ReturnType<Service>>> = {}
    const kernel: Kernel = {
      timeline: {
        now: () => now,
        at: (time, run) => {
          const entry = { time, run }
          due.push(entry)
          return () => {
            if (due.includes(entry)) due.splice(due.indexOf(entry), 1)
          }
        },
      },
      random: {
        hex: bytes =>
          (++count)
            .toString(16)
            .padStart(6, '0')
            .padEnd(bytes * 2, '0'),
      },
      // What a dead process still wants to write is lost.
      shelf: { ...shelf, put: (kind, key, value) => alive && shelf.put(kind, key, value) },
      world: world as World,
      platformAccount,
      call: async <T>(service: ServiceName, command: string, input: object, caller: Caller) => {
        if (!alive) return new Promise<T>(() => {})
        const mine = calls.push({ service, command, input })
        const fault = faults.get(command)
        if (fault) throw fault
        const given = (await answer(running[service]?.commands, command, input, caller)) as T
        if (mine !== killedAt) return given
        alive = false
        return new Promise<T>(() => {})
      },
      emit: event => events.push(event),
      invoke: async (name, payload) => ({ name, payload }),
      background: (_what, work) => {
        const done = work().finally(() => busy.delete(done))
        busy.add(done)
      },
      log: () => {},
    }
    for (const [name, service] of Object.entries(services)) running[name as ServiceName] = service(kernel)

    /** Turns the clock until nothing is due within `ms`, or `until` holds. */
    const run = async (ms: number, until = () => false) => {
      const end = now + ms
      for (let turns = 0; turns < 5_000 && !until(); turns++) {
        for (let i = 0; i < 20; i++) await Promise.resolve()
        const next = due.toSorted((a, b) => a.time - b.time)[0]
        if (!next || next.time > end) break
        due.splice(due.indexOf(next), 1)
        now = Math.max(now, next.time)
        next.run()
      }
      if (!until()) now = end
      for (let i = 0; i < 20; i++) await Promise.resolve()
    }

    return {
      kernel,
      run,
      send: (service: ServiceName, command: string, input: object, caller = customer) =>
        answer(running[service]?.commands, command, input, caller),
      resume: () => {
        for (const service of Object.values(running)) service.resume?.()
      },
      die: () => {
        alive = false
        due.length = 0
      },
    }
  }

  let process = start()
  return {
    events,
    calls,
    /** Dies when this many calls were answered, before the answer arrives. */
    killAt: (calls: number) => {
      killedAt = calls
    },
    /** Calls of these commands fail so. */
    faults,
    shelf,
    get kernel() {
      return process.kernel
    },
    // biome-ignore lint/suspicious/noExplicitAny: the tests look into answers of many shapes
    send: (service: ServiceName, command: string, input: object, caller?: Caller): Promise<any> =>
      process.send(service, command, input, caller),
    run: (ms: number, until?: () => boolean) => process.run(ms, until),
    restart: () => {
      process.die()
      process = start()
      process.resume()
    },
  }
}

const answer = async (commands: Commands | undefined, command: string, input: object, caller: Caller) => {
  const run = commands?.[command]
  if (!run) throw new Error(`no such command: ${command}`)
  return (run as (input: object, caller: Caller) => Promise<object>)(structuredClone(input), caller)
}

const memoryShelf = (): Shelf => {
  const kinds = new Map<string, Map<string, string>>()
  const of = (kind: string) => {
    const found = kinds.get(kind) ?? new Map<string, string>()
    kinds.set(kind, found)
    return found
  }
  return {
    get: <T>(kind: string, key: string) => {
      const text = of(kind).get(key)
      return text === undefined ? undefined : (JSON.parse(text) as T)
    },
    put: (kind, key, value) => {
      of(kind).set(key, JSON.stringify(value))
    },
    remove: (kind, key) => {
      of(kind).delete(key)
    },
    list: <T>(kind: string, prefix = '') =>
      [...of(kind)]
        .filter(([key]) => key.startsWith(prefix))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, text]) => [key, JSON.parse(text) as T] as [string, T]),
    flush: async () => {},
  }
}

/** A load balancer whose sockets are numbers, and nothing to run on. */
export const quietWorld = (): Partial<World> => {
  let port = 40_000
  return {
    wires: {
      listen: async () => ++port,
      close: async () => {},
      route: () => {},
      group: () => {},
      removeGroup: () => {},
      addTarget: () => {},
      drainTarget: async () => {},
      measured: () => ({ requests: 0, errors: 0, latenciesMs: [] }),
    },
  }
}
