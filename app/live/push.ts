// The second reader of the store's stream: what has just been written goes to whoever listens.
import type { Item, Ports } from '../../core/ports.ts'
import type { Locale } from '../../core/vocabulary.ts'
import { figuresOf, isFiguresItem } from '../store/figures.ts'
import { eventOf, isLogItem } from '../store/log.ts'
import { chunkOf, isChunkItem } from '../store/output.ts'
import { closeSocket, listeners, type Subscription, unsubscribe } from '../store/subscriptions.ts'
import { chunkWords, eventWords, figuresWords } from './words.ts'

type Live = Pick<Ports, 'table' | 'clock' | 'sockets'>
type Report = (fault: unknown, connectionId: string) => void

/** Nobody waits longer than this for another's slow line: its post goes on, the next item does not wait for it. */
const patienceMs = 2_000

export const pushReader =
  (ports: Live, report: Report = toErrorLog) =>
  async (item: Item): Promise<void> => {
    const words = wordsFor(item)
    if (!words) return
    const following = (await listeners(ports, item.pk)).filter(one => one.following)
    const told = following.map(listener => tell(listener, words(listener), ports, report))
    if (told.length > 0) await Promise.race([Promise.all(told), ports.clock.sleep(patienceMs)])
  }

/** Undefined: not for this listener. */
type WordsFor = (listener: Subscription) => string | undefined

const wordsFor = (item: Item): WordsFor | undefined => {
  if (isLogItem(item)) return eventFor(item)
  if (isChunkItem(item)) return chunkFor(item)
  return isFiguresItem(item) ? figuresFor(item) : undefined
}

const eventFor = (item: Item): WordsFor => {
  const event = eventOf(item)
  const made = new Map<Locale, string>()
  return ({ lang }) => {
    const words = made.get(lang) ?? eventWords(event, lang)
    made.set(lang, words)
    return words
  }
}

const chunkFor = (item: Item): WordsFor => {
  let made: string | undefined
  return ({ logs }) => {
    if (!logs) return undefined
    const { deploymentId, ...chunk } = chunkOf(item)
    made ??= chunkWords(deploymentId, chunk)
    return made
  }
}

const figuresFor = (item: Item): WordsFor => {
  const words = figuresWords(item.pk, figuresOf(item))
  return () => words
}

/** Never rejects: what goes wrong with one listener is reported, and is nobody else's. */
const tell = async (listener: Subscription, words: string | undefined, ports: Live, report: Report) => {
  if (words === undefined) return
  const { connectionId } = listener
  try {
    if ((await ports.sockets.post(connectionId, words)) === 'gone') await forget(listener, ports)
  } catch (fault) {
    report(fault, connectionId)
    // It has missed something: hung up on, it comes back and asks for what it lacks.
    await ports.sockets.close(connectionId).catch(closing => report(closing, connectionId))
    await forget(listener, ports).catch(forgetting => report(forgetting, connectionId))
  }
}

/** Its own end may be gone already, when it left in the middle of a replay. */
const forget = async ({ connectionId, deploymentId }: Subscription, ports: Live) => {
  await unsubscribe(ports, connectionId, deploymentId)
  await closeSocket(ports, connectionId)
}

const toErrorLog: Report = (fault, connectionId) => console.error(`Could not push to socket ${connectionId}`, fault)
