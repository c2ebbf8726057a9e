// Tells what a build has reached. Every report holds all of it, so that the latest alone is enough; milestones go out at
// once, progress and output are held back to a bearable pace. Reports go one after another, `n` growing.
import type { ErrorCode, Milestone } from '../core/vocabulary.ts'
import { deliver } from './delivery.ts'
import type { Failure, Report } from './host.ts'
import { cutLine, lastThatFit } from './lines.ts'
import { outputBuffer } from './output.ts'
import type { Redact } from './redactor.ts'

type Telling = {
  deploymentId: string
  send(report: Report): Promise<void>
  now(): number
  redact: Redact
  signal: AbortSignal
}

const progressEveryMs = 2_000
const outputEveryMs = 1_000
/** After a report that was given up. */
const restMs = 5_000
/** More than the backlog of output can hold. */
const finalReports = 200
/** Characters, and bytes of JSON. */
const progressLimit = 500
const messageLimit = 8_000
const never = Number.POSITIVE_INFINITY

export class Reporter {
  readonly #to: Telling
  readonly #milestones: Report['milestones'] = []
  readonly #output = outputBuffer()
  #n = 0
  #failure: Failure | undefined
  #progress: Report['progress']
  /** A milestone or failure that no report has said yet. */
  #news = false
  #finishing = false
  #nextProgress = 0
  #nextOutput = 0
  #notBefore = 0
  #sending: Promise<unknown> | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(to: Telling) {
    this.#to = to
  }

  milestone(code: Milestone, details: Record<string, unknown> = {}) {
    this.#milestones.push({ code, details: this.#to.redact(details) })
    // What was going on is over.
    this.#progress = undefined
    this.#news = true
    this.#pump()
  }

  progress(next: NonNullable<Report['progress']>) {
    this.#progress = { ...next, message: this.#to.redact(next.message).slice(0, progressLimit) }
    this.#pump()
  }

  line(text: string) {
    this.#output.add(this.#to.redact(text))
    this.#pump()
  }

  /** The message is for an event, which has room for so much; the lines are for who looks closer. */
  failure(errorCode: ErrorCode, message: string): Failure {
    const lines = this.#to.redact(message).split('\n').map(cutLine)
    return { errorCode, message: lastThatFit(lines, 40, messageLimit).join('\n'), lines: this.#output.lastLines() }
  }

  /** Sends all that is left, whatever the pace: the last report says how it ended, and has the last output. */
  async finish(failure?: Failure) {
    this.#finishing = true
    this.stop()
    await this.#sending
    this.#failure = failure
    this.#progress = undefined
    this.#news = true
    for (let sent = 0; sent < finalReports && (this.#news || this.#output.has()); sent++) {
      if (!(await this.#sendOne(true))) return
    }
  }

  said() {
    return { milestones: [...this.#milestones], failure: this.#failure, n: this.#n }
  }

  stop() {
    clearTimeout(this.#timer)
  }

  #pump() {
    this.stop()
    const due = this.#dueAt()
    if (this.#sending || this.#finishing || this.#to.signal.aborted || due === never) return
    const wait = due - this.#to.now()
    if (wait > 0) {
      this.#timer = setTimeout(() => this.#pump(), wait)
      return
    }
    this.#sending = this.#sendOne(false).finally(() => {
      this.#sending = undefined
      this.#pump()
    })
  }

  #dueAt() {
    const news = this.#news ? 0 : never
    const progress = this.#progress ? this.#nextProgress : never
    const output = this.#output.has() ? this.#nextOutput : never
    return Math.max(this.#notBefore, Math.min(news, progress, output))
  }

  /** One report with what is due. Whether it arrived. */
  async #sendOne(everything: boolean) {
    const now = this.#to.now()
    const chunk = everything || now >= this.#nextOutput ? this.#output.take() : undefined
    const progress = now >= this.#nextProgress ? this.#progress : undefined
    if (chunk) this.#nextOutput = now + outputEveryMs
    if (progress) this.#nextProgress = now + progressEveryMs
    if (progress) this.#progress = undefined
    this.#news = false
    const arrived = await deliver(this.#report(progress, chunk), this.#to.send, this.#to.signal)
    if (arrived && chunk) this.#output.arrived()
    if (!arrived) this.#news = true
    if (!arrived) this.#notBefore = this.#to.now() + restMs
    return arrived
  }

  #report(progress: Report['progress'], output: Report['output']): Report {
    const report: Report = { deploymentId: this.#to.deploymentId, n: ++this.#n, milestones: [...this.#milestones] }
    if (this.#failure) report.failure = this.#failure
    if (progress) report.progress = progress
    if (output) report.output = output
    return report
  }
}
