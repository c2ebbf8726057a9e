// What is told at the end: for people, for docs/reliability.md, for programs.
import type { DiskVerdict } from './disk.ts'
import type { Verdict } from './kill.ts'
import type { Listed, Swept } from './sweep.ts'

export type Crashed = Swept & { disk: DiskVerdict[]; seconds: number }

export const brokenIn = ({ verdicts, disk }: Crashed) =>
  verdicts.filter(isBroken).length + disk.filter(({ faults }) => faults.length > 0).length

export const isBroken = ({ outcome }: Verdict) => outcome === 'broken'

type Row = [string, ...(string | number)[]]

const head: Row = [
  'story',
  'calls',
  'points',
  'distinct',
  'killed at',
  'held',
  'broken',
  'not reached',
  'median s',
  'most s',
]

const summary = ({ listed, verdicts }: Swept): Row[] => {
  const rows = listed.map(
    one =>
      [
        one.story,
        ...figures(
          one,
          verdicts.filter(({ story }) => story === one.story),
        ),
      ] as Row,
  )
  const sum = (pick: (one: Listed) => number) => listed.reduce((all, one) => all + pick(one), 0)
  const [calls, points, spots] = [sum(one => one.calls), sum(one => one.points), sum(one => one.spots)]
  return [...rows, ['all', ...figures({ calls, points, spots }, verdicts)]]
}

const figures = ({ calls, points, spots }: Pick<Listed, 'calls' | 'points' | 'spots'>, verdicts: Verdict[]) => {
  const count = (outcome: Verdict['outcome']) => verdicts.filter(one => one.outcome === outcome).length
  const killed = verdicts.filter(({ outcome }) => outcome !== 'not reached')
  const seconds = killed.map(one => one.seconds).sort((a, b) => a - b)
  const middle = seconds[Math.floor(seconds.length / 2)] ?? 0
  const counts = [killed.length, count('held'), count('broken'), count('not reached')]
  return [calls, points, spots, ...counts, middle.toFixed(1), (seconds.at(-1) ?? 0).toFixed(1)]
}

/** Where it was killed, by what the call is. */
const caseRow = ({ story, spot, seconds, outcome, end }: Verdict): Row => [
  story,
  spot.call,
  spot.side,
  seconds.toFixed(1),
  outcome,
  end,
]

const endings = (verdicts: Verdict[]): [string, number][] => {
  const counts = new Map<string, number>()
  for (const { story, end, outcome } of verdicts)
    if (outcome !== 'not reached') counts.set(`${story}: ${end}`, (counts.get(`${story}: ${end}`) ?? 0) + 1)
  return [...counts]
}

export const inWords = (swept: Crashed): string => {
  const verdicts = [...swept.verdicts].sort(byStory)
  const cases = columns([['story', 'call', 'killed', 's', 'verdict', 'end'], ...verdicts.map(caseRow)])
  const broken = verdicts.filter(isBroken).flatMap(faultLines)
  const ends = endings(verdicts).map(([end, count]) => `${String(count).padStart(5)}  ${end}`)
  const disks = columns([['disk', 's', 'verdict'], ...swept.disk.map(diskRow)])
  broken.push(...swept.disk.flatMap(({ what, faults }) => faults.map(fault => `${what}: ${fault}`)))
  ends.push('', `${swept.seconds} s, ${brokenIn(swept)} broken`)
  return [
    disks,
    '',
    cases,
    '',
    columns([head, ...summary(swept)]),
    '',
    ...ends,
    ...(broken.length > 0 ? ['', ...broken] : []),
  ].join('\n')
}

export const faultLines = ({ story, spot, faults }: Verdict) => [
  `${story}, killed ${spot.side} ${spot.call}:`,
  ...faults.map(fault => `  ${fault}`),
]

export const inMarkdown = (swept: Crashed): string => {
  const line = (row: Row) => `| ${row.join(' | ')} |`
  const rule = `|---|${'---:|'.repeat(head.length - 1)}`
  const disks = swept.disk.map(verdict => line(diskRow(verdict)))
  return [line(head), rule, ...summary(swept).map(line), '', '| disk | s | verdict |', '|---|---:|---|', ...disks].join(
    '\n',
  )
}

export const inJson = (swept: Crashed): string => JSON.stringify(swept, null, 2)

const diskRow = ({ what, seconds, faults }: DiskVerdict): Row => [
  what,
  seconds.toFixed(1),
  faults.length > 0 ? 'broken' : 'held',
]

const byStory = (a: Verdict, b: Verdict) => (a.story < b.story ? -1 : a.story > b.story ? 1 : 0)

const columns = (rows: Row[]): string => {
  const widths = rows[0]!.map((_, n) => Math.max(...rows.map(row => String(row[n]).length)))
  const cell = (value: string | number, n: number) =>
    /^[\d.]+$/.test(String(value)) ? String(value).padStart(widths[n]!) : String(value).padEnd(widths[n]!)
  return rows.map(row => row.map(cell).join('  ').trimEnd()).join('\n')
}
