// Users of a deployed program: keep-alive clients that never stop asking, some of them with long requests.
import { Agent, get } from 'node:http'

export type Load = {
  /** So far. */
  answers(): number
  failed: string[]
  /** Bodies in the order of their first answer, with how many said so. */
  bodies: Map<string, number>
  /** Long requests that were answered. */
  slow(): number
  /** Goes on until so many were answered, and a few more from now on; lets the last ones finish, and ends. */
  enough(answers: number): Promise<void>
}

const clients = 8
const slowClients = 4
/** Leaves the machine some time for the deployment that is being tested. */
const pauseMs = 10
const slowMs = 2000

export const load = (url: string): Load => {
  const failed: string[] = []
  const bodies = new Map<string, number>()
  let answers = 0
  let slow = 0
  let ending = false
  const ask = async (path: string, agent: Agent) => {
    try {
      const { status, body } = await answerOf(new URL(path, url), agent)
      if (status !== 200) failed.push(`${path} answered ${status}: ${body}`)
      bodies.set(body, (bodies.get(body) ?? 0) + 1)
      answers += 1
    } catch (fault) {
      failed.push(`${path}: ${fault}`)
    }
  }
  const client = async (path: string, afterwards: () => Promise<void>) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    while (!ending) {
      await ask(path, agent)
      await afterwards()
    }
    agent.destroy()
  }
  const all = [
    ...Array.from({ length: clients }, () => client('/', () => pause(pauseMs))),
    ...Array.from({ length: slowClients }, () =>
      client(`/slow?ms=${slowMs}`, async () => {
        slow += 1
      }),
    ),
  ]
  const enough = async (wanted: number) => {
    const until = Date.now() + 60_000
    // Where the machine stood still they may all be from before: what answers now is to be heard.
    const least = Math.max(wanted, answers + 4 * clients)
    while (answers < least && Date.now() < until) await pause(100)
    ending = true
    await Promise.all(all)
  }
  return { answers: () => answers, failed, bodies, slow: () => slow, enough }
}

const answerOf = (url: URL, agent: Agent) =>
  new Promise<{ status: number; body: string }>((resolve, reject) => {
    const request = get(url, { agent, timeout: 30_000 }, response => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (text: string) => {
        body += text
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: body.trim() }))
      response.on('error', reject)
    })
    request.on('timeout', () => request.destroy(new Error('no answer in 30 s')))
    request.on('error', reject)
  })

export const pause = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms))
