// PutEvents: what anybody but AWS's services puts on a bus.
import { AwsError } from './aws-error.ts'
import type { delivery } from './event-delivery.ts'
import { admits, busOf, keptRules } from './event-rules.ts'
import type { BusEvent, Caller, Commands, Kernel } from './kernel.ts'

type Entry = {
  EventBusName?: string
  Source?: string
  DetailType?: string
  Detail?: string
  Resources?: string[]
  Time?: Date
}

type Publish = ReturnType<typeof delivery>

export const putEvents = (kernel: Kernel, publish: Publish): Commands => ({
  // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html: good entries go, bad ones are named.
  PutEvents: async (input: { Entries: Entry[] }, caller) => {
    if (input.Entries.length < 1 || input.Entries.length > 10)
      throw new AwsError('ValidationException', 'PutEvents takes 1 to 10 entries.')
    // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-putevent-size
    if (JSON.stringify(input.Entries).length > 256 * 1024)
      throw new AwsError('ValidationException', 'Total size of the entries in the request is over the limit.')
    const answers = input.Entries.map(entry => {
      const wrong = faultOf(kernel, entry, caller)
      if (wrong) return wrong
      const at = busOf(caller, entry.EventBusName)
      publish(eventOf(kernel, entry, caller), at)
      return { EventId: kernel.random.hex(16) }
    })
    return { FailedEntryCount: answers.filter(answer => 'ErrorCode' in answer).length, Entries: answers }
  },
})

const faultOf = (kernel: Kernel, entry: Entry, caller: Caller) => {
  const wrong = (ErrorCode: string, ErrorMessage: string) => ({ ErrorCode, ErrorMessage })
  if (!entry.Source)
    return wrong('InvalidArgument', 'Parameter Source is not valid. Reason: Source is a required argument.')
  if (!entry.DetailType)
    return wrong('InvalidArgument', 'Parameter DetailType is not valid. Reason: DetailType is a required argument.')
  if (entry.Source.startsWith('aws.')) return wrong('NotAuthorizedForSourceException', 'Not authorized for the source.')
  if (!detailOf(entry)) return wrong('MalformedDetail', 'Detail is malformed.')
  const bus = keptRules(kernel).busAt(busOf(caller, entry.EventBusName))
  if (!bus) return wrong('ResourceNotFoundException', `Event bus ${entry.EventBusName} does not exist.`)
  const own = bus.arn.split(':')[4] === caller.accountId
  return own || admits(bus, caller.accountId)
    ? undefined
    : wrong('AccessDeniedException', `Not authorized for ${bus.arn}.`)
}

const detailOf = (entry: Entry): Record<string, unknown> | undefined => {
  try {
    const detail: unknown = JSON.parse(entry.Detail ?? '')
    return typeof detail === 'object' && detail !== null && !Array.isArray(detail) ? { ...detail } : undefined
  } catch {
    return undefined
  }
}

const eventOf = (kernel: Kernel, entry: Entry, caller: Caller): BusEvent => ({
  source: entry.Source!,
  'detail-type': entry.DetailType!,
  account: caller.accountId,
  region: caller.region,
  time: (entry.Time ?? new Date(kernel.timeline.now())).toISOString(),
  resources: entry.Resources ?? [],
  detail: detailOf(entry)!,
})
