// Which edges of the machine were crossed: read off what Step Functions puts on its shelf at each transition.
import type { Shelf } from '../../region/kernel.ts'
import type { Execution } from '../../region/states/execution.ts'

export class Asl {
  readonly shelf: Shelf
  readonly edges = new Map<string, number>()
  /** By deployment: where its newest execution is. */
  readonly at = new Map<string, string>()
  private readonly errors = new Map<string, string>()
  private running = 0
  /** Of all attempts so far, oldest first; the last ones may be alive. */
  readonly tokens: string[] = []
  private readonly alive = new Map<string, string>()

  constructor(inner: Shelf) {
    this.shelf = {
      ...inner,
      put: (kind, key, value) => {
        if (kind === 'states.execution') this.moved(value as Execution, inner.get<Execution>(kind, key))
        inner.put(kind, key, value)
      },
    }
  }

  get isQuiet() {
    return this.running === 0
  }

  private moved(now: Execution, before: Execution | undefined) {
    if (!before) this.running += 1
    if (before?.status === 'RUNNING' && now.status !== 'RUNNING') this.running -= 1
    this.noteToken(now)
    const last = now.history.at(-1)
    if (!last || now.n === before?.n) return
    const { state, what } = last
    if (what.startsWith('to ')) {
      const error = this.errors.get(now.arn)
      this.errors.delete(now.arn)
      const to = what.slice(3)
      this.count(error === undefined ? `${state} → ${to}` : `${state} ✗ ${error} → ${to}`)
      this.at.set(String((now.input as { deploymentId?: string }).deploymentId), to)
    } else if (now.status === 'RUNNING' && now.at.phase === 'error')
      this.errors.set(now.arn, kindOf(now.at.error.Error))
    else if (now.status === 'RUNNING' && now.at.phase === 'pause') {
      this.count(`${state} ✗ retry ${kindOf(what)}`)
      this.errors.delete(now.arn)
    } else if (now.status !== 'RUNNING') this.count(`${state} → ${now.status}`)
  }

  isTokenAlive(token: string) {
    return [...this.alive.values()].includes(token)
  }

  private noteToken(now: Execution) {
    const token = now.status === 'RUNNING' && now.at.phase === 'task' ? now.at.token : undefined
    if (token === undefined) this.alive.delete(now.arn)
    else if (this.alive.get(now.arn) !== token) {
      this.alive.set(now.arn, token)
      this.tokens.push(token)
    }
  }

  private count(edge: string) {
    this.edges.set(edge, (this.edges.get(edge) ?? 0) + 1)
  }
}

const kindOf = (error: string) =>
  /^(Look|States\.Timeout|CloudFault)$/.test(error) ? error : /^(Lambda|Sandbox)/.test(error) ? 'Lambda' : 'other'
