// One program behind the load balancer: its health, what it has in flight, and the sockets kept open to it.
import { Agent } from 'node:http'

export type TargetState = 'initial' | 'healthy' | 'unhealthy' | 'draining'

/** Idle sockets kept a target. They live shorter than the 5 s after which a Node server closes its side. */
const keptSockets = 64
const keptMs = 4000

export class Target {
  readonly id: string
  readonly host: string
  readonly port: number
  readonly kept = new Agent({ keepAlive: true, maxFreeSockets: keptSockets, timeout: keptMs, scheduling: 'lifo' })
  state: TargetState = 'initial'
  private inFlight = 0
  private readonly cuts = new Set<() => void>()
  private whenIdle: (() => void)[] = []

  constructor(id: string, address: { host: string; port: number }) {
    this.id = id
    this.host = address.host
    this.port = address.port
  }

  /** From the pick on. Answers what to call, once or more often, when the request is over for the target. */
  hold(): () => void {
    this.inFlight++
    let held = true
    return () => {
      if (!held) return
      held = false
      this.inFlight--
      if (this.inFlight === 0) for (const tell of this.whenIdle.splice(0)) tell()
    }
  }

  /** What is cut if it is still there when the drain time is over. Answers how to forget it. */
  cutLater(cut: () => void): () => void {
    this.cuts.add(cut)
    return () => this.cuts.delete(cut)
  }

  /** Nothing new from this tick on. In real time: what is in flight takes real time, whatever the timeline's rate. */
  async drain(drainMs: number): Promise<void> {
    this.state = 'draining'
    await this.idle(drainMs)
    this.cut()
  }

  cut(): void {
    this.state = 'draining'
    for (const cut of [...this.cuts]) cut()
    this.cuts.clear()
    this.kept.destroy()
  }

  private idle(limitMs: number): Promise<void> {
    if (this.inFlight === 0) return Promise.resolve()
    return new Promise(resolve => {
      const timer = setTimeout(resolve, limitMs)
      this.whenIdle.push(() => {
        clearTimeout(timer)
        resolve()
      })
    })
  }
}

export const cutting = (stream: { destroy(): unknown }) => () => void stream.destroy()
