// A tidy table that fits: columns that are least needed go first, then what may be cut is cut. In a pipe nothing is.
import type { Colors } from '../shell.ts'
import { clean } from './clean.ts'
import { cut, padded, widthOf } from './width.ts'

export type Column<Row> = {
  title: string
  text(row: Row): string
  color?(text: string, row: Row): string
  align?: 'right'
  /** May be cut to this many columns. */
  least?: number
  /** The highest goes first where it is narrow; without, it stays. */
  spare?: number
}

const gap = 2

/** `width`: of the terminal; undefined in a pipe. */
export const table = <Row>(
  rows: Row[],
  columns: Column<Row>[],
  { width, colors }: { width: number | undefined; colors: Colors },
): string[] => {
  const filled = columns.map(column => ({ column, texts: rows.map(row => clean(column.text(row))) }))
  const sized = filled.map(({ column, texts }) => ({
    ...{ column, texts },
    width: Math.max(widthOf(column.title), ...texts.map(widthOf)),
  }))
  const kept = width === undefined ? sized : fitting(sized, width)
  const drawn = (texts: (part: Sized<Row>) => string, color: (part: Sized<Row>, text: string) => string) =>
    kept
      .map((part, index) => {
        const text = cut(texts(part), part.width)
        const last = index === kept.length - 1 && part.column.align === undefined
        const space = padded('', part.width - widthOf(text))
        if (part.column.align === 'right') return space + color(part, text)
        return color(part, text) + (last ? '' : space)
      })
      .join(' '.repeat(gap))
  const head = drawn(
    part => part.column.title,
    (_, text) => colors.dim(text),
  )
  const body = rows.map((row, at) =>
    drawn(
      part => part.texts[at]!,
      (part, text) => part.column.color?.(text, row) ?? text,
    ),
  )
  return [head, ...body]
}

type Sized<Row> = { column: Column<Row>; texts: string[]; width: number }

const fitting = <Row>(all: Sized<Row>[], width: number): Sized<Row>[] => {
  const least = ({ column, width: natural }: Sized<Row>) => Math.min(natural, column.least ?? natural)
  const needed = (parts: Sized<Row>[]) => parts.reduce((sum, part) => sum + least(part) + gap, -gap)
  let parts = all
  while (needed(parts) > width) {
    const spare = parts.filter(({ column }) => column.spare).sort((a, b) => b.column.spare! - a.column.spare!)[0]
    if (!spare) break
    parts = parts.filter(part => part !== spare)
  }
  let over = parts.reduce((sum, part) => sum + part.width + gap, -gap) - width
  return parts.map(part => {
    const less = Math.max(0, Math.min(over, part.width - least(part)))
    over -= less
    return { ...part, width: part.width - less }
  })
}
