// A kernel without a region around it: a shelf in memory, a clock that the test turns, and toy services that keep what
// they are told to make. `restart` takes the shelf to a new kernel, as `kill -9` does.
import type { BusEvent, Caller, Commands, Kernel, Service, ServiceName, World } from '../../region/kernel.ts'
import { memoryShelf } from '../../region/shelf.ts'
import { virtualTimeline } from '../../region/timeline.ts'

export const customer: Caller = {
  accountId: '111122223333',
  region: 'eu-test-1',
  arn: 'arn:aws:iam::111122223333:user/x',
}
const platformAccount = '000000000000'
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
  const timeline = virtualTimeline()
  /** What fails in here fails the test. */
  const work: Promise<void>[] = []
  let count = 0
  let killedAt: number | undefined

  const start = () => {
    let alive = true
    const running: Partial<Record<ServiceName, ReturnType<Service>>> = {}
    const kernel: Kernel = {
      timeline: { now: timeline.now, at: (time, run) => timeline.at(time, () => alive && run()) },
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
      background: (_what, todo) => {
        work.push(todo())
      },
      log: () => {},
    }
    for (const [name, service] of Object.entries(services)) running[name as ServiceName] = service(kernel)

    return {
      kernel,
      send: (service: ServiceName, command: string, input: object, caller = customer) =>
        answer(running[service]?.commands, command, input, caller),
      resume: () => {
        for (const service of Object.values(running)) service.resume?.()
      },
      die: () => {
        alive = false
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
    run: async (ms: number) => {
      await timeline.advance(ms)
      await Promise.race([Promise.all(work), timeline.advance(0)])
    },
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
