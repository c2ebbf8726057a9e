// One machine as a place to run Panda: the pretend region with real programs, real bytes and a data folder behind it, and
// the very adapters, steps and state-machine text that AWS gets.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { advanceReader } from '../app/advance.ts'
import type { Samples } from '../app/caller.ts'
import { github } from '../aws/github.ts'
import { probeOf } from '../aws/probe.ts'
import { isLoopback } from '../aws/reach.ts'
import type { Links } from '../core/notices.ts'
import type { Ports, Random } from '../core/ports.ts'
import { ingressBus } from '../core/rules.ts'
import type { Settings } from '../core/settings.ts'
import { parseFaults } from '../region/faults.ts'
import type { BuilderOrder, Kernel, Peers, Timeline, World } from '../region/kernel.ts'
import { region } from '../region/region.ts'
import { services } from '../region/services.ts'
import { type Reader, streamed } from '../region/stream.ts'
import { clockOf, wallTimeline } from '../region/timeline.ts'
import { balancer } from './balancer/balancer.ts'
import { builders, processEngine } from './builder.ts'
import { composed, words } from './composed.ts'
import { buildEngine } from './containers/build-engine.ts'
import { machinesByImage } from './containers/by-image.ts'
import { type ContainerImages, containerImages } from './containers/images.ts'
import { leftBuilds } from './containers/left-builds.ts'
import { containers } from './containers/machines.ts'
import { localDynamo } from './dynamo.ts'
import { endingBuilds } from './ending-builds.ts'
import type { Choice } from './engine.ts'
import { githubStandIn } from './github/stand-in.ts'
import { halting } from './halting.ts'
import { imageStore } from './images/store.ts'
import { openShelf } from './journal.ts'
import { machines } from './machines/machines.ts'
import { type EngineFor, otherTool } from './other-tool.ts'
import { outbox } from './outbox.ts'
import { parameters } from './parameters.ts'
import { type Room, roomIn, roomy } from './room.ts'
import { trivyScanner } from './trivy.ts'

export type PlaceOptions = {
  dataDir: string
  settings: Settings
  /** Folders served as `local/NAME`. */
  repos: string[]
  /** Instead of the stand-in: `https://api.github.com`. */
  githubApi?: string
  faults?: string
  clockRate: number
  random: Random
  peers: Peers
  /** Nobody waits for it until there is something to build. */
  engine: Promise<Choice>
  /** Where a notice leads to: known once the server listens. */
  links: Links
  log(line: string): void
}

export type Place = {
  ports: Ports
  ingressBusArn: string
  samples: Samples
  room: Room
  /** As another tool builds and pushes an image: what to answer over HTTP. */
  push(body: string | undefined): Promise<{ status: number; body: object }>
  /** Readers of the table's stream: the first, *advance*, is in it already. */
  readers: Reader[]
  /** Takes up what was going on. */
  resume(): void
  close(): Promise<void>
}

const regionName = 'local-1'
/** Panda's own account; the customer's is the other one. */
const platformAccount = '999999999999'
const customerKeys = { accessKeyId: 'AKIALOCAL', secretAccessKey: 'local', accountId: '000000000000' }
const goodToken = 'ghp_local'
type LocalWorld = World & { engineFor: EngineFor; ending: AbortSignal; stop(): Promise<void> }

/** What a program gets to end when everything ends. */
const lastGraceMs = 5_000

