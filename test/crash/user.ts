// Somebody who uses what serves, one request after the other, so that there is an order: what Panda's death breaks is no
// failure, everything else is.
import { Agent, get } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { sickText } from './program.ts'

type Answer = { at: number; body: string } | { at: number; fault: string }

const everyMs = 50
/** A connection that breaks so short before the end of Panda is known to be that end. */
const deathMs = 500
const patienceMs = 5_000
/** After a start all programs come up again. */
const upWithinMs = 20_000

export type Seen = { bodies: string[]; faults: string[] }

export class User {
  readonly #url: string
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 })
  readonly #answers: Answer[] = []
  readonly #since = Date.now()
  readonly #over: Promise<void>
  #ending = false

  constructor(url: string) {
    this.#url = url
    this.#over = this.#goOn()
  }

  /** What was not as it should: `diedAt`, when Panda died; `starting`: it began with Panda. Answers bodies in their order. */
  async stop({ diedAt, starting }: { diedAt?: number; starting: boolean }): Promise<Seen> {
    // Whoever is quickly done need not have seen anything yet.
    while (starting && !this.#answers.some(isBody) && Date.now() < this.#since + upWithinMs) await pause(everyMs)
    this.#ending = true
    await this.#over
    this.#agent.destroy()
    const answers = this.#answers
    const up = starting ? answers.findIndex(isBody) : 0
    if (up < 0) return { bodies: [], faults: [`nothing served ${this.#url} again within ${upWithinMs / 1000} s`] }
    const told = answers.slice(up)
    const bodies = told.flatMap(answer => ('body' in answer ? [answer.body] : []))
    const failed = told.filter(answer => 'fault' in answer && !(diedAt && answer.at > diedAt - deathMs))
    const first = failed[0]
    if (!first || !('fault' in first)) return { bodies, faults: [] }
    const times = [first, failed.at(-1)!, answers[up]!].map(({ at }) => at - this.#since)
    const when = `${times[0]} to ${times[1]} ms after ${starting ? 'the start' : 'the case began'}, answered from ${times[2]}`
    return { bodies, faults: [`${failed.length} of ${told.length} requests failed, ${when}: ${first.fault}`] }
  }

  async #goOn() {
    while (!this.#ending) {
      const answer = await bodyOf(this.#url, this.#agent).then(
        body => ({ body }),
        (fault: unknown) => ({ fault: String(fault) }),
      )
      this.#answers.push({ at: Date.now(), ...answer })
      await pause(everyMs)
    }
  }
}

const isBody = (answer: Answer) => 'body' in answer

/** `false`: over a connection of its own, which no Panda before this one has known. */
export const bodyOf = (url: string, agent: Agent | false) =>
  new Promise<string>((resolve, reject) => {
    const asked = get(url, { agent, timeout: patienceMs }, response => {
      let text = ''
      response.setEncoding('utf8').on('data', piece => {
        text += piece
      })
      response.on('end', () => {
        const title = /<title>(.*)<\/title>/.exec(text)?.[1]
        if (response.statusCode === 200 || text === sickText) resolve(text.trim())
        else reject(new Error(`answered ${title ?? `${response.statusCode} ${text.slice(0, 80)}`}`))
      })
      response.on('error', reject)
    })
    asked.on('timeout', () => asked.destroy(new Error(`no answer in ${patienceMs / 1000} s`)))
    asked.on('error', reject)
  })
