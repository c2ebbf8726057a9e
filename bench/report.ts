// The table, for people, programs and docs/performance.md.
import type { Row } from './figure.ts'
import type { Ratio } from './pairs.ts'

export type Line = Row & { figure: number }

const heads = ['#', 'figure', 'ours', 'rival', 'limit', 'ratio', 'bar', 'aim', '']

const cellsOf = ({ figure, name, ours, rival, limit, ratio, bar, aim, pass }: Line) => [
  ...[String(figure), name, ours, rival, limit ?? '', ratio ? ratioWords(ratio) : '', bar, aim ?? ''],
  pass ? 'pass' : 'MISSED',
]

export const inWords = (lines: readonly Line[]): string => {
  const rows = [heads, ...lines.map(cellsOf)]
  const widths = heads.map((_, n) => Math.max(...rows.map(row => row[n]!.length)))
  return rows
    .map(row =>
      row
        .map((cell, n) => cell.padEnd(widths[n]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** As a formatter leaves it. */
export const inMarkdown = (lines: readonly Line[]): string => {
  const rows = [heads, ...lines.map(cellsOf)]
  const widths = heads.map((_, n) => Math.max(3, ...rows.map(cells => cells[n]!.length)))
  const inRow = (cells: readonly string[]) => `| ${cells.map((cell, n) => cell.padEnd(widths[n]!)).join(' | ')} |`
  const [head, ...body] = rows.map(inRow)
  return [head, inRow(widths.map(width => '-'.repeat(width))), ...body].join('\n')
}

export const ratioWords = ({ median, least, most }: Ratio) => `${short(median)} (${short(least)}–${short(most)})`

const short = (value: number) =>
  value >= 10 ? String(Math.round(value)) : value >= 0.1 ? value.toFixed(2) : value.toPrecision(2)
