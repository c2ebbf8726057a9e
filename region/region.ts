// The pretend region: services over one shelf and one timeline, behind a front door for SDK clients.
import type { Random } from '../core/ports.ts'
import { apigateway } from './api-gateway.ts'
import { eventBus } from './event-bus.ts'
import { type Faults, noFaults } from './faults.ts'
import { front, type Handlers, handlerOf, type Identity } from './front.ts'
import { iam } from './iam.ts'
import type { Caller, Kernel, Service, ServiceName, Shelf, Timeline, World } from './kernel.ts'
import { kms } from './kms.ts'
import { states } from './states/states.ts'
import { giveKeys, type LongTermKeys, sts } from './sts.ts'

type RegionFunction = (payload: unknown) => Promise<unknown>
/** Those that the platform itself needs are always there. */
export type Services = Partial<Record<Exclude<ServiceName, 'events'>, Service>>

export type RegionOptions = {
  timeline: Timeline
  random: Random
  shelf: Shelf
  world: World
  platformAccount: string
  regionName: string
  /** Whose credentials are good from the start. */
  credentials?: LongTermKeys[]
  services?: Services
  faults?: Faults
  functions?: Record<string, RegionFunction>
  log(line: string): void
}

export type Region = {
  kernel: Kernel
  regionName: string
  /** Panda's own identity. */
  platform: Caller
  /** Stands where the SDK's client of that service is expected. */
  client<C>(service: ServiceName, identity: Identity, regionName?: string): C
  /** A Lambda function: what it is given and what it answers is JSON. */
  register(name: string, run: RegionFunction): void
  /** Takes up what the shelf says was going on. Call it once the functions are registered. */
  resume(): void
}

export const region = (options: RegionOptions): Region => {
  const functions = new Map(Object.entries(options.functions ?? {}))
  const handlers: Handlers = {}
  const { kernel, open } = kernelOf(options, functions, handlers)
  const bus = eventBus(kernel, options.faults ?? noFaults)
  open(bus.emit)
  giveKeys(kernel, options.credentials ?? [])
  const resumes: (() => void)[] = []
  const services: Services = { sts, iam, kms, apigateway, states, ...options.services }
  for (const [name, service] of Object.entries(services)) {
    const made = service(kernel)
    handlers[name as ServiceName] = made.commands
    if (made.resume) resumes.push(made.resume)
  }
  handlers.events = bus.commands
  const door = front(kernel, handlers, options.faults ?? noFaults, options.regionName)
  return {
    kernel,
    regionName: options.regionName,
    platform: {
      accountId: options.platformAccount,
      region: options.regionName,
      arn: `arn:aws:sts::${options.platformAccount}:assumed-role/panda-platform/panda`,
    },
    // The one cast to the SDK's types: the front answers `send` for the commands it knows, and is asked for nothing else.
    client: <C>(service: ServiceName, identity: Identity, regionName = options.regionName) =>
      door.client(service, identity, regionName) as unknown as C,
    register: (name, run) => {
      functions.set(name, run)
    },
    resume: () => {
      for (const resume of resumes) resume()
    },
  }
}

const kernelOf = (options: RegionOptions, functions: Map<string, RegionFunction>, handlers: Handlers) => {
  let emit: Kernel['emit'] = () => {
    throw new Error('A service of the pretend region emitted an event before the region was there')
  }
  const kernel: Kernel = {
    timeline: options.timeline,
    random: options.random,
    shelf: options.shelf,
    world: options.world,
    platformAccount: options.platformAccount,
    call: async <T>(service: ServiceName, command: string, input: object, caller: Caller) => {
      const run = handlerOf(handlers, service, command)
      return structuredClone(await run(structuredClone(input) as never, caller)) as T
    },
    emit: event => emit(event),
    invoke: async (name, payload) => {
      const run = functions.get(name)
      if (!run) throw Object.assign(new Error(`Function not found: ${name}`), { name: 'ResourceNotFoundException' })
      return jsonCopy(await run(jsonCopy(payload)))
    },
    background: (what, work) => {
      const logged = (fault: unknown) => options.log(`${what}: ${fault instanceof Error ? fault.stack : String(fault)}`)
      Promise.resolve().then(work).catch(logged)
    },
    log: options.log,
  }
  const open = (bus: Kernel['emit']) => {
    emit = bus
  }
  return { kernel, open }
}

const jsonCopy = (value: unknown): unknown => (value === undefined ? null : JSON.parse(JSON.stringify(value)))
