// The tables at the end of a load run.
import type { AtOnce } from './at-once.ts'
import type { LoopReport } from './loop.ts'
import type { Memory } from './memory.ts'
import { boundMs, type Judged } from './stalls.ts'

export type Loaded = {
  atOnce: AtOnce
  memory: Memory
  loop: { panda: LoopReport; idle: LoopReport; judged: Judged }
  checks: Check[]
}
export type Check = { what: string; held: boolean; words: string }

/** Of the heap, a deployment: what the pretend region and the table's cache keep of one by design is below it. */
export const mostBytesEach = 8_000
/** The journal is written anew when it is eight times what it holds, and has 4 MB. */
export const mostJournalMb = 64

export const checksOf = ({ atOnce, memory, loop }: Omit<Loaded, 'checks'>): Check[] => {
  const { own, machine } = loop.judged
  const longest = Math.max(0, ...own.map(({ from, to }) => to - from))
  const journal = Math.max(0, ...memory.samples.map(one => one.journalMb))
  return [
    check(
      'deployments at once',
      atOnce.completed === atOnce.deployments,
      `${atOnce.completed} of ${atOnce.deployments} completed, of ${atOnce.tenants} tenants, in ${atOnce.seconds.toFixed(0)} s`,
    ),
    check(
      'sockets',
      atOnce.whole === atOnce.sockets,
      `${atOnce.whole} of ${atOnce.sockets} got every event once, in order`,
    ),
    check(
      'no other trouble',
      atOnce.faults.length + memory.faults.length === 0,
      [...atOnce.faults, ...memory.faults].slice(0, 5).join('; '),
    ),
    check(
      'memory',
      memory.bytesEach < mostBytesEach,
      `${memory.bytesEach} bytes of heap a deployment over ${memory.deployments} (at most ${mostBytesEach})`,
    ),
    check('journal', journal < mostJournalMb, `${journal} MB at most (bound ${mostJournalMb})`),
    check(
      'event loop',
      own.length === 0,
      `${own.length} stand-stills over ${boundMs} ms of its own (longest ${longest} ms), ${machine.length} of the machine's; p99 ${loop.panda.p99Ms} ms, an idle process ${loop.idle.p99Ms} ms`,
    ),
  ]
}

const check = (what: string, held: boolean, words: string): Check => ({ what, held, words })

export const inWords = ({ checks, memory, loop }: Loaded): string => {
  const width = Math.max(...checks.map(({ what }) => what.length))
  const lines = checks.map(({ what, held, words }) => `${what.padEnd(width)}  ${held ? 'held  ' : 'BROKEN'}  ${words}`)
  const stalls = loop.judged.own
    .slice(0, 20)
    .map(({ from, to, cpuMs }) => `  ${to - from} ms, ${cpuMs} of them computing`)
  return [
    ...lines,
    '',
    ...samplesOf(memory),
    ...(stalls.length > 0 ? ['', 'Stand-stills of its own:', ...stalls] : []),
  ].join('\n')
}

const samplesOf = ({ samples }: Memory) => [
  'deployments  heap MB  journal MB  table MB',
  ...thinned(samples).map(one =>
    [String(one.deployments).padStart(11), two(one.heapMb, 7), two(one.journalMb, 10), two(one.tableMb, 8)].join('  '),
  ),
]

const two = (value: number, width: number) => value.toFixed(2).padStart(width)

const thinned = <T>(all: T[]) => all.filter((_, n) => n % Math.ceil(all.length / 10) === 0 || n === all.length - 1)

export const inMarkdown = ({ checks }: Loaded): string =>
  [
    '| what | | |',
    '|---|---|---|',
    ...checks.map(({ what, held, words }) => `| ${what} | ${held ? 'held' : 'BROKEN'} | ${words} |`),
  ].join('\n')
