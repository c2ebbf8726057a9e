// Lambda: runs of functions, each a process that ends with its answer, its timeout or its death, and what its caller hears.
import type { Dice } from './dice.ts'
import { type About, type Kind, Process } from './process.ts'
import type { Scheduler } from './scheduler.ts'

/** As lib/entries.ts gives them. */
const seconds: Partial<Record<Kind, number>> = { step: 50, api: 29 }
const usualSeconds = 30

export class Functions {
  readonly living = new Set<Process>()
  /** How far a new one's clock is off (ms). */
  skew: () => number = () => 0
  private readonly scheduler: Scheduler
  private readonly dice: Dice
  private count = 0

  constructor(scheduler: Scheduler, dice: Dice) {
    this.scheduler = scheduler
    this.dice = dice
  }

  /** Rejects with what Lambda says of one that has died. */
  run<T>(kind: Kind, about: About, work: () => Promise<T>): Promise<T> {
    const { scheduler } = this
    return new Promise<T>((resolve, reject) => {
      const died = (why: string) => {
        cancel()
        this.living.delete(process)
        scheduler.note(`xx ${process.name} ${why}`)
        const error = why === 'timeout' ? named('Sandbox.Timedout') : named('Lambda.Unknown')
        // What has just died is noticed at once, or only when its time is over.
        const late = why === 'timeout' || this.dice.chance(0.5) ? 0 : this.dice.int(20_000)
        scheduler.at(scheduler.now() + late, () => reject(error))
      }
      const process = new Process(++this.count, kind, about, this.skew(), died)
      const limit = (seconds[kind] ?? usualSeconds) * 1000
      const cancel = scheduler.at(scheduler.now() + limit, () => process.die('timeout'))
      const over = () => {
        process.isOver = true
        cancel()
        this.living.delete(process)
      }
      this.living.add(process)
      scheduler.within(process, work).then(
        value => {
          if (process.isDead) return
          over()
          resolve(value)
        },
        fault => {
          if (process.isDead) return
          over()
          reject(fault)
        },
      )
    })
  }

  /** A client or a host: nobody waits for it, and it has no time limit. */
  lasting(kind: Kind, about: About): Process {
    return new Process(++this.count, kind, about, 0, () => {})
  }
}

const named = (name: string) => Object.assign(new Error(`RequestId: sim Error: ${name}`), { name })
