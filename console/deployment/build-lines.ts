// What the build wrote, in order, each chunk once; the newest lines of it, as text.
import type { LogLines } from '../../client/types.ts'

export type BuildLines = { lastChunk: number; lines: readonly string[]; leftOut: number }

export const noLines: BuildLines = { lastChunk: 0, lines: [], leftOut: 0 }

/** More than this nobody reads here, and a browser is slow with. */
const mostLines = 2000

export const withChunks = (before: BuildLines, chunks: readonly LogLines[]): BuildLines => {
  const fresh = chunks.filter(({ chunk }) => chunk > before.lastChunk)
  if (fresh.length === 0) return before
  const lines = [...before.lines, ...fresh.flatMap(({ lines }) => lines.map(plain))]
  const tooMany = Math.max(0, lines.length - mostLines)
  return { lastChunk: fresh.at(-1)!.chunk, lines: lines.slice(tooMany), leftOut: before.leftOut + tooMany }
}

/** Without a terminal's colours and the other signs that only a terminal knows. */
const plain = (line: string) => line.replace(escapes, '')
// biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence begins with one
const escapes = /\u001b\[[0-9;?]*[ -/]*[@-~]|[\u0000-\u0008\u000b-\u001f\u007f]/g
