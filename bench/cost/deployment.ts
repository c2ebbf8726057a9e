// What one deployment asks of AWS in the platform's account: counted over the real functions and the pretend region.
import { fold } from '../../core/fold.ts'
import { prices } from '../../core/prices.ts'
import { entries } from '../../lib/entries.ts'
import { openPlace, type Place } from '../../test/lambdas/place.ts'

export type Item = { what: string; count: number; unit: number }

/** Of the second release of a service, followed by one socket with build output, switched by a person after two minutes. */
export const deploymentItems = async (): Promise<Item[]> => (await countedDeployment()).items

/** With what its log says of it, the calls, and what each function has said. */
export const countedDeployment = async ({ sockets = 1, output = true } = {}) => {
  const panda = await openPlace()
  const connections = await panda.connect()
  await panda.end(await panda.deploy('a', connections, { autoSwitch: true }))
  const opened = await Promise.all(Array.from({ length: sockets }, () => openSocket(panda)))
  const [calls, runs, lines] = [panda.calls.length, panda.told.runs.length, panda.told.lines.length]
  const id = await panda.deploy('b', connections)
  for (const socket of opened) await socket.send({ action: 'subscribe', deploymentId: id, after: 0, logs: output })
  await panda.until(id, ['READY'])
  await panda.minutes(2)
  await panda.call(`POST /api/v1/deploy/${id}/switch`)
  await panda.end(id)
  const made = panda.calls.slice(calls)
  const ran = panda.told.runs.slice(runs)
  const [asked, steps] = ['authorizer', 'step'].map(name => ran.filter(({ entry }) => entry === name).length)
  const count = (action: RegExp) => made.filter(call => action.test(call.action)).length
  const writes = count(/^dynamodb:(Put|Update|Delete)Item/)
  const items: Item[] = [
    { what: 'Lambda calls', count: ran.length, unit: prices.lambdaCall },
    { what: 'Lambda GB-seconds', count: gigabyteSeconds(ran), unit: prices.lambdaGigabyteSecond },
    { what: 'Step Functions transitions', count: steps! + statesBeside, unit: prices.transition },
    { what: 'DynamoDB writes (of at most 1 kB)', count: writes, unit: prices.tableWrite },
    { what: 'DynamoDB reads', count: count(/^dynamodb:(GetItem|Query)/), unit: prices.tableRead },
    { what: 'events put on a bus', count: count(/^events:PutEvents/), unit: prices.event },
    { what: 'HTTP calls', count: asked!, unit: prices.httpCall },
    { what: 'messages to and from the socket', count: messagesOf(opened), unit: prices.socketMessage },
    { what: 'KMS calls', count: count(/^kms:/), unit: prices.keyCall },
    { what: 'traces', count: 1, unit: prices.trace },
    { what: 'log (2 kB a call), GB', count: (ran.length * 2) / 1e6, unit: prices.logGigabyte },
  ]
  return { items, state: fold(await panda.log(id))!, made, lines: panda.told.lines.slice(lines) }
}

const openSocket = async (panda: Place) => {
  const { data } = await panda.http('POST /api/v1/socket-ticket', { body: {} })
  return (await panda.sides.connect(panda.functions.socket, String(data.ticket)))!
}

const messagesOf = (opened: readonly { got: unknown[] }[]) => opened.reduce((sum, { got }) => sum + got.length + 1, 0)

type Run = { entry: keyof typeof entries; ms: number }

/** What a function waits is known; what it computes is not, without AWS: 100 ms a call are taken. */
const computeMs = 100
const gigabyteSeconds = (ran: readonly Run[]) =>
  ran.reduce((sum, { entry, ms }) => sum + ((ms + computeMs) / 1000) * (entries[entry].megabytes / 1024), 0)

/** The first, the router and the last: every other is a call of the step. */
const statesBeside = 3
