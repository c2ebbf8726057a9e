import {
  type CloudWatchLogsClient,
  DescribeLogStreamsCommand,
  GetLogEventsCommand,
  type LogStream,
} from '@aws-sdk/client-cloudwatch-logs'
import type { Releases } from '../../core/ports.ts'
import type { CustomersOnly } from '../clients.ts'
import { asked, unless } from '../fault.ts'

/** One stream a task. Those of the newest tasks are green's, and those that were started in place of one that died;
 *  by their last line they could not be told from blue's, which prints as well. */
const newestTasks = 4
/** What DescribeLogStreams answers in a page. */
const looked = 50

export const lastLines =
  (clients: CustomersOnly): Releases['lastLines'] =>
  async (at, names, count) => {
    const logs = clients.customer(at).logs()
    const list = new DescribeLogStreamsCommand({
      logGroupName: names.logGroup,
      orderBy: 'LastEventTime',
      descending: true,
      limit: looked,
    })
    const listed = await unless(
      ['ResourceNotFoundException'],
      asked('logs:DescribeLogStreams', () => logs.send(list)),
    )
    const newest = (listed?.logStreams ?? [])
      .toSorted((a, b) => (b.creationTime ?? 0) - (a.creationTime ?? 0))
      .slice(0, newestTasks)
    const streams = await Promise.all(newest.map(one => linesOf(logs, names.logGroup, one, count)))
    return streams
      .flat()
      .sort((a, b) => (a.timestamp ?? 0) - (b.timestamp ?? 0))
      .slice(-count)
      .map(event => event.message ?? '')
  }

const linesOf = async (logs: CloudWatchLogsClient, logGroupName: string, stream: LogStream, limit: number) => {
  const look = new GetLogEventsCommand({ logGroupName, logStreamName: stream.logStreamName, limit })
  const answer = await unless(
    ['ResourceNotFoundException'],
    asked('logs:GetLogEvents', () => logs.send(look)),
  )
  return answer?.events ?? []
}
