// One run of a function, a client, a build host: what can be cut off at any call, as a Lambda, a laptop or a host is.

export type Kind =
  | 'step'
  | 'event'
  | 'build-report'
  | 'build-call'
  | 'api'
  | 'socket'
  | 'advance'
  | 'push'
  | 'sweep'
  | 'client'
  | 'host'
  | 'world'

/** Whose business it is about. */
export type About = { deploymentId?: string; state?: string; tenant?: string }

export class Process {
  readonly id: number
  readonly kind: Kind
  readonly about: About
  /** How far its clock is off (ms). */
  readonly skew: number
  /** It does nothing more, ever: no `catch`, no `finally`. */
  isDead = false
  isOver = false
  /** Of the world's: whose call it answers. */
  behalf: Process | undefined
  private own: Process | undefined
  private readonly onDeath: (why: string) => void

  constructor(id: number, kind: Kind, about: About, skew: number, onDeath: (why: string) => void) {
    this.id = id
    this.kind = kind
    this.about = about
    this.skew = skew
    this.onDeath = onDeath
  }

  /** The world while it answers this one's calls: nothing cuts that off. */
  get answering(): Process {
    if (this.kind === 'world') return this
    this.own ??= new Process(0, 'world', {}, 0, () => {})
    this.own.behalf = this
    return this.own
  }

  get name() {
    const { deploymentId, state } = this.about
    return `${this.kind}#${this.id}${deploymentId ? ` ${deploymentId.slice(0, 8)}` : ''}${state ? ` ${state}` : ''}`
  }

  die(why: string) {
    if (this.isDead || this.isOver) return
    this.isDead = true
    this.onDeath(why)
  }
}
