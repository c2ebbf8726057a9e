// A deployment's events as text/event-stream, over fetch: what EventSource does, where there is none.
import { PandaError, passes, Unreachable } from './faults.ts'
import { baseHeaders, type PandaOptions, parsed } from './http.ts'
import { type ServerSentEvent, SseParser } from './sse-parser.ts'
import { pauseBefore, type Timing, wallTiming } from './timing.ts'

export type SseOptions = Omit<PandaOptions, 'baseUrl' | 'timeoutMs'> & {
  lastEventId?: string
  signal?: AbortSignal
  timing?: Timing
  /** Instead of what the server says: the pause before coming back. */
  retryMs?: number
}

/** Comes back with `Last-Event-ID` whenever the stream ends, until the server answers 204. Throws what Panda refuses with. */
export async function* serverSentEvents(
  url: string | URL,
  options: SseOptions = {},
): AsyncGenerator<ServerSentEvent, void> {
  const timing = options.timing ?? wallTiming
  let lastEventId = options.lastEventId ?? ''
  let retry = options.retryMs ?? 3000
  for (let failures = 0; ; ) {
    const parser = new SseParser(lastEventId)
    try {
      const response = await open(url, lastEventId, options)
      if (response.status === 204) return
      for await (const bytes of pieces(response, String(url))) {
        yield* parser.push(bytes)
        failures = 0
      }
    } catch (fault) {
      options.signal?.throwIfAborted()
      if (!passes(fault)) throw fault
      failures += 1
    }
    options.signal?.throwIfAborted()
    lastEventId = parser.lastEventId
    retry = options.retryMs ?? parser.retry ?? retry
    await pause(failures > 1 ? Math.max(retry, pauseBefore(failures, timing)) : retry, timing, options.signal)
  }
}

const open = async (url: string | URL, lastEventId: string, options: SseOptions) => {
  const send = options.fetch ?? fetch
  const headers = {
    ...(await baseHeaders(options)),
    accept: 'text/event-stream',
    'cache-control': 'no-store',
    ...(lastEventId ? { 'last-event-id': lastEventId } : {}),
  }
  const response = await reached(send(url, { headers, signal: options.signal }), String(url))
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream')
  if (response.status === 204 || (response.ok && isStream)) return response
  const text = await reached(response.text(), String(url))
  throw new PandaError(response.status, parsed(text), `GET ${url} (${response.headers.get('content-type')})`)
}

/** Not `for await` over the body: Safari's streams cannot do that. A torn stream is one that comes back. */
async function* pieces(response: Response, address: string): AsyncGenerator<Uint8Array, void> {
  const reader = response.body?.getReader()
  try {
    while (reader) {
      const { done, value } = await reached(reader.read(), address)
      if (done) return
      yield value
    }
  } finally {
    await reader?.cancel().catch(() => {}) // whoever stops reading does not care how the line ended
  }
}

const reached = async <T>(answer: Promise<T>, address: string): Promise<T> => {
  try {
    return await answer
  } catch (fault) {
    throw new Unreachable(address, fault)
  }
}

const pause = (ms: number, timing: Timing, signal: AbortSignal | undefined) =>
  new Promise<void>((resolve, reject) => {
    const cancel = timing.after(ms, () => {
      signal?.removeEventListener('abort', abort)
      resolve()
    })
    const abort = () => {
      cancel()
      reject(signal?.reason)
    }
    signal?.addEventListener('abort', abort, { once: true })
  })
