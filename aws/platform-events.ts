// An event on the platform's own bus.
import { PutEventsCommand } from '@aws-sdk/client-eventbridge'
import type { Clients } from './clients.ts'
import { asked } from './fault.ts'

type Kind = { source: string; type: string }

export const platformEvent =
  (clients: Pick<Clients, 'platform'>, EventBusName: string, { source: Source, type: DetailType }: Kind) =>
  async (detail: object): Promise<void> => {
    const put = new PutEventsCommand({
      Entries: [{ EventBusName, Source, DetailType, Detail: JSON.stringify(detail) }],
    })
    // Of a reader of the stream, and of a call: both give up soon, and are tried again.
    const abortSignal = AbortSignal.timeout(2_000)
    await asked('events:PutEvents', async () => {
      const answer = await clients.platform.eventbridge().send(put, { abortSignal })
      // It answers 200 whatever became of the entries.
      const [first] = answer.Entries ?? []
      if (answer.FailedEntryCount) throw failed(first?.ErrorCode, first?.ErrorMessage)
    })
  }

/** In the form of an SDK's error, so that it is read as one. */
const failed = (name = 'InternalFailure', message = 'PutEvents did not take the entry') =>
  Object.assign(new Error(message), { name, $metadata: {} })
