// What the build wrote, in numbered chunks of lines. Not part of the log.
//
//   pk  dep_…     sk  o#0000000003     chunk, padded to 10 digits
//   chunk, lines, expires              epoch seconds
import type { Item, Ports } from '../../core/ports.ts'

type Store = Pick<Ports, 'table'>

export type OutputChunk = { chunk: number; lines: string[] }

/** False: this chunk is there already. `expiresAt` in epoch seconds. */
export const putChunk = (
  { table }: Store,
  deploymentId: string,
  { chunk, lines }: OutputChunk,
  expiresAt: number,
): Promise<boolean> =>
  table.put({ pk: deploymentId, sk: sortKey(chunk), chunk, lines: whatFits(lines), expires: expiresAt }, 'absent')

/** Chunks after number `after`, in order, at most `limit`. */
export const readChunks = async (
  { table }: Store,
  deploymentId: string,
  after: number,
  limit: number,
): Promise<OutputChunk[]> => {
  const items = await table.query(deploymentId, { prefix, limit, ...(after > 0 && { after: sortKey(after) }) })
  return items.map(item => {
    const { chunk, lines } = chunkOf(item)
    return { chunk, lines }
  })
}

export const isChunkItem = (item: Item) => item.sk.startsWith(prefix)

/** Only of items for which isChunkItem holds. */
export const chunkOf = (item: Item) =>
  ({ deploymentId: item.pk, chunk: item.chunk, lines: item.lines }) as OutputChunk & { deploymentId: string }

const prefix = 'o#'

const sortKey = (chunk: number) => `${prefix}${String(chunk).padStart(10, '0')}`

/** An item holds 400 kB, a socket message 128 kB: a chunk that is refused would be sent again for ever. */
const mostBytes = 100_000

const whatFits = (lines: string[]) => {
  let bytes = 0
  const fitting = lines.findIndex(line => {
    bytes += Buffer.byteLength(line) + 4
    return bytes > mostBytes
  })
  return fitting === -1 ? lines : [...lines.slice(0, fitting), `… ${lines.length - fitting} lines left out`]
}
