import {
  type CloudWatchLogsClient,
  DescribeLogStreamsCommand,
  GetLogEventsCommand,
  type LogStream,
  type OutputLogEvent,
} from '@aws-sdk/client-cloudwatch-logs'
import type { Releases } from '../../core/ports.ts'
import type { CustomersOnly } from '../clients.ts'
import { asked, unless } from '../fault.ts'

/** One stream a task. Those of the newest tasks are green's, and those that were started in place of one that died;
 *  by their last line they could not be told from blue's, which prints as well. */
const newestTasks = 4
/** Of as many a look reads. */
const mostTasks = 10
/** What DescribeLogStreams answers in a page. */
const looked = 50

export const lastLines =
  (clients: CustomersOnly): Releases['lastLines'] =>
  async (at, names, count) => {
    const logs = clients.customer(at).logs()
    const newest = (await streamsOf(logs, names.logGroup)).slice(0, newestTasks)
    const streams = await Promise.all(newest.map(one => linesOf(logs, names.logGroup, one, { limit: count })))
    return inOrder(streams)
      .slice(-count)
      .map(event => event.message ?? '')
  }

/** A page of each is read, the newest 10,000 lines or 1 MB: whoever prints more than that between two looks is read in part. */
export const linesSince =
  (clients: CustomersOnly): Releases['linesSince'] =>
  async (at, names, born, since) => {
    const logs = clients.customer(at).logs()
    const streams = (await streamsOf(logs, names.logGroup)).filter(one => (one.creationTime ?? 0) >= Date.parse(born))
    const page = { startTime: Date.parse(since) }
    const lines = await Promise.all(streams.slice(0, mostTasks).map(one => linesOf(logs, names.logGroup, one, page)))
    return inOrder(lines).map(({ timestamp = 0, message = '' }) => ({
      at: new Date(timestamp).toISOString(),
      text: message,
    }))
  }

/** Those of the newest tasks first. */
const streamsOf = async (logs: CloudWatchLogsClient, logGroupName: string): Promise<LogStream[]> => {
  const list = new DescribeLogStreamsCommand({
    logGroupName,
    orderBy: 'LastEventTime',
    descending: true,
    limit: looked,
  })
  const listed = await unless(
    ['ResourceNotFoundException'],
    asked('logs:DescribeLogStreams', () => logs.send(list)),
  )
  return (listed?.logStreams ?? []).toSorted((a, b) => (b.creationTime ?? 0) - (a.creationTime ?? 0))
}

const inOrder = (streams: OutputLogEvent[][]) => streams.flat().sort((a, b) => (a.timestamp ?? 0) - (b.timestamp ?? 0))

const linesOf = async (
  logs: CloudWatchLogsClient,
  logGroupName: string,
  stream: LogStream,
  page: { limit?: number; startTime?: number },
) => {
  const look = new GetLogEventsCommand({ logGroupName, logStreamName: stream.logStreamName, ...page })
  const answer = await unless(
    ['ResourceNotFoundException'],
    asked('logs:GetLogEvents', () => logs.send(look)),
  )
  return answer?.events ?? []
}
