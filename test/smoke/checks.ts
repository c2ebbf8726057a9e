// What a smoke run tries, in this order. The ids are those of docs/unproven.md.
import { PandaError } from '../../client/faults.ts'
import { deployed, expectEqual, followed, seenIds, seenLatest, seenUrl, type Trip } from './trip.ts'

/** Answers a remark worth printing, or nothing; throws when it is not as it should be. */
export type Check = { id: string; says: string; onlyOnAws?: true; run(trip: Trip): Promise<string | undefined> }

export const checks: readonly Check[] = [
  {
    id: 'api',
    says: 'the API answers, and refuses in its own words whoever it does not know',
    onlyOnAws: true,
    async run({ client, address }) {
      await client.health()
      const refused = await fetch(`${address}/api/v1/deploy`, { headers: { authorization: 'Bearer panda_wrong' } })
      const body = (await refused.json()) as { errorCode?: string }
      expectEqual([refused.status, body.errorCode], [401, 'UNAUTHENTICATED'], 'the refusal')
      return undefined
    },
  },
  {
    id: 'connections',
    says: 'GitHub and AWS are connected, and no permission is missing',
    async run({ client, wish, seen }) {
      const { aws, ...github } = wish
      const [{ githubConnectionId }, connected] = [await client.connectGithub(github), await client.connectAws(aws)]
      seen.ids = { githubConnectionId, awsConnectionId: connected.awsConnectionId }
      return `account ${connected.accountId}`
    },
  },
  {
    id: 'first-release',
    says: 'a first release goes straight out and answers at its address',
    async run(trip) {
      const { id } = await deployed(trip, 'COMPLETED', { autoSwitch: true })
      const { url } = await trip.client.result(id)
      if (!url) throw new Error('The result names no address')
      trip.seen.url = url
      expectEqual((await fetch(url)).status < 500, true, `${url} answers`)
      return `${url}, ${await seconds(trip)} s`
    },
  },
  {
    id: 'ready',
    says: 'a second release stands beside it, measured, and waits',
    async run(trip) {
      const { id } = await deployed(trip, 'READY')
      const { evidence, greenUrl } = await trip.client.result(id)
      if (!evidence?.green?.requests) throw new Error('Green was not measured')
      return `${greenUrl}: ${evidence.verdict}, ${evidence.why}`
    },
  },
  {
    id: 'switch',
    says: 'the switch loses no request',
    async run(trip) {
      const { id, events } = seenLatest(trip)
      const asked = await whileAsking(seenUrl(trip), async () => {
        await trip.client.switch(id)
        await followed(trip, id, 'COMPLETED', events.at(-1)?.seq)
      })
      expectEqual(asked.failed, 0, 'failed requests')
      return `${asked.requests} requests, 0 failed`
    },
  },
  {
    id: 'rollback',
    says: 'a rollback to the warm blue builds nothing',
    async run(trip) {
      const { deploymentId } = await trip.client.rollback(seenLatest(trip).id)
      const { events } = await followed(trip, deploymentId, 'COMPLETED')
      expectEqual(
        events.some(({ code }) => code === 'BUILD_STARTED'),
        false,
        'something was built',
      )
      return `${await seconds(trip)} s`
    },
  },
  {
    id: 'cancel',
    says: 'a cancelled build is stopped, and what served still serves',
    async run(trip) {
      const { id, events } = await deployed(trip, 'BUILD_STARTED')
      await trip.client.cancel(id)
      await followed(trip, id, 'CANCELLED', events.at(-1)?.seq)
      expectEqual((await fetch(seenUrl(trip))).status < 500, true, 'the service answers')
      return undefined
    },
  },
  {
    id: 'event-source',
    says: 'the older event stream ends after what is known, and stops for good after the end',
    async run({ client, seen }) {
      const { eventsUrl } = await client.socketTicket(seen.latest?.id)
      const headers = { accept: 'text/event-stream' }
      const whole = await (await fetch(eventsUrl!, { headers })).text()
      const last = seen.latest?.events.at(-1)?.seq
      expectEqual(whole.includes(`id: ${last}`), true, 'the last event is there')
      const after = await fetch(eventsUrl!, { headers: { ...headers, 'last-event-id': String(last) } })
      expectEqual(after.status, 204, 'after the end')
      return undefined
    },
  },
  {
    id: 'hints',
    says: 'events from the customer account arrive, so that nobody waits for slow looks',
    onlyOnAws: true,
    async run({ aws, seen }) {
      const hints = await aws!.invocations('event', seen.started)
      if (hints === 0) throw new Error('panda-event was never invoked: slow looks did all the work')
      return `${hints} hints`
    },
  },
  {
    id: 'exported-report',
    says: "a build's exported variable holds its whole report",
    onlyOnAws: true,
    async run({ aws }) {
      const report = await aws!.latestReport()
      JSON.parse(report ?? 'nothing')
      return `${report?.length} characters`
    },
  },
  {
    id: 'quiet',
    says: 'no alarm rings: nothing was left over in a queue, no function failed',
    onlyOnAws: true,
    async run({ aws }) {
      expectEqual(await aws!.ringing(), [], 'ringing')
      return undefined
    },
  },
  {
    id: 'in-use',
    says: 'a connection that is in use is not deleted by accident',
    async run(trip) {
      const { awsConnectionId } = seenIds(trip)
      const { id } = await deployed(trip, 'INITIALIZED')
      const refused = await trip.client.disconnect(awsConnectionId).catch((fault: unknown) => fault)
      expectEqual(refused instanceof PandaError && refused.status, 409, 'the answer')
      await trip.client.cancel(id)
      await followed(trip, id, 'CANCELLED', 0)
      return undefined
    },
  },
]

const seconds = async (trip: Trip) => (await trip.client.result(seenLatest(trip).id)).durationSeconds

/** Ten requests a second, each on a fresh connection, while something is done. */
const whileAsking = async (url: string, work: () => Promise<void>) => {
  const asked = { requests: 0, failed: 0 }
  let over = false
  const asking = (async () => {
    while (!over) {
      const answered = await fetch(url, { headers: { connection: 'close' } }).catch(() => undefined)
      asked.requests += 1
      if (!answered || answered.status >= 500) asked.failed += 1
      await answered?.arrayBuffer()
      await new Promise(done => setTimeout(done, 100))
    }
  })()
  await work().finally(() => {
    over = true
  })
  await asking
  return asked
}
