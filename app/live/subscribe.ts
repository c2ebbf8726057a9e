// One socket begins to listen to one deployment: what was, then what comes, and nothing lost in between.

import { fold } from '../../core/fold.ts'
import type { Ports } from '../../core/ports.ts'
import { roleAt } from '../../core/roles.ts'
import type { Settings } from '../../core/settings.ts'
import type { SubscribeMessage } from '../../core/socket-schemas.ts'
import { scopesFrom } from '../identity.ts'
import * as figures from '../store/figures.ts'
import { readFirst, readLastSeq, readLog } from '../store/log.ts'
import { readChunks } from '../store/output.ts'
import { closeSocket, follow, isListening, type Socket, subscribe, subscribedTo } from '../store/subscriptions.ts'
import { chunkWords, errorWords, eventWords, figuresWords, subscribedWords } from './words.ts'

type Live = Pick<Ports, 'table' | 'clock' | 'sockets'>

/** Subscriptions of one socket. */
const mostSubscriptions = 100
/** Messages of a replay between looks at whether it is still wanted. */
const lookEvery = 25
const chunksAtOnce = 20

export const subscribeSocket = async (
  socket: Socket,
  wish: SubscribeMessage,
  ports: Live,
  settings: Pick<Settings, 'PANDA_LOCALE'>,
): Promise<void> => {
  const { connectionId, expires } = socket
  const { deploymentId, logs, lang = settings.PANDA_LOCALE } = wish
  const tenant = await readerOf(socket, deploymentId, ports)
  const refusal = tenant === undefined ? notFound(deploymentId) : await tooMany(socket, deploymentId, ports)
  if (refusal) return void (await ports.sockets.post(connectionId, errorWords(refusal)))

  await subscribe(ports, { connectionId, deploymentId, tenant, lang, logs, following: false, expires })
  const replay = { connectionId, deploymentId, lang, logs, ports }
  const there = await catchUp(replay, { seq: wish.after, chunk: 0 })
  if (!there || !(await follow(ports, connectionId, deploymentId))) return
  // What was written between the last read and now was pushed to nobody.
  const now = await catchUp(replay, there)
  if (!now) return
  // Who says to have more than there is, is told how much there is.
  const lastSeq = now.seq > wish.after ? now.seq : Math.min(now.seq, await readLastSeq(ports, deploymentId))
  await ports.sockets.post(connectionId, subscribedWords(deploymentId, lastSeq))
  const newest = await figures.find(ports, deploymentId)
  if (newest) await ports.sockets.post(connectionId, figuresWords(deploymentId, newest))
}

/** The tenant, if this socket may read the deployment. */
const readerOf = async (socket: Socket, deploymentId: string, ports: Live): Promise<string | undefined> => {
  const { tenant } = socket.identity
  const only = socket.deploymentId
  if (typeof tenant !== 'string' || (only !== undefined && only !== deploymentId)) return undefined
  const first = await readFirst(ports, deploymentId)
  const request = first && fold([first])?.request
  const scopes = scopesFrom(socket.identity.scopes)
  if (request?.tenant !== tenant || scopes === 'unreadable') return undefined
  return roleAt({ role: 'viewer', ...(scopes && { scopes }) }, request) === undefined ? undefined : tenant
}

const notFound = (deploymentId: string) =>
  ({ errorCode: 'DEPLOYMENT_NOT_FOUND', message: `Deployment not found: ${deploymentId}`, deploymentId }) as const

const tooMany = async ({ connectionId }: Socket, deploymentId: string, ports: Live) => {
  const already = await subscribedTo(ports, connectionId)
  if (already.length < mostSubscriptions || already.includes(deploymentId)) return undefined
  const message = `deploymentId: a socket listens to at most ${mostSubscriptions} deployments`
  return { errorCode: 'INVALID_REQUEST', message, deploymentId } as const
}

type Replay = Pick<SubscribeMessage, 'deploymentId' | 'logs'> & {
  connectionId: string
  lang: Settings['PANDA_LOCALE']
  ports: Live
}
/** The last that was sent. */
type Position = { seq: number; chunk: number }

/** Sends all that there is after `from`. Undefined: nobody is there to get it any more. */
const catchUp = async (replay: Replay, from: Position): Promise<Position | undefined> => {
  const { deploymentId, lang, logs, ports } = replay
  const events = await readLog(ports, deploymentId, from.seq)
  const sent = await sendAll(
    replay,
    events.map(event => () => eventWords(event, lang)),
  )
  if (!sent) return undefined
  const chunk = logs ? await sendChunks(replay, from.chunk) : from.chunk
  return chunk === undefined ? undefined : { seq: events.at(-1)?.seq ?? from.seq, chunk }
}

const sendChunks = async (replay: Replay, after: number): Promise<number | undefined> => {
  const { deploymentId, ports } = replay
  for (let last = after; ; ) {
    const chunks = await readChunks(ports, deploymentId, last, chunksAtOnce)
    const sent = await sendAll(
      replay,
      chunks.map(chunk => () => chunkWords(deploymentId, chunk)),
    )
    if (!sent) return undefined
    last = chunks.at(-1)?.chunk ?? last
    if (chunks.length < chunksAtOnce) return last
  }
}

/** One after another: a socket's messages keep their order only if each is posted when the one before has been. */
const sendAll = async ({ connectionId, deploymentId, ports }: Replay, messages: (() => string)[]) => {
  for (const [n, words] of messages.entries()) {
    if (n % lookEvery === 0 && !(await isListening(ports, connectionId, deploymentId))) return false
    if ((await ports.sockets.post(connectionId, words())) === 'gone') {
      await closeSocket(ports, connectionId)
      return false
    }
  }
  return true
}
