// Faults are named errors; expected outcomes are values and never thrown.
import type { ErrorCode } from './vocabulary.ts'

/** How the cloud said no. `throttled` and `unreachable` pass by themselves: a step looks again later. */
export type CloudFaultKind = 'throttled' | 'unreachable' | 'expired' | 'denied' | 'missing' | 'conflict' | 'invalid'

export class CloudFault extends Error {
  override name = 'CloudFault'
  readonly kind: CloudFaultKind
  readonly operation: string
  constructor(kind: CloudFaultKind, operation: string, message: string) {
    super(message)
    this.kind = kind
    this.operation = operation
  }
}

/** A thing of that name is in the customer's account already and is not ours (tags differ): never touched. */
export class NameTaken extends Error {
  override name = 'NameTaken'
}

/** Something was done, or refused, and its row of the audit log could not be written. The message holds the row. */
export class AuditNotWritten extends Error {
  override name = 'AuditNotWritten'
}

/** A call that is refused, with the words for whoever called. */
export class Refusal extends Error {
  override name = 'Refusal'
  readonly errorCode: ErrorCode
  readonly details: Record<string, unknown>
  constructor(errorCode: ErrorCode, message: string, details: Record<string, unknown> = {}) {
    super(message)
    this.errorCode = errorCode
    this.details = details
  }
}
