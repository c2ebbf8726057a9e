// A picture of how units grow: both axes by powers of ten, a line for each operation.
import type { Line } from './figure.ts'

const [width, height] = [640, 360]
const [left, right, top, bottom] = [56, 190, 36, 48]
const colors = ['#2563eb', '#16a34a', '#d97706', '#dc2626']

export const plot = (title: string, across: string, lines: readonly Line[]): string => {
  const points = lines.flatMap(line => line.points)
  const x = scale(
    points.map(point => point.x),
    left,
    width - right,
  )
  const y = scale(
    points.map(({ reads, writes }) => reads + writes),
    height - bottom,
    top,
  )
  const drawn = lines.flatMap(({ operation, points: own }, n) => {
    const color = colors[n % colors.length]!
    const at = own.map(point => `${x.at(point.x)},${y.at(point.reads + point.writes)}`)
    const legend = top + 16 + n * 20
    return [
      `<polyline points="${at.join(' ')}" fill="none" stroke="${color}" stroke-width="2"/>`,
      ...at.map(place => `<circle cx="${place.split(',')[0]}" cy="${place.split(',')[1]}" r="3" fill="${color}"/>`),
      `<rect x="${width - right + 16}" y="${legend - 9}" width="10" height="10" fill="${color}"/>`,
      text(width - right + 32, legend, operation),
    ]
  })
  const grid = [
    ...x.ticks.flatMap(tick => [
      `<line x1="${x.at(tick)}" y1="${top}" x2="${x.at(tick)}" y2="${height - bottom}" stroke="#ddd"/>`,
      text(x.at(tick), height - bottom + 16, tick.toLocaleString('en'), 'middle'),
    ]),
    ...y.ticks.flatMap(tick => [
      `<line x1="${left}" y1="${y.at(tick)}" x2="${width - right}" y2="${y.at(tick)}" stroke="#ddd"/>`,
      text(left - 6, y.at(tick) + 4, tick.toLocaleString('en'), 'end'),
    ]),
  ]
  const words = [text(left, 20, title), text((left + width - right) / 2, height - 10, across, 'middle')]
  const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12" fill="#333"><title>${title}</title>`
  return `${[head, `<rect width="${width}" height="${height}" fill="#fff"/>`, ...grid, ...drawn, ...words, '</svg>'].join('\n')}\n`
}

const text = (x: number, y: number, words: string, anchor = 'start') =>
  `<text x="${x}" y="${y}" text-anchor="${anchor}">${words}</text>`

const scale = (values: readonly number[], from: number, to: number) => {
  const [low, high] = [Math.floor(Math.log10(Math.min(...values))), Math.ceil(Math.log10(Math.max(...values)))]
  const span = Math.max(1, high - low)
  return {
    at: (value: number) => Math.round(from + ((Math.log10(value) - low) / span) * (to - from)),
    ticks: Array.from({ length: span + 1 }, (_, n) => 10 ** (low + n)),
  }
}
