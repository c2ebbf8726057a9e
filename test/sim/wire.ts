// Every call that leaves a process: it parks on its way there and on its way back, and either way may go wrong.
import { CloudFault } from '../../core/faults.ts'
import { AwsError } from '../../region/aws-error.ts'
import type { Process } from './process.ts'
import type { Scheduler } from './scheduler.ts'

/** Whom it goes to. */
export type To = 'table' | 'aws' | 'customer' | 'http' | 'github' | 'probe' | 'socket' | 'function'
export type Call = { to: To; what: string; about: string; process: Process }

export type Mishap = 'crash-before' | 'crash-after' | 'lost-reply' | 'throttled' | 'timeout' | 'expired'
/** Decided when the call is made. */
export type Mishaps = { of(call: Call): Mishap | undefined }

export class Wire {
  private readonly scheduler: Scheduler
  private readonly mishaps: Mishaps

  constructor(scheduler: Scheduler, mishaps: Mishaps) {
    this.scheduler = scheduler
    this.mishaps = mishaps
  }

  async call<T>(to: To, what: string, about: string, run: () => Promise<T>): Promise<T> {
    const { scheduler } = this
    const process = scheduler.current
    const call = { to, what, about, process }
    const label = `${process.name} → ${what} ${about}`
    const mishap = process.kind === 'world' ? undefined : this.mishaps.of(call)
    if (mishap) scheduler.note(`!! ${mishap} ${label}`)
    if (mishap === 'crash-before') return crashed(process)
    await scheduler.park(label)
    if (mishap === 'throttled' || mishap === 'expired') throw faultOf(mishap, call)
    if (mishap === 'timeout') {
      await this.pause(process, silenceMs)
      throw faultOf(mishap, call)
    }
    const outcome = await settled(scheduler.within(process.answering, run))
    if (mishap === 'crash-after') return crashed(process)
    await scheduler.park(`${label} ←`)
    if (mishap === 'lost-reply') throw faultOf(mishap, call)
    if ('fault' in outcome) throw outcome.fault
    return outcome.value
  }

  /** Time passes for this process, if it lives that long. */
  pause(process: Process, ms: number): Promise<void> {
    return new Promise(resolve => {
      this.scheduler.at(this.scheduler.now() + ms, () => {
        if (!process.isDead) resolve()
      })
    })
  }
}

/** As long as a socket waits before it says that nobody answers. */
const silenceMs = 3_000

type Settled<T> = { value: T } | { fault: unknown }

const settled = async <T>(answer: Promise<T>): Promise<Settled<T>> => {
  try {
    return { value: await answer }
  } catch (fault) {
    return { fault }
  }
}

/** A promise that never settles: a throw would run what a killed process does not. */
const crashed = (process: Process): Promise<never> => {
  process.die('crash')
  return new Promise<never>(() => {})
}

/** The table's adapter speaks the domain's words; the SDK speaks AWS's. */
const faultOf = (mishap: Mishap, { to, what }: Call): Error => {
  if (to === 'table') {
    if (mishap === 'throttled') return new CloudFault('throttled', what, 'Rate exceeded')
    return new CloudFault('unreachable', what, 'socket hang up')
  }
  if (mishap === 'throttled') return new AwsError('ThrottlingException', 'Rate exceeded')
  if (mishap === 'expired')
    return new AwsError('ExpiredTokenException', 'The security token included in the request is expired')
  return Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET' })
}
