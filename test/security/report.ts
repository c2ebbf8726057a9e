// The table at the end of a run of attacks: for a terminal, for docs/security.md, for programs.
import type { Found } from './attack.ts'

export type Told = Found & { attack: string; about: string; seed: number; seconds: number }

const titles = ['attack', 'tried', 'violations', 'seconds']
const number = (count: number) => count.toLocaleString('en-US')

const rowOf = ({ attack, tried, violations, seconds }: Told) =>
  [attack, number(tried), number(violations.length), number(Math.round(seconds))] as const

export const inWords = (told: Told[]): string => {
  const rows = [titles, ...told.map(rowOf)]
  const widths = titles.map((_, column) => Math.max(...rows.map(row => row[column]!.length)))
  const line = (row: readonly string[]) =>
    row.map((cell, n) => (n === 0 ? cell.padEnd(widths[n]!) : cell.padStart(widths[n]!))).join('  ')
  return [...rows.map(line), ...figureLines(told), ...brokenLines(told)].join('\n')
}

export const inMarkdown = (told: Told[]): string =>
  [
    `| ${titles.join(' | ')} | what |`,
    '|---|---:|---:|---:|---|',
    ...told.map(one => `| ${[...rowOf(one), [one.about, ...figuresOf(one)].filter(Boolean).join('; ')].join(' | ')} |`),
  ].join('\n')

export const inJson = (told: Told[]): string => JSON.stringify(told)

const figuresOf = ({ figures = {} }: Told) =>
  Object.entries(figures).map(([name, value]) => `${name}: ${typeof value === 'number' ? number(value) : value}`)

const figureLines = (told: Told[]) => {
  const lines = told.flatMap(one => figuresOf(one).map(figure => `  ${one.attack}: ${figure}`))
  return lines.length > 0 ? ['', ...lines] : []
}

/** A flood of one fault is not worth a flood of lines. */
const mostLines = 20

const brokenLines = (told: Told[]) =>
  told
    .filter(({ violations }) => violations.length > 0)
    .flatMap(({ attack, seed, violations }) => [
      ...['', `${attack}: ${number(violations.length)} violations. Again: ${again(attack, seed)}`],
      ...violations.slice(0, mostLines).map(words => `  ${words}`),
      ...(violations.length > mostLines ? [`  … and ${number(violations.length - mostLines)} more`] : []),
    ])

const again = (attack: string, seed: number) => `npm run attack -- --only ${attack} --seed ${seed}`
