import { expect, test } from 'vitest'
import { openPlace, type Place } from './place.ts'
import { disconnectEvent, messageEvent } from './shapes/sockets.ts'

const ticketOf = async (panda: Place) =>
  String((await panda.http('POST /api/v1/socket-ticket', { body: {} })).data.ticket)
const connected = async (panda: Place) => (await panda.sides.connect(panda.functions.socket, await ticketOf(panda)))!

test('no ticket, a wrong one, a used one and an old one open nothing', async () => {
  const panda = await openPlace()
  const { socket } = panda.functions
  expect(await panda.sides.connect(socket, undefined)).toBeUndefined()
  expect(await panda.sides.connect(socket, '0'.repeat(64))).toBeUndefined()
  const ticket = await ticketOf(panda)
  expect(await panda.sides.connect(socket, ticket)).toBeDefined()
  expect(await panda.sides.connect(socket, ticket)).toBeUndefined()
  const old = await ticketOf(panda)
  await panda.seconds(31)
  expect(await panda.sides.connect(socket, old)).toBeUndefined()
  expect(panda.calls.filter(call => call.action === 'execute-api:ManageConnections')).toEqual([])
})

test('a ticket in the line of log would let in whoever reads it', async () => {
  const panda = await openPlace()
  const ticket = await ticketOf(panda)
  await panda.sides.connect(panda.functions.socket, ticket)
  expect(panda.told.lines.at(-1)).toMatchObject({ outcome: 'done', routeKey: '$connect', status: 200 })
  expect(JSON.stringify(panda.told)).not.toContain(ticket)
})

test('a message is dispatched by what it says; nonsense is answered, binary too', async () => {
  const panda = await openPlace()
  const client = await connected(panda)
  await client.send({ action: 'ping' })
  await client.send('not JSON')
  await client.send({ action: 'subscribe', deploymentId: 'dep_unknown' })
  const { socket } = panda.functions
  const binary = Buffer.from(JSON.stringify({ action: 'ping' })).toString('base64')
  await socket({ ...messageEvent(client.connectionId, binary), isBase64Encoded: true })
  await socket({ ...messageEvent(client.connectionId, ''), body: undefined })
  expect(client.got).toMatchObject([
    { type: 'pong', lastSeq: {} },
    { type: 'error', errorCode: 'INVALID_REQUEST' },
    { type: 'error', errorCode: 'DEPLOYMENT_NOT_FOUND' },
    { type: 'pong' },
    { type: 'error', errorCode: 'INVALID_REQUEST' },
  ])
})

test('leaving twice, or without ever having come, is fine', async () => {
  const panda = await openPlace()
  const client = await connected(panda)
  await client.leave()
  const { socket } = panda.functions
  expect(await socket(disconnectEvent(client.connectionId))).toEqual({ statusCode: 200 })
  expect(await socket(disconnectEvent('never-there'))).toEqual({ statusCode: 200 })
})

test('a message of a socket that nobody let in closes it; a route that is none is an error', async () => {
  const panda = await openPlace()
  const { socket } = panda.functions
  expect(await socket(messageEvent('unknown', '{"action":"ping"}'))).toEqual({ statusCode: 200 })
  const event = messageEvent('x', '{}')
  const other = { ...event, requestContext: { ...event.requestContext, routeKey: 'subscribe' } }
  await expect(socket(other)).rejects.toThrow('There is no route subscribe')
})

test('who has gone without a word is forgotten at the first message that does not get there', async () => {
  const panda = await openPlace()
  const id = await panda.deploy('a', await panda.connect(), { autoSwitch: true })
  const client = await connected(panda)
  await client.send({ action: 'subscribe', deploymentId: id })
  client.lose()
  await panda.end(id)
  expect(await panda.ports.table.query(`subs#${id}`)).toEqual([])
  expect(panda.told.counts.filter(count => count === 'PushFailures')).toEqual([])
})

test('a push that fails hangs up, is counted, and holds up nobody else', async () => {
  const panda = await openPlace()
  const id = await panda.deploy('a', await panda.connect(), { autoSwitch: true })
  const [one, two] = [await connected(panda), await connected(panda)]
  for (const client of [one, two]) await client.send({ action: 'subscribe', deploymentId: id })
  let first = true
  panda.weather.before = ({ entry, action }) => {
    if (entry !== 'push' || action !== 'execute-api:ManageConnections' || !first) return
    first = false
    throw Object.assign(new Error('Rate exceeded'), { name: 'LimitExceededException', $metadata: {} })
  }
  await panda.end(id)
  expect(panda.told.counts.filter(count => count === 'PushFailures')).toHaveLength(1)
  expect([one.isOpen(), two.isOpen()].filter(Boolean)).toHaveLength(1)
  const there = one.isOpen() ? one : two
  const last = (await panda.log(id)).length
  expect(there.got.at(-1)).toMatchObject({ type: 'success', seq: last })
})
