// The calls of GitHub's REST API about a repository's webhooks. https://docs.github.com/en/rest/repos/webhooks
import type { IncomingMessage } from 'node:http'
import * as z from 'zod'
import type { Webhook, Webhooks } from './webhooks.ts'

type Answer = { status: number; body: unknown }

const wish = z.object({
  events: z.array(z.string()).default(['push']),
  config: z.object({ url: z.url({ protocol: /^https?$/ }), secret: z.string().default('') }),
})

/** `rest`: what follows `…/hooks` in the address. Undefined: there is no such call. */
export const answerWebhooks = async (
  hooks: Webhooks,
  { repository, rest }: { repository: string; rest: string[] },
  request: IncomingMessage,
): Promise<Answer | undefined> => {
  const own = hooks.of(repository)
  if (rest.length === 0 && request.method === 'GET') return { status: 200, body: own.map(shown) }
  if (rest.length === 0 && request.method === 'POST') return add(hooks, repository, await textOf(request))
  const found = own.find(({ id }) => String(id) === rest[0])
  if (!found) return undefined
  if (rest.length === 2 && rest[1] === 'deliveries' && request.method === 'GET')
    return { status: 200, body: hooks.deliveries(found.id) }
  if (rest.length > 1) return undefined
  if (request.method === 'GET') return { status: 200, body: shown(found) }
  if (request.method !== 'DELETE') return undefined
  await hooks.remove(found.id)
  return { status: 204, body: undefined }
}

const add = async (hooks: Webhooks, repository: string, text: string): Promise<Answer> => {
  const { success, data } = wish.safeParse(json(text))
  if (!success) return { status: 422, body: { message: 'Validation Failed', status: '422' } }
  const { events, config } = data
  return { status: 201, body: shown(await hooks.add({ repository, events, ...config })) }
}

const json = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // told as what does not fit
  }
}

/** GitHub never shows a secret again. */
const shown = ({ id, url, events }: Webhook) => ({
  ...{ type: 'Repository', id, name: 'web', active: true, events },
  config: { url, content_type: 'json', secret: '********' },
})

const mostBytes = 100_000

export const textOf = async (request: IncomingMessage) => {
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of request as AsyncIterable<Buffer>) {
    bytes += piece.length
    if (bytes <= mostBytes) pieces.push(piece)
  }
  return Buffer.concat(pieces).toString()
}
