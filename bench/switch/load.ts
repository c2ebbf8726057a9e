// 200 requests a second, whatever becomes of those before: a request that waits makes none of the next ones late.
import { Agent, request } from 'node:http'
import { setTimeout } from 'node:timers/promises'

const everyMs = 5
const [warmSeconds, seconds] = [1, 3]

export type Loaded = { times: number[]; failed: number; colors: Set<string> }

/** `halfway` is called in the middle, and waited for at the end. The first second is for programs that compile as they run. */
export const load = async (port: number, halfway: () => Promise<void>): Promise<Loaded> => {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const loaded: Loaded = { times: [], failed: 0, colors: new Set() }
  const asked: Promise<void>[] = []
  let switched: Promise<void> | undefined
  const [warm, count] = [warmSeconds, warmSeconds + seconds].map(each => (each * 1_000) / everyMs) as [number, number]
  const began = performance.now()
  for (let n = 0; n < count; n++) {
    const due = began + n * everyMs
    await setTimeout(Math.max(0, due - performance.now()))
    if (n === (warm + count) / 2) switched = halfway()
    asked.push(ask(port, agent, loaded, n >= warm))
  }
  await Promise.all([...asked, switched])
  agent.destroy()
  return loaded
}

const ask = (port: number, agent: Agent, loaded: Loaded, counts: boolean) =>
  new Promise<void>(resolve => {
    const began = performance.now()
    const failed = () => {
      loaded.failed++
      resolve()
    }
    const asked = request({ host: '127.0.0.1', port, agent, path: '/' }, answer => {
      let text = ''
      answer.setEncoding('utf8').on('data', (piece: string) => {
        text += piece
      })
      answer.on('error', failed)
      answer.on('end', () => {
        if (answer.statusCode !== 200) return failed()
        loaded.colors.add(text)
        if (counts) loaded.times.push(performance.now() - began)
        resolve()
      })
    })
    asked.on('error', failed).end()
  })
