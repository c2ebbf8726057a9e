// A recording of a terminal as a picture that moves: one group a frame, shown for its time. It needs no script, so it moves on GitHub.
import { type Cell, cells } from './ansi.ts'

export type Frame = { at: number; text: string }
type Size = { columns: number; rows: number }

const [cellWidth, cellHeight, margin] = [8.4, 18, 14]
/** The last frame is what people came for. */
const lastMs = 4000

export const moving = (film: Frame[], { columns, rows }: Size): string => {
  const total = film.at(-1)!.at + lastMs
  const [width, height] = [columns * cellWidth + 2 * margin, rows * cellHeight + 2 * margin]
  const groups = film.map((frame, n) =>
    group(frame, { from: n === 0 ? 0 : frame.at, to: film[n + 1]?.at ?? total, total }),
  )
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    '<title>panda deploy panda/hello --watch</title>',
    `<rect width="100%" height="100%" rx="10" fill="#16181d"/>`,
    `<g font-family="ui-monospace,Menlo,Consolas,monospace" font-size="14" fill="#d6d9e0">`,
    ...groups,
    '</g></svg>\n',
  ].join('\n')
}

const group = ({ text }: Frame, { from, to, total }: { from: number; to: number; total: number }) => {
  const time = (ms: number) => (ms / total).toFixed(4)
  const shown =
    from === 0
      ? { values: 'visible;hidden', keyTimes: `0;${time(to)}` }
      : { values: 'hidden;visible;hidden', keyTimes: `0;${time(from)};${time(to)}` }
  const last = to === total
  const values = last ? shown.values.replace(/;hidden$/, '') : shown.values
  const keyTimes = last ? shown.keyTimes.replace(/;[\d.]+$/, '') : shown.keyTimes
  const animate = `<animate attributeName="visibility" calcMode="discrete" dur="${total}ms" repeatCount="indefinite" values="${values}" keyTimes="${keyTimes}"/>`
  return `<g visibility="hidden">${animate}${text.split('\n').map(line).join('')}</g>`
}

const line = (text: string, row: number) =>
  cells(text)
    .flatMap(words)
    .map(cell => span(cell, row))
    .join('')

/** Pictures fold blanks: what stands apart is set apart. */
const words = (cell: Cell): Cell[] =>
  [...cell.text.matchAll(/\S+(?: \S+)*/g)].map(found => ({
    ...cell,
    text: found[0],
    column: cell.column + [...cell.text.slice(0, found.index)].length,
  }))

const span = ({ column, text, color, bold, dim }: Cell, row: number) => {
  const x = (margin + column * cellWidth).toFixed(1)
  const y = margin + (row + 0.75) * cellHeight
  const style = [color && ` fill="${color}"`, bold && ' font-weight="bold"', dim && ' opacity="0.6"'].filter(Boolean)
  const length = ` textLength="${([...text].length * cellWidth).toFixed(1)}"`
  return `<text x="${x}" y="${y}"${length}${style.join('')}>${escaped(text)}</text>`
}

const escaped = (text: string) => text.replace(/[&<>]/g, sign => ({ '&': '&amp;', '<': '&lt;' })[sign] ?? '&gt;')
