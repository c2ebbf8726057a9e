// The table at the end of a run: for a terminal, for docs/reliability.md, for programs.
import { promises } from './broken.ts'
import { allEdges, allStrikes, type Coverage, unreachable } from './coverage.ts'
import { happenings, mishapKinds } from './mishaps.ts'

export type Ran = { coverage: Coverage; cpuSeconds: number; broken: { seed: number; promise: string; words: string }[] }

const number = (count: number) => count.toLocaleString('en-US')

const rowsOf = ({ coverage, cpuSeconds, broken }: Ran): [string, string][] => {
  const reachable = allEdges().filter(edge => !(edge in unreachable))
  const crossed = reachable.length - coverage.missingEdges.length
  const count = (kind: string) => coverage.mishaps.get(kind) ?? 0
  const total = mishapKinds.reduce((sum, kind) => sum + count(kind), 0)
  return [
    ['seeds', number(coverage.seeds)],
    ['of these told twice, the same', number(coverage.twice)],
    ['scheduler steps', number(coverage.steps)],
    ['steps a CPU second', number(Math.round(coverage.steps / cpuSeconds))],
    ['simulated days', number(Math.round(coverage.virtualMinutes / 1440))],
    ...[...coverage.ends].sort().map(([status, count]): [string, string] => [`deployments ${status}`, number(count)]),
    ['edges of the machine crossed', `${crossed} of ${reachable.length}`],
    [
      'kinds of fault in every state',
      `${allStrikes().length - coverage.missingStrikes.length} of ${allStrikes().length}`,
    ],
    ['faults injected', number(total)],
    ...mishapKinds.map((kind): [string, string] => [`fault ${kind}`, number(count(kind))]),
    ...happenings.map((kind): [string, string] => [`seen ${kind}`, number(count(kind))]),
    ['promises held after every step', number(Object.keys(promises).length)],
    ['violations', number(broken.length)],
  ]
}

export const inWords = (ran: Ran): string => {
  const rows = rowsOf(ran)
  const width = Math.max(...rows.map(([name]) => name.length))
  const lines = rows.map(([name, value]) => `${name.padEnd(width)}  ${value.padStart(14)}`)
  const { missingEdges, missingStrikes } = ran.coverage
  if (missingEdges.length > 0) lines.push('', 'Edges not crossed:', ...missingEdges.map(edge => `  ${edge}`))
  if (missingStrikes.length > 0)
    lines.push('', 'Faults that have not struck:', ...missingStrikes.map(one => `  ${one}`))
  if (ran.broken.length > 0) lines.push('', 'Broken:', ...ran.broken.map(brokenLine))
  return lines.join('\n')
}

const brokenLine = ({ seed, promise, words }: Ran['broken'][number]) => `  seed ${seed}: ${promise}: ${words}`

export const inMarkdown = (ran: Ran): string =>
  ['| | |', '|---|---:|', ...rowsOf(ran).map(([name, value]) => `| ${name} | ${value} |`)].join('\n')

export const inJson = ({ coverage, cpuSeconds, broken }: Ran): string =>
  JSON.stringify({
    ...{
      seeds: coverage.seeds,
      twice: coverage.twice,
      steps: coverage.steps,
      cpuSeconds,
      virtualMinutes: coverage.virtualMinutes,
      broken,
    },
    ...{ deployments: Object.fromEntries(coverage.ends), faults: Object.fromEntries(coverage.mishaps) },
    ...{ edges: Object.fromEntries(coverage.edges), strikes: Object.fromEntries(coverage.strikes) },
    ...{ missingEdges: coverage.missingEdges, missingStrikes: coverage.missingStrikes },
  })
