// Panda on one machine: the place, the calls and the socket, put together.
import { randomBytes } from 'node:crypto'
import { api } from '../app/http.ts'
import { pushReader } from '../app/live/push.ts'
import { connectSocket, disconnectSocket, socketMessage } from '../app/live/socket.ts'
import { sweepNotices } from '../app/notices-sweep.ts'
import * as atWork from '../app/store/at-work.ts'
import * as summaries from '../app/store/summaries.ts'
import { sweep } from '../app/sweep.ts'
import type { Ports } from '../core/ports.ts'
import type { Settings } from '../core/settings.ts'
import type { Peers } from '../region/kernel.ts'
import { consolePages } from './console.ts'
import { type Choice, chooseEngine, type EngineName } from './engine.ts'
import { follower } from './follow.ts'
import { serveHttp } from './http.ts'
import { onboardingPage, templatePath } from './onboarding.ts'
import { otherToolPath } from './other-tool.ts'
import { openPlace } from './place.ts'
import { socketServer } from './socket-server.ts'
import { swaggerPage } from './swagger.ts'
import { watchedReader } from './watched.ts'

export type PandaOptions = {
  port: number
  dataDir: string
  settings: Settings
  repos: string[]
  githubApi?: string
  faults?: string
  clockRate: number
  /** Else a container engine, if one works on this machine. */
  engine?: EngineName
  log(line: string): void
}

export type Panda = {
  address: string
  /** Known a moment after the start, as finding out takes a container. */
  engine: Promise<Choice>
  close(): Promise<void>
}

const socketPath = '/ws'
const random = { hex: (bytes: number) => randomBytes(bytes).toString('hex') }

export const startPanda = async (options: PandaOptions): Promise<Panda> => {
  const { settings, log } = options
  // The place posts to sockets of a server that is there only after it.
  let peers: Peers = { post: async () => 'gone', close: async () => {} }
  const post: Peers = {
    post: (connectionId, data) => peers.post(connectionId, data),
    close: connectionId => peers.close(connectionId),
  }
  const engine = chooseEngine(options.engine)
  engine.catch(() => {}) // awaited below
  const links = { console: '', api: '' }
  const place = await openPlace({ ...options, engine, random, peers: post, links })
  const { ports } = place
  const { reader, live } = follower(ports.table)
  const addresses = { api: '', socket: '', onboardingTemplate: '', ingressBusArn: place.ingressBusArn }
  const logFault = (what: string, fault: unknown) => log(`${what}: ${fault instanceof Error ? fault.stack : fault}`)
  const handle = api({ ports, settings, addresses, samples: place.samples, live, log: logFault })
  const consolePage = consolePages(() => addresses.socket)
  const pages = async (path: string) =>
    path === templatePath ? onboardingPage() : (swaggerPage(path) ?? consolePage(path))
  try {
    // One that was asked for by name has to work; else a start waits for none.
    if (options.engine) await engine
    const doors = { [otherToolPath]: place.push }
    const http = await serveHttp({
      port: options.port,
      handle,
      pages,
      doors,
      lacking: place.room.lacking,
      log: logFault,
    })
    addresses.api = `http://127.0.0.1:${http.port}`
    links.api = links.console = addresses.api
    addresses.onboardingTemplate = `${addresses.api}${templatePath}`
    addresses.socket = `ws://127.0.0.1:${http.port}${socketPath}`
    const sockets = socketServer({
      server: http.server,
      path: socketPath,
      onConnect: (connectionId, ticket) => connectSocket({ ticket, connectionId }, ports),
      onMessage: (connectionId, data) => socketMessage({ connectionId, data }, ports, settings),
      onDisconnect: connectionId => disconnectSocket({ connectionId }, ports),
      onFault: fault => logFault('socket', fault),
    })
    peers = sockets.peers
    place.readers.push(pushReader(ports), reader, watchedReader(ports, settings))
    await forgetTheDead(ports)
    place.resume()
    await sweep(ports)
    await sweepNotices(ports, { atStart: true })
    const close = async () => {
      await sockets.close()
      await http.close()
      await place.close()
    }
    return { address: addresses.api, engine, close }
  } catch (fault) {
    await place.close()
    throw fault
  }
}

/** Every step on one machine ends with its process: undoing would wait a minute for those of the one before. */
const forgetTheDead = async (ports: Pick<Ports, 'table'>) => {
  for (const { deploymentId } of await summaries.listLive(ports)) await atWork.clear(ports, deploymentId)
}
