// Build output in order: chunks come over the socket, and what is missing there is read over HTTP.
import { passes } from './faults.ts'
import { pauseBefore, type Timing } from './timing.ts'
import type { LogLines } from './types.ts'

export type ReadLogs = (after: number) => Promise<LogLines[]>

const attempts = 4

export class LogTail {
  readonly #timing: Timing
  readonly #read: ReadLogs
  readonly #give: (lines: LogLines) => void
  #last = 0
  /** Came over the socket ahead of what is missing. */
  #ahead: LogLines[] = []
  #reading: Promise<unknown> | undefined

  constructor(timing: Timing, read: ReadLogs, give: (lines: LogLines) => void) {
    this.#timing = timing
    this.#read = read
    this.#give = give
  }

  push(lines: LogLines) {
    if (lines.chunk <= this.#last + 1 && !this.#reading) return this.#take(lines)
    this.#ahead.push(lines)
    this.look()
  }

  /** Reads what the socket may have missed. A fault here is not the end: the next chunk, or the end, reads again. */
  look() {
    this.#reading ??= this.#fill().then(fault => {
      this.#reading = undefined
      if (fault === undefined && this.#ahead.length > 0) this.look()
    })
  }

  /** Answers the fault if the rest could not be had. */
  async finish(): Promise<unknown> {
    await this.#reading
    for (let attempt = 1; ; attempt += 1) {
      const fault = await this.#fill()
      if (fault === undefined || attempt === attempts || !passes(fault)) return fault
      await new Promise<void>(resolve => this.#timing.after(pauseBefore(attempt, this.#timing), resolve))
    }
  }

  /** A chunk that is not there either never will be: its report was lost on the way, and it is passed over. */
  async #fill(): Promise<unknown> {
    try {
      for (;;) {
        const found = await this.#read(this.#last)
        const before = this.#last
        for (const lines of inOrder(found)) this.#take(lines)
        if (this.#last === before) break
      }
      for (const lines of inOrder(this.#ahead)) this.#take(lines)
      this.#ahead = []
      return undefined
    } catch (fault) {
      return fault
    }
  }

  #take(lines: LogLines) {
    if (lines.chunk <= this.#last) return
    this.#last = lines.chunk
    this.#give(lines)
  }
}

const inOrder = (chunks: LogLines[]) => [...chunks].sort((a, b) => a.chunk - b.chunk)
