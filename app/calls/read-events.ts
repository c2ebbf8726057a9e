// The log as its readers get it: whole pages of JSON, or text/event-stream for `EventSource`.
import { isFinalCode } from '../../core/decide.ts'
import { dialectV1 } from '../../core/dialect-v1.ts'
import type { LoggedEvent } from '../../core/event.ts'
import { isFinal } from '../../core/state.ts'
import { eventView } from '../../core/view.ts'
import type { Answer, CallContext } from '../caller.ts'
import { ownDeployment } from './own-deployment.ts'

export type EventsInput = {
  id: string
  after: number
  dialect?: 'v1'
  accept?: string
  'last-event-id'?: string
}

export const readEvents = async (input: EventsInput, context: CallContext): Promise<Answer> => {
  const { log, state } = await ownDeployment(context, input.id)
  const view = viewOf(input, context)
  if (!input.accept?.includes('text/event-stream')) {
    const events = log.filter(({ seq }) => seq > input.after).map(view)
    return { kind: 'data', data: { events, lastSeq: state.seq } }
  }
  const after = Number(input['last-event-id'] || input.after)
  // Whoever has the final event is told not to come back.
  if (isFinal(state) && after >= state.seq) return { kind: 'over' }
  return { kind: 'events', stream: messages(following(input.id, after, log, context), view) }
}

/** In the first clients' dialect everything is as it was, the language too. */
const viewOf = ({ dialect }: EventsInput, { locale }: CallContext) =>
  dialect === 'v1'
    ? (event: LoggedEvent) => dialectV1(eventView(event, 'ko'))
    : (event: LoggedEvent) => eventView(event, locale)

async function* following(id: string, after: number, log: LoggedEvent[], { live, signal }: CallContext) {
  if (live) yield* live.follow(id, after, signal)
  else yield* log.filter(({ seq }) => seq > after)
}

async function* messages(events: AsyncIterable<LoggedEvent>, view: ReturnType<typeof viewOf>): AsyncGenerator<string> {
  yield 'retry: 5000\n\n'
  for await (const event of events) {
    const shown = view(event)
    yield `id: ${shown.seq}\nevent: ${shown.type}\ndata: ${JSON.stringify(shown)}\n\n`
    if (isFinalCode(event.code)) return
  }
}
