// A line with escape sequences, as pieces that look the same throughout.
export type Cell = { column: number; text: string; color?: string; bold?: boolean; dim?: boolean }

const colors: Record<number, string> = {
  ...{ 30: '#5c6370', 31: '#f07178', 32: '#8fce6f', 33: '#e5c07b', 34: '#61afef', 35: '#c792ea', 36: '#56b6c2' },
  ...{ 90: '#7f8795', 91: '#f07178', 92: '#8fce6f', 93: '#e5c07b', 94: '#61afef', 95: '#c792ea', 96: '#56b6c2' },
}

type Look = Pick<Cell, 'color' | 'bold' | 'dim'>

export const cells = (line: string): Cell[] => {
  const found: Cell[] = []
  let [look, column]: [Look, number] = [{}, 0]
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what a terminal's colours begin with
  for (const piece of line.split(/(\x1b\[[\d;]*m)/)) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: as above
    const codes = /^\x1b\[([\d;]*)m$/.exec(piece)?.[1]
    if (codes !== undefined) look = changed(look, codes.split(';').map(Number))
    else if (piece) {
      found.push({ column, text: piece, ...look })
      column += [...piece].length
    }
  }
  return found
}

const changed = (look: Look, codes: number[]): Look => {
  let now = look
  for (const code of codes) now = code === 0 ? {} : Object.assign({ ...now }, meanings(code))
  return now
}

const meanings = (code: number): Look => {
  if (code === 1) return { bold: true }
  if (code === 2) return { dim: true }
  if (code === 22) return { bold: false, dim: false }
  if (code === 39) return { color: undefined }
  return colors[code] ? { color: colors[code] } : {}
}
