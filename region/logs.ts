// CloudWatch Logs: the last lines of each group, in memory, and on the shelf now and then.
import type {
  CreateLogGroupCommandInput,
  CreateLogStreamCommandInput,
  DeleteLogGroupCommandInput,
  DescribeLogGroupsCommandInput,
  DescribeLogStreamsCommandInput,
  FilterLogEventsCommandInput,
  GetLogEventsCommandInput,
  PutLogEventsCommandInput,
  PutRetentionPolicyCommandInput,
} from '@aws-sdk/client-cloudwatch-logs'
import { AwsError } from './aws-error.ts'
import type { Caller, Kernel, Service } from './kernel.ts'
import { rows, type Tags } from './rows.ts'

type Line = { stream: string; at: number; message: string }
type Group = {
  name: string
  createdAt: number
  retentionDays?: number
  tags: Tags
  /** Names with the time they were made; without lines yet, or with lines that are gone, they are there all the same. */
  streams: [name: string, createdAt: number][]
  lines: Line[]
}

/** Of a group: enough to see why a program died, little enough to be written whole. */
const keptLines = 1000
const keptStreams = 50
/** A crash loses what was printed in the last five seconds. */
const flushMs = 5000

export const logs: Service = kernel => {
  const { existing, put, all, remove, soon } = groupsOf(kernel)
  return {
    commands: {
      async CreateLogGroup(input: CreateLogGroupCommandInput, caller: Caller) {
        const name = input.logGroupName ?? ''
        if (all(caller).some(group => group.name === name))
          throw new AwsError('ResourceAlreadyExistsException', 'The specified log group already exists')
        put(caller, { name, createdAt: kernel.timeline.now(), tags: input.tags ?? {}, streams: [], lines: [] })
        return {}
      },
      async DescribeLogGroups(input: DescribeLogGroupsCommandInput, caller: Caller) {
        const found = all(caller).filter(group => group.name.startsWith(input.logGroupNamePrefix ?? ''))
        return {
          logGroups: found.map(group => ({
            logGroupName: group.name,
            creationTime: group.createdAt,
            retentionInDays: group.retentionDays,
          })),
        }
      },
      async PutRetentionPolicy(input: PutRetentionPolicyCommandInput, caller: Caller) {
        put(caller, { ...existing(caller, input.logGroupName), retentionDays: Number(input.retentionInDays) })
        return {}
      },
      async DeleteLogGroup(input: DeleteLogGroupCommandInput, caller: Caller) {
        remove(caller, existing(caller, input.logGroupName))
        return {}
      },
      async CreateLogStream(input: CreateLogStreamCommandInput, caller: Caller) {
        const group = existing(caller, input.logGroupName)
        const name = input.logStreamName ?? ''
        if (group.streams.some(([known]) => known === name))
          throw new AwsError('ResourceAlreadyExistsException', 'The specified log stream already exists')
        const made: [string, number] = [name, kernel.timeline.now()]
        put(caller, { ...group, streams: [...group.streams, made].slice(-keptStreams) })
        return {}
      },
      async PutLogEvents(input: PutLogEventsCommandInput, caller: Caller) {
        const group = existing(caller, input.logGroupName)
        for (const { timestamp = 0, message = '' } of input.logEvents ?? [])
          group.lines.push({ stream: input.logStreamName ?? '', at: timestamp, message })
        group.lines.splice(0, group.lines.length - keptLines)
        soon(caller, group)
        return {}
      },
      async DescribeLogStreams(input: DescribeLogStreamsCommandInput, caller: Caller) {
        const group = existing(caller, input.logGroupName)
        const found = group.streams
          .filter(([name]) => name.startsWith(input.logStreamNamePrefix ?? ''))
          .map(([logStreamName, creationTime]) => ({
            logStreamName,
            creationTime,
            lastEventTimestamp: group.lines.findLast(line => line.stream === logStreamName)?.at,
          }))
        const byTime = input.orderBy === 'LastEventTime'
        found.sort((a, b) =>
          byTime
            ? (a.lastEventTimestamp ?? a.creationTime) - (b.lastEventTimestamp ?? b.creationTime)
            : a.logStreamName.localeCompare(b.logStreamName),
        )
        return { logStreams: (input.descending ? found.reverse() : found).slice(0, input.limit ?? 50) }
      },
      // `startFromHead` is false unless said otherwise: the newest come.
      // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html
      async GetLogEvents(input: GetLogEventsCommandInput, caller: Caller) {
        const group = existing(caller, input.logGroupName)
        if (!group.streams.some(([name]) => name === input.logStreamName))
          throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.')
        const found = within(group.lines, input).filter(line => line.stream === input.logStreamName)
        const limit = input.limit ?? 10_000
        return { events: (input.startFromHead ? found.slice(0, limit) : found.slice(-limit)).map(shown) }
      },
      async FilterLogEvents(input: FilterLogEventsCommandInput, caller: Caller) {
        if (input.filterPattern) throw new AwsError('InvalidParameterException', 'Patterns are not modelled here')
        const found = within(existing(caller, input.logGroupName).lines, input)
          .filter(line => line.stream.startsWith(input.logStreamNamePrefix ?? ''))
          .filter(line => !input.logStreamNames || input.logStreamNames.includes(line.stream))
        const page = found.slice(0, input.limit ?? 10_000)
        return { events: page.map(line => ({ ...shown(line), logStreamName: line.stream })) }
      },
    },
  }
}

const groupsOf = (kernel: Kernel) => {
  const shelf = rows<Group>(kernel, 'logs.groups')
  const memory = new Map<string, Group>()
  const waiting = new Set<string>()
  const key = (at: Caller, name: string) => `${at.accountId}/${at.region}/${name}`
  const load = (at: Caller, name: string) => {
    const group = memory.get(key(at, name)) ?? shelf.get(at, name)
    if (group) memory.set(key(at, name), group)
    return group
  }
  const put = (at: Caller, group: Group) => {
    memory.set(key(at, group.name), group)
    shelf.put(at, group.name, group)
  }
  return {
    put,
    existing(at: Caller, name = '') {
      const group = load(at, name)
      if (!group) throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.')
      forget(group, kernel.timeline.now())
      return group
    },
    all: (at: Caller) => shelf.of(at).map(group => load(at, group.name) ?? group),
    remove(at: Caller, group: Group) {
      memory.delete(key(at, group.name))
      shelf.remove(at, group.name)
    },
    /** Not for each line. */
    soon(at: Caller, { name }: Group) {
      if (waiting.has(key(at, name))) return
      waiting.add(key(at, name))
      kernel.timeline.at(kernel.timeline.now() + flushMs, () => {
        waiting.delete(key(at, name))
        const group = memory.get(key(at, name))
        if (group) shelf.put(at, name, group)
      })
    },
  }
}

/** Lines come in the order of their time, or nearly so: what is behind a younger one goes with it.
 *  https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html#SettingLogRetention */
const forget = ({ lines, retentionDays }: Group, now: number) => {
  if (retentionDays === undefined) return
  const youngest = lines.findIndex(line => line.at >= now - retentionDays * dayMs)
  lines.splice(0, youngest === -1 ? lines.length : youngest)
}

const dayMs = 86_400_000

const within = (lines: Line[], { startTime, endTime }: { startTime?: number; endTime?: number }) =>
  lines.filter(line => line.at >= (startTime ?? 0) && line.at < (endTime ?? Number.POSITIVE_INFINITY))

const shown = ({ at, message }: Line) => ({ timestamp: at, message, ingestionTime: at })
