// From the append of an event until the last of three sockets has it, beside somebody who asks for the same log every 2 s.
import { setTimeout } from 'node:timers/promises'
import { record } from '../../app/record.ts'
import { readLog } from '../../app/store/log.ts'
import type { Ports } from '../../core/ports.ts'
import { stateOf } from '../../test/core/logs.ts'
import { begin, deploymentId, passed } from '../append/place.ts'
import { withFolder } from '../bundled.ts'
import { type Figure, ms, type Wishes } from '../figure.ts'
import { quantile, ratioOf } from '../pairs.ts'
import { openPlace } from './place.ts'

const pollMs = 2_000
const followers = 3
const bars = [
  ['p50', 0.5, 1 / 50],
  ['p99', 0.99, 1 / 20],
] as const

export const live: Figure = {
  number: 5,
  name: 'from an append to the last of 3 sockets',
  measure: wishes =>
    withFolder(async folder => {
      const { pushed, polled } = await delays(folder, wishes)
      return bars.map(([name, part, most]) => {
        const [ours, rival] = [quantile(pushed, part), quantile(polled, part)]
        const { least, most: worst } = ratioOf(pushed, polled)
        const ratio = { median: ours / rival, least, most: worst }
        return {
          name: `append → last of ${followers} sockets has it, ${name}, against a poll every 2 s`,
          ...{ ours: ms(ours), rival: ms(rival), ratio, bar: `≤ 1/${1 / most}`, pass: ours / rival <= most },
        }
      })
    }),
}

/** Of each event, in ms: until the last socket has it, and until whoever polls does. */
const delays = async (folder: string, { rounds = 100, told }: Wishes) => {
  const place = await openPlace(folder)
  await begin(place.ports)
  const over = new AbortController()
  const appended: number[] = []
  const seen = { pushed: [] as number[][], polled: [] as number[] }
  const note = (seq: number, times: number[]) => {
    // The first is there before anybody looks.
    if (seq > 1) times[seq - 2] = performance.now()
  }
  const lines = Array.from({ length: followers }, () => place.follower())
  const following = lines.map(async (line, n) => {
    seen.pushed[n] = []
    for await (const event of line.follow(deploymentId)) note(event.seq, seen.pushed[n])
  })
  const polling = poll(place.ports, seq => note(seq, seen.polled), over.signal)
  await setTimeout(1_000)
  let state = stateOf([])
  for (let n = 0; n < rounds; n++) {
    appended.push(performance.now())
    state = (await record(place.ports, deploymentId, passed(`check ${n}`), state)).state
    told(n + 1, rounds)
    // At any moment of whoever polls.
    await setTimeout(150 + Math.random() * 200)
  }
  await setTimeout(2 * pollMs)
  over.abort()
  for (const line of lines) line.close()
  await Promise.all([...following, polling])
  await place.close()
  const since = (times: number[]) => appended.map((at, n) => times[n]! - at)
  const last = appended.map((_, n) => Math.max(...seen.pushed.map(times => times[n]!)))
  return { pushed: since(last), polled: since(seen.polled) }
}

const poll = async (ports: Pick<Ports, 'table'>, note: (seq: number) => void, over: AbortSignal) => {
  for (let after = 0; !over.aborted; ) {
    for (const { seq } of await readLog(ports, deploymentId, after)) {
      note(seq)
      after = seq
    }
    await setTimeout(pollMs, undefined, { signal: over }).catch(() => {}) // over
  }
}
