// What ends a command other than well: a sentence, what to do next, and the exit code.

export const exitCodes = { good: 0, failed: 1, wrongUse: 2, unreachable: 3, interrupted: 130 } as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

export class Mishap extends Error {
  override name = 'Mishap'
  readonly exitCode: ExitCode
  /** Lines that say what to do. */
  readonly next: string[]
  readonly errorCode: string | undefined
  constructor(exitCode: ExitCode, message: string, next: string[] = [], errorCode?: string) {
    super(message)
    this.exitCode = exitCode
    this.next = next
    this.errorCode = errorCode
  }
}

export const wrongUse = (message: string, ...next: string[]) => new Mishap(exitCodes.wrongUse, message, next)
