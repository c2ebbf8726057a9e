// The build's output on its way out: numbered chunks, and the last lines for a failure. A chunk keeps its number and its
// content until it has arrived, however often it is sent.
import { cutLine, firstThatFit, lastThatFit } from './lines.ts'

type Chunk = { chunk: number; lines: string[] }

/** Bytes of JSON in a chunk: a report must fit into EventBridge's 256 kB with all else that it says. */
const chunkLimit = 60_000
/** Lines that wait to be sent: what a program prints faster than a chunk a second is left out, and that is said. */
const backlogLimit = 5_000
const tailLines = 40
const tailLimit = 40_000

export const outputBuffer = () => {
  let waiting: string[] = []
  let leftOut = 0
  let tail: string[] = []
  let under: Chunk | undefined
  let number = 0
  return {
    add: (line: string) => {
      const cut = cutLine(line)
      tail = [...tail.slice(1 - tailLines), cut]
      if (waiting.length < backlogLimit) waiting.push(cut)
      else leftOut++
    },
    has: () => under !== undefined || waiting.length > 0,
    /** The chunk under way, or the next one. */
    take: (): Chunk | undefined => {
      if (under) return under
      if (waiting.length === 0) return undefined
      const lines = firstThatFit(waiting, chunkLimit)
      waiting = waiting.slice(lines.length)
      if (leftOut > 0 && waiting.length === 0) {
        waiting = [`… ${leftOut} lines left out`]
        leftOut = 0
      }
      under = { chunk: ++number, lines }
      return under
    },
    arrived: () => {
      under = undefined
    },
    lastLines: () => lastThatFit(tail, tailLines, tailLimit),
  }
}
