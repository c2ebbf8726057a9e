// The tables at the end of a load run.
import type { AtOnce } from './at-once.ts'
import type { LoopReport, Stall } from './loop.ts'
import type { Memory } from './memory.ts'
import { boundMs, type Judged } from './stalls.ts'

export type Loaded = {
  atOnce: AtOnce
  memory: Memory
  loop: { panda: LoopReport; idle: LoopReport; judged: Judged }
  checks: Check[]
}
export type Check = { what: string; held: boolean; words: string }

/** The pretend region keeps the last 200 executions whole, as AWS keeps them for 90 days: before that many, each adds its own. */
const keptExecutions = 200
const flat = { most: 8_000, filling: 100_000 }
/** Written anew when it is eight times what it holds, and has 4 MB. */
const mostJournalMb = 32

export const checksOf = (loaded: Omit<Loaded, 'checks'>): Check[] => {
  const { atOnce, memory } = loaded
  const { deployments, completed, tenants, seconds, sockets, whole } = atOnce
  const faults = [...atOnce.faults, ...memory.faults]
  const most = memory.deployments * 0.3 > keptExecutions ? flat.most : flat.filling
  const journal = Math.max(0, ...memory.samples.map(one => one.journalMb))
  const all = `${completed} of ${deployments} completed, of ${tenants} tenants, in ${seconds.toFixed(0)} s`
  const each = `${memory.bytesEach} bytes of heap a deployment, over the last seven tenths of ${memory.deployments}`
  return [
    check('deployments at once', completed === deployments, all),
    check('sockets', whole === sockets, `${whole} of ${sockets} got every event once, in order`),
    check(
      'nothing else',
      faults.length === 0,
      faults.slice(0, 5).join('; ') || 'no other tenant sees it, all end as they should',
    ),
    check('memory', memory.bytesEach < most, `${each} (at most ${most})`),
    check('journal', journal < mostJournalMb, `${journal} MB at most (bound ${mostJournalMb})`),
    loopCheck(loaded),
  ]
}

const loopCheck = ({ loop: { panda, idle, judged } }: Omit<Loaded, 'checks'>): Check => {
  const { computed, held, machine } = judged
  const own = [...computed, ...held]
  const words = [
    `over ${boundMs} ms: ${computed.length} times it computed, ${held.length} times something held it (longest ${longest(own)} ms)`,
    `${machine.length} times the machine did not let it (longest ${longest(machine)} ms)`,
    `p99 ${panda.p99Ms} ms, an idle process beside it ${idle.p99Ms} ms`,
  ]
  return check('event loop', own.length === 0, words.join('; '))
}

const check = (what: string, held: boolean, words: string): Check => ({ what, held, words })

const longest = (stalls: Stall[]) => Math.max(0, ...stalls.map(({ from, to }) => to - from))

export const inWords = ({ checks, memory, loop }: Loaded): string => {
  const width = Math.max(...checks.map(({ what }) => what.length))
  const lines = checks.map(({ what, held, words }) => `${what.padEnd(width)}  ${held ? 'held  ' : 'BROKEN'}  ${words}`)
  const { computed, held, machine } = loop.judged
  const stalls = [...computed, ...held, ...machine].sort((a, b) => b.to - b.from - (a.to - a.from)).slice(0, 10)
  return [...lines, '', ...samplesOf(memory), '', 'Longest stand-stills:', ...stalls.map(stallWords)].join('\n')
}

const stallWords = ({ from, to, cpuMs, waitedMs, pressure }: Stall) =>
  `  ${to - from} ms: ${cpuMs} computing, ${waitedMs} waiting for a processor, processors short for ${Math.round(pressure * 100)} %`

const samplesOf = ({ samples }: Memory) => [
  'deployments  heap MB  journal MB  table MB',
  ...thinned(samples).map(one =>
    [String(one.deployments).padStart(11), two(one.heapMb, 7), two(one.journalMb, 10), two(one.tableMb, 8)].join('  '),
  ),
]

const two = (value: number, width: number) => value.toFixed(2).padStart(width)

const thinned = <T>(all: T[]) => all.filter((_, n) => n % Math.ceil(all.length / 10) === 0 || n === all.length - 1)

export const inMarkdown = ({ checks }: Loaded): string => {
  const rows = checks.map(({ what, held, words }) => `| ${what} | ${held ? 'held' : 'BROKEN'} | ${words} |`)
  return ['| what | verdict | measured |', '|---|---|---|', ...rows].join('\n')
}
