import type { CallContext } from '../caller.ts'
import { readChunks } from '../store/output.ts'
import { ownDeployment } from './own-deployment.ts'

/** Chunks are 100 kB at most, and Lambda answers 6 MB at most: whoever wants more asks again. */
const mostChunks = 50

export const readLogs = async ({ id, after }: { id: string; after: number }, context: CallContext) => {
  await ownDeployment(context, id)
  const chunks = await readChunks(context.ports, id, after, mostChunks)
  return { chunks, lastChunk: chunks.at(-1)?.chunk ?? after }
}
