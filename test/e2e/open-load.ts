// Requests at a steady pace, whoever answers and however late: what users are, and what waits for no answer.
import { Agent, get } from 'node:http'

export type Asked = { at: number; status: number | null; said: string }
export type OpenLoad = { asked: Asked[]; stop(): Promise<void> }

const everyMs = 25

export const openLoad = (url: string): OpenLoad => {
  const agent = new Agent({ keepAlive: true })
  const asked: Asked[] = []
  const pending = new Set<Promise<void>>()
  const timer = setInterval(() => {
    const one = ask(url, agent).then(answer => void asked.push(answer))
    pending.add(one)
    one.then(() => pending.delete(one)).catch(() => {})
  }, everyMs)
  const stop = async () => {
    clearInterval(timer)
    await Promise.all(pending)
    agent.destroy()
  }
  return { asked, stop }
}

const ask = (url: string, agent: Agent) =>
  new Promise<Asked>(resolve => {
    const at = Date.now()
    const request = get(url, { agent, timeout: 20_000 }, answer => {
      let said = ''
      answer.setEncoding('utf8')
      answer.on('data', (text: string) => {
        said += text
      })
      answer.on('end', () => resolve({ at, status: answer.statusCode ?? null, said: said.trim() }))
      answer.on('error', fault => resolve({ at, status: null, said: String(fault) }))
    })
    request.on('timeout', () => request.destroy(new Error('no answer in 20 s')))
    request.on('error', fault => resolve({ at, status: null, said: String(fault) }))
  })
