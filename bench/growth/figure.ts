// What grows with what: the exponent of a power law through the points, so 0 is flat and 1 is linear.
import { writeFileSync } from 'node:fs'
import type { Figure, Row } from '../figure.ts'
import { type Operation, operations, tableOf, type Units, unitsOf } from './operations.ts'
import { plot } from './plot.ts'

export type Line = { operation: Operation; points: (Units & { x: number })[] }
type Dimension = { name: string; across: string; file: string; sizes: number[]; most: number; size(x: number): Size }
type Size = { table: number; log: number; sockets: number }

const usual: Size = { table: 100, log: 40, sockets: 3 }
const powers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => 10 ** (from + n))

const dimensions: Dimension[] = [
  {
    ...{ name: 'deployments in the table', across: 'deployments', file: 'growth-table' },
    ...{ sizes: powers(2, 5), most: 0.05, size: table => ({ ...usual, table }) },
  },
  {
    ...{ name: 'events in the log', across: 'events', file: 'growth-log' },
    ...{ sizes: [10, 30, 100, 300, 1_000], most: 1.1, size: log => ({ ...usual, log }) },
  },
  {
    ...{ name: 'sockets that follow', across: 'sockets', file: 'growth-sockets' },
    ...{ sizes: powers(0, 3), most: 1.1, size: sockets => ({ ...usual, sockets }) },
  },
]

export const growth: Figure = {
  number: 10,
  name: 'growth',
  measure: async ({ told, write }) => {
    const rows: Row[] = []
    let done = 0
    for (const dimension of dimensions) {
      const lines = await linesOf(dimension, () => told(++done, dimensions.flatMap(({ sizes }) => sizes).length))
      rows.push(...lines.map(line => rowOf(dimension, line)))
      if (write) draw(dimension, lines)
    }
    return rows
  },
}

const linesOf = async ({ sizes, size }: Dimension, told: () => void): Promise<Line[]> => {
  const lines = operations.map((operation): Line => ({ operation, points: [] }))
  for (const x of sizes) {
    const { table, log, sockets } = size(x)
    const units = await unitsOf(await tableOf(table), log, sockets)
    for (const { operation, points } of lines) points.push({ x, ...units[operation] })
    told()
  }
  return lines
}

const rowOf = ({ name, most, sizes }: Dimension, { operation, points }: Line): Row => {
  const slope = slopeOf(points)
  const words = ({ reads, writes }: Units) => `${reads} + ${writes}`
  return {
    name: `units (read + write) of ${operation}, ${sizes[0]} … ${sizes.at(-1)!.toLocaleString('en')} ${name}`,
    ours: `${words(points[0]!)} … ${words(points.at(-1)!)}, slope ${slope.toFixed(2)}`,
    ...{ rival: '–', bar: `slope ≤ ${most}`, pass: slope <= most },
  }
}

/** Of the straight line through the logarithms, by least squares. */
const slopeOf = (points: Line['points']): number => {
  const at = points.map(({ x, reads, writes }) => [Math.log(x), Math.log(reads + writes)] as const)
  const mean = (n: 0 | 1) => at.reduce((sum, point) => sum + point[n], 0) / at.length
  const [x, y] = [mean(0), mean(1)]
  const [over, under] = [
    at.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0),
    at.reduce((sum, point) => sum + (point[0] - x) ** 2, 0),
  ]
  return over / under
}

const draw = ({ name, across, file }: Dimension, lines: Line[]) =>
  writeFileSync(
    new URL(`../../docs/pictures/${file}.svg`, import.meta.url),
    plot(`Units read and written, by ${name}`, across, lines),
  )
