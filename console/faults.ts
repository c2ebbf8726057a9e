// A fault of the client, as a person reads it. The server's words come in the reader's language or not at all.
import { PandaError, Unreachable } from '../client/faults.ts'
import type { Words } from './words.ts'

export const faultText = (fault: unknown, { frame }: Words): string => {
  if (fault instanceof Unreachable) return frame.unreachable
  if (!(fault instanceof PandaError)) return fault instanceof Error ? fault.message : String(fault)
  if (fault.errorCode === undefined) return frame.notPanda(fault.status)
  const reference = (fault.body as { reference?: unknown }).reference
  return typeof reference === 'string' ? `${fault.message} (${frame.reference(reference)})` : fault.message
}

/** What Panda found wrong with each field of what was sent. */
export const fieldFaults = (fault: unknown): Record<string, string> => {
  const faults = fault instanceof PandaError ? (Object(fault.body) as { faults?: unknown }).faults : undefined
  if (!Array.isArray(faults)) return {}
  return Object.fromEntries(faults.map(({ field, message }: { field: string; message: string }) => [field, message]))
}
