// What builds say, on the platform's own bus: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
import { PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { CloudFault } from '../core/faults.ts'
import type { BuildReport, BuildReports } from '../core/ports.ts'
import type { Clients } from './clients.ts'
import { asked } from './fault.ts'

export const buildReports = (clients: Pick<Clients, 'platform'>, busArn: string): BuildReports => ({
  async send(report) {
    const Detail = fitting(report)
    const entry = { EventBusName: busArn, Source: 'panda.build', DetailType: 'Build Report', Detail }
    const put = new PutEventsCommand({ Entries: [entry] })
    await asked('events:PutEvents', async () => {
      const answer = await clients.platform.eventbridge().send(put)
      // It answers 200 whatever became of the entries.
      if (answer.FailedEntryCount) throw failed(answer.Entries?.[0])
    })
  },
})

/** 256 kB an entry (262,144 bytes of UTF-8), of which its other fields take some:
 *  https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-putevent-size */
const entryLimit = 250_000

/** What is too large goes in the order of what it is worth: output is for looking at, milestones are the state. */
const fitting = (report: BuildReport): string => {
  const { output, ...rest } = report
  const tooLong = output && {
    chunk: output.chunk,
    lines: [`… ${output.lines.length} lines left out: too long for a message`],
  }
  const { failure } = rest
  const tries = [
    report,
    { ...rest, output: tooLong },
    { ...rest, output: tooLong, failure: failure && { ...failure, lines: [] } },
  ]
  const fits = tries.map(one => JSON.stringify(one)).find(text => Buffer.byteLength(text) <= entryLimit)
  if (fits === undefined) throw new CloudFault('invalid', 'events:PutEvents', `Report ${report.n} is too large`)
  return fits
}

/** In the form of an SDK's error, so that it is read as one. */
const failed = (entry: { ErrorCode?: string; ErrorMessage?: string } | undefined) =>
  Object.assign(new Error(entry?.ErrorMessage ?? 'PutEvents did not take the entry'), {
    name: entry?.ErrorCode ?? 'InternalFailure',
    $metadata: {},
  })
