// A delivery is called over the platform's own bus, later over a schedule (later-notices.ts). Both cost per call and nothing
// while idle: a queue would be polled by Lambda all day, about 650,000 requests a month that nobody asked for.
import { PutEventsCommand } from '@aws-sdk/client-eventbridge'
import type { Notices } from '../core/ports.ts'
import { noticeEvent } from '../core/rules.ts'
import type { Clients } from './clients.ts'
import { asked } from './fault.ts'

export const notices = (clients: Pick<Clients, 'platform'>, EventBusName: string): Notices => ({
  async send(call) {
    const entry = {
      EventBusName,
      Source: noticeEvent.source,
      DetailType: noticeEvent.type,
      Detail: JSON.stringify(call),
    }
    const put = new PutEventsCommand({ Entries: [entry] })
    // Whoever sends is the stream's reader: it gives up after two seconds, and the sweep makes up for it.
    const abortSignal = AbortSignal.timeout(2_000)
    await asked('events:PutEvents', async () => {
      const answer = await clients.platform.eventbridge().send(put, { abortSignal })
      // It answers 200 whatever became of the entries.
      const [first] = answer.Entries ?? []
      if (answer.FailedEntryCount) throw failed(first?.ErrorCode, first?.ErrorMessage)
    })
  },
})

/** In the form of an SDK's error, so that it is read as one. */
const failed = (name = 'InternalFailure', message = 'PutEvents did not take the entry') =>
  Object.assign(new Error(message), { name, $metadata: {} })
