// The stand-in's webhooks: registered over REST as at GitHub, kept in a file, called after a push as GitHub calls them.
// https://docs.github.com/en/rest/repos/webhooks, https://docs.github.com/en/webhooks/webhook-events-and-payloads#push
import { createHmac, randomUUID } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'

export type Webhook = { id: number; repository: string; url: string; secret: string; events: string[] }
export type Delivered = {
  guid: string
  event: string
  delivered_at: string
  status_code: number
  /** The beginning of what was answered, or why nothing was. */
  answer: string
}
export type Webhooks = Awaited<ReturnType<typeof openWebhooks>>

/** GitHub's own patience. */
const patienceMs = 10_000
const mostKept = 50

export const openWebhooks = async (file: string) => {
  let all = await kept(file)
  const delivered = new Map<number, Delivered[]>()
  const underWay = new Set<Promise<void>>()
  const over = new AbortController()

  const keep = async (now: Webhook[]) => {
    all = now
    // Whoever reads the secret can sign: it is nobody else's.
    await writeFile(`${file}.new`, JSON.stringify(all), { mode: 0o600 })
    await rename(`${file}.new`, file)
  }
  const call = async (hook: Webhook, event: string, payload: object) => {
    const guid = randomUUID()
    const answer = await posted(hook, { guid, event, payload }, over.signal)
    const before = delivered.get(hook.id) ?? []
    const at = { guid, event, delivered_at: new Date().toISOString() }
    delivered.set(hook.id, [{ ...at, ...answer }, ...before].slice(0, mostKept))
  }
  /** Nobody waits for it: neither does a push at GitHub. */
  const begin = (hook: Webhook, event: string, payload: object) => {
    const calling = call(hook, event, payload).finally(() => underWay.delete(calling))
    underWay.add(calling)
  }

  return {
    of: (repository: string) => all.filter(one => one.repository === repository),
    deliveries: (id: number) => delivered.get(id) ?? [],
    add: async (hook: Omit<Webhook, 'id'>): Promise<Webhook> => {
      const made = { id: Math.max(0, ...all.map(one => one.id)) + 1, ...hook }
      await keep([...all, made])
      begin(made, 'ping', { zen: 'Approachable is better than simple.', hook_id: made.id })
      return made
    },
    remove: (id: number) => keep(all.filter(one => one.id !== id)),
    /** What was pushed by one push, in its order. */
    pushed: (repository: string, payloads: object[]) => {
      for (const hook of all.filter(one => one.repository === repository && one.events.includes('push')))
        for (const payload of payloads) begin(hook, 'push', payload)
    },
    close: async () => {
      over.abort()
      await Promise.all(underWay)
    },
  }
}

type Said = { guid: string; event: string; payload: object }

const posted = async ({ url, secret }: Webhook, { guid, event, payload }: Said, over: AbortSignal) => {
  const body = JSON.stringify(payload)
  const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
  const headers = {
    ...{ 'content-type': 'application/json', 'user-agent': 'GitHub-Hookshot/panda' },
    ...{ 'x-github-event': event, 'x-github-delivery': guid, 'x-hub-signature-256': signature },
  }
  const signal = AbortSignal.any([over, AbortSignal.timeout(patienceMs)])
  try {
    const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' })
    return { status_code: response.status, answer: (await response.text()).slice(0, 2_000) }
  } catch (fault) {
    return { status_code: 0, answer: fault instanceof Error ? fault.message : String(fault) }
  }
}

const kept = async (file: string): Promise<Webhook[]> => {
  const text = await readFile(file, 'utf8').catch(() => '[]')
  return JSON.parse(text) as Webhook[]
}