export const openPlace = async (options: PlaceOptions): Promise<Place> => {
  const { dataDir, settings, random, log } = options
  const faults = parseFaults(options.faults, random)
  const room = roomIn(dataDir, log)
  // Before all else: it holds the folder's lock, and refuses a folder that cannot be used.
  const dynamo = await localDynamo(join(dataDir, 'table'))
  const [shelf, source] = await Promise.all([shelfOf(dataDir, room), sourceOf(options)])
  const timeline = wallTimeline(options.clockRate)
  const world = await worldOf(options, timeline)
  const clock = clockOf(timeline)
  const readers: Reader[] = []
  const { table: lasting, halt } = halting(dynamo.table)
  const table = streamed(
    roomy(lasting, room),
    readers,
    (fault, item) => log(`stream: ${item.pk} ${item.sk}: ${words(fault)}`),
    clock.sleep,
  )
  const credentials = [customerKeys]
  const pretend = region({
    timeline,
    random,
    shelf,
    world,
    platformAccount,
    regionName,
    credentials,
    services,
    faults,
    log,
  })
  // Everything that this Panda runs is on this machine.
  const probe = probeOf({ reach: isLoopback })
  const own = { clock, random, table, github: source.github, probe }
  const ports = await composed(pretend, own, settings, log, options.links)
  readers.push(advanceReader(ports, (fault, { deploymentId }) => log(`${deploymentId} notice: ${words(fault)}`)))
  const close = async () => {
    timeline.stop()
    shelf.freeze()
    await halt()
    await Promise.all([world.stop(), source.close()])
    await shelf.close()
    await dynamo.close()
  }
  const ingressBusArn = `arn:aws:events:${regionName}:${platformAccount}:event-bus/${ingressBus}`
  const { accountId: _, ...aws } = { region: regionName, ...customerKeys }
  const samples = { github: source.samples, aws }
  const push = toolOf(options, world, ports, pretend.kernel)
  return { ports, ingressBusArn, samples, room, push, readers, resume: pretend.resume, close }
}

const toolOf = ({ dataDir, random }: PlaceOptions, world: LocalWorld, { images }: Ports, kernel: Kernel) => {
  const { accountId, ...keys } = customerKeys
  const at = { accountId, region: regionName, access: { kind: 'keys' as const, ...keys } }
  const { engineFor, ending: signal } = world
  return otherTool({ engineFor, images, kernel, at, random, signal, workDir: join(dataDir, 'pushes') })
}

const shelfOf = async (dataDir: string, room: Room) => {
  await mkdir(join(dataDir, 'region'), { recursive: true })
  return openShelf(join(dataDir, 'region'), undefined, room)
}

const worldOf = async (options: PlaceOptions, timeline: Timeline): Promise<LocalWorld> => {
  const { dataDir, peers, log } = options
  const store = imageStore(join(dataDir, 'images'))
  const contained = containerImages(join(dataDir, 'images'))
  const processes = machines({ store, folder: join(dataDir, 'tasks') })
  const runs = machinesByImage(contained, processes, await containersOf(options, contained))
  const wires = balancer({ timeline })
  const containerEngine = async (given: Pick<BuilderOrder, 'push'>, folder: string) => {
    const { engine } = await options.engine
    return engine === 'process' ? undefined : buildEngine({ client: engine, images: contained, folder }, given)
  }
  const hosts = endingBuilds(builders({ store, workDir: join(dataDir, 'builds'), log, containerEngine }))
  const over = new AbortController()
  const stop = async () => {
    over.abort()
    await Promise.all([runs.stopAll(lastGraceMs), hosts.stop()])
    await wires.stop()
  }
  const mail = outbox(join(dataDir, 'outbox'), log)
  const kept = parameters(join(dataDir, 'parameters'))
  const scanner = await trivyScanner({ store, contained, workDir: dataDir }, { over: over.signal })
  return {
    machines: runs,
    wires,
    builders: hosts,
    peers,
    outbox: mail,
    parameters: kept,
    engineFor: async (given, folder) => (await containerEngine(given, folder)) ?? processEngine(store, given),
    ending: over.signal,
    stop,
    ...(scanner && { scanner }),
  }
}

const containersOf = async ({ dataDir, log }: PlaceOptions, images: ContainerImages) => {
  const found = containers(dataDir, log)
  // Beside the start, not in it: whoever starts a container waits for it.
  const unswept = (fault: unknown) => log(`left by an earlier Panda: ${words(fault)}`)
  for (const client of await images.clients()) found.sweep(client).catch(unswept)
  const left = await leftBuilds(join(dataDir, 'builds'))
  left.end().catch(unswept)
  return found
}

const sourceOf = async ({ dataDir, githubApi, repos }: PlaceOptions) => {
  if (githubApi) {
    const cloneBase = githubApi.replace('://api.', '://').replace(/\/api\/v3$/, '')
    return { github: github({ apiUrl: githubApi, cloneBase }), samples: null, close: async () => {} }
  }
  const standIn = await githubStandIn({ dataDir, tokens: [goodToken], repos })
  return {
    github: github({ apiUrl: standIn.apiUrl, cloneBase: standIn.url }),
    samples: { token: goodToken, repositories: standIn.repositories },
    close: standIn.close,
  }
}
