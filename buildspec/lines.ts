// Output as lines: cut from a stream, and measured for what a report may hold.

/** Characters of one line that are kept; a program that prints more without a line break has it cut. */
const lineLimit = 2_000
/** Characters held while no line break comes. */
const heldLimit = 8_000

/** Ends lines at `\n` and at `\r`, with which programs redraw their progress. Empty lines are left out. */
export const lineSplitter = (onLine: (line: string) => void) => {
  let held = ''
  const give = (line: string) => {
    if (line.trim() !== '') onLine(line)
  }
  return {
    write: (text: string) => {
      const parts = (held + text).split(/\r\n|\n|\r/)
      held = (parts.pop() ?? '').slice(0, heldLimit)
      parts.forEach(give)
    },
    end: () => {
      give(held)
      held = ''
    },
  }
}

/** After redaction, never before: half a secret is not recognised. */
export const cutLine = (line: string) => (line.length > lineLimit ? `${line.slice(0, lineLimit)} …` : line)

/** As many of the first lines as fit into so many bytes of JSON; at least one. */
export const firstThatFit = (lines: readonly string[], bytes: number) =>
  lines.slice(0, Math.max(1, fitting(lines, bytes)))

/** The last lines, so many at most, that fit into so many bytes of JSON. */
export const lastThatFit = (lines: readonly string[], count: number, bytes: number) => {
  const last = lines.slice(-count).reverse()
  return last.slice(0, fitting(last, bytes)).reverse()
}

const fitting = (lines: readonly string[], bytes: number) => {
  let room = bytes
  const over = lines.findIndex(line => {
    room -= jsonBytes(line)
    return room < 0
  })
  return over < 0 ? lines.length : over
}

/** With the comma: control characters take six bytes in JSON. */
const jsonBytes = (line: string) => Buffer.byteLength(JSON.stringify(line)) + 1
