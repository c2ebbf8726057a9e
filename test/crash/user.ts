// Somebody who uses what serves, all the time: what Panda's death breaks is no failure, everything else is.
import { Agent, get } from 'node:http'

type Answer = { at: number; body: string } | { at: number; fault: string }

const everyMs = 40
/** A connection that breaks so short before the end of Panda is known to be that end. */
const deathMs = 500
const patienceMs = 5_000
/** After a start all programs come up again. */
const upWithinMs = 20_000

export class User {
  readonly #url: string
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 4 })
  readonly #answers: Answer[] = []
  readonly #timer: NodeJS.Timeout
  readonly #asking = new Set<Promise<void>>()
  readonly #since = Date.now()

  /** `fresh`: Panda has just started, and the programs with it. */
  constructor(url: string) {
    this.#url = url
    this.#timer = setInterval(() => this.#ask(), everyMs)
  }

  /** What was not as it should: `diedAt`, when Panda died; `starting`: it began with Panda. Answers bodies in their order. */
  async stop({
    diedAt,
    starting,
  }: {
    diedAt?: number
    starting: boolean
  }): Promise<{ bodies: string[]; faults: string[] }> {
    clearInterval(this.#timer)
    await Promise.all(this.#asking)
    this.#agent.destroy()
    const answers = this.#answers.sort((a, b) => a.at - b.at)
    const first = starting ? answers.findIndex(answer => 'body' in answer) : 0
    const faults: string[] = []
    if (starting && diedAt === undefined && (first < 0 || answers[first]!.at - this.#since > upWithinMs))
      faults.push(`nothing served ${this.#url} again within ${upWithinMs / 1000} s`)
    const bodies: string[] = []
    const failed: Extract<Answer, { fault: string }>[] = []
    for (const answer of first < 0 ? [] : answers.slice(first)) {
      if ('fault' in answer) {
        if (diedAt === undefined || answer.at < diedAt - deathMs) failed.push(answer)
      } else if (bodies.at(-1) !== answer.body) bodies.push(answer.body)
    }
    const [one] = failed
    const when = (answer: Answer | undefined) => `${(answer?.at ?? 0) - this.#since} ms`
    if (one) {
      const count = `${failed.length} of ${answers.length} requests failed`
      const times = `${when(one)} to ${when(failed.at(-1))} after ${starting ? 'the start' : 'the case began'}`
      faults.push(`${count}, ${times}${starting ? `, answered since ${when(answers[first])}` : ''}: ${one.fault}`)
    }
    return { bodies, faults }
  }

  #ask() {
    const at = Date.now()
    const asked = bodyOf(this.#url, this.#agent)
      .then(body => void this.#answers.push({ at, body }))
      .catch((fault: unknown) => void this.#answers.push({ at: Date.now(), fault: String(fault) }))
      .finally(() => this.#asking.delete(asked))
    this.#asking.add(asked)
  }
}

/** 502 to 504 are the load balancer's own: nobody served. */
const bodyOf = (url: string, agent: Agent) =>
  new Promise<string>((resolve, reject) => {
    const asked = get(url, { agent, timeout: patienceMs }, response => {
      let text = ''
      response.setEncoding('utf8').on('data', piece => {
        text += piece
      })
      response.on('end', () => {
        if (response.statusCode === 200 || text.includes('I am sick')) resolve(text.trim())
        else
          reject(
            new Error(`answered ${response.statusCode} ${/<title>(.*)<\/title>/.exec(text)?.[1] ?? text.slice(0, 80)}`),
          )
      })
      response.on('error', reject)
    })
    asked.on('timeout', () => asked.destroy(new Error(`no answer in ${patienceMs / 1000} s`)))
    asked.on('error', reject)
  })
