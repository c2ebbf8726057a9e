import { expect, it } from 'vitest'
import type { LiveEvents } from '../../../client/socket.ts'
import type { PandaEvent } from '../../../client/types.ts'
import { following } from '../../../console/deployments/following.ts'
import type { Row } from '../../../console/deployments/row.ts'

const row = (deploymentId: string, more: Partial<Row> = {}) =>
  ({ deploymentId, status: 'RUNNING', lastSeq: 3, ...more }) as Row

/** A socket that says when it is told to. */
const fakeLive = () => {
  const open = new Map<string, { after: number; say(event: PandaEvent): void; refuse(fault: unknown): void }>()
  let closed = false
  const follow = async function* (id: string, { after = 0, signal }: { after?: number; signal?: AbortSignal } = {}) {
    const queue: (PandaEvent | { fault: unknown })[] = []
    let wake = () => {}
    const put = (one: PandaEvent | { fault: unknown }) => {
      queue.push(one)
      wake()
    }
    open.set(id, { after, say: put, refuse: fault => put({ fault }) })
    signal?.addEventListener('abort', () => {
      open.delete(id)
      put({ fault: signal.reason })
    })
    for (;;) {
      const next = queue.shift()
      if (next === undefined)
        await new Promise<void>(resolve => {
          wake = resolve
        })
      else if ('fault' in next) throw next.fault
      else yield next
    }
  }
  const close = () => {
    closed = true
  }
  const live = { follow, close } as Pick<LiveEvents, 'follow' | 'close'>
  return { live, open, isClosed: () => closed }
}

const settled = () => new Promise(resolve => setImmediate(resolve))

const place = () => {
  const fake = fakeLive()
  const [events, faults]: [PandaEvent[], unknown[]] = [[], []]
  const followed = following(fake.live, { event: one => events.push(one), fault: one => faults.push(one) })
  return { ...fake, events, faults, followed }
}

it('follows what is not over, from the last event that is known, and nothing else', async () => {
  const { followed, open, events } = place()
  followed.set([row('dep_a', { lastSeq: 7 }), row('dep_b', { status: 'FAILED' }), row('dep_c', { status: 'QUEUED' })])
  await settled()
  expect([...open.keys()]).toEqual(['dep_a', 'dep_c'])
  expect(open.get('dep_a')?.after).toBe(7)
  open.get('dep_a')!.say({ seq: 8 } as PandaEvent)
  await settled()
  expect(events).toEqual([{ seq: 8 }])
})

it('lets go what is shown no more, and keeps what still is', async () => {
  const { followed, open, faults } = place()
  followed.set([row('dep_a'), row('dep_b')])
  await settled()
  const kept = open.get('dep_b')
  followed.set([row('dep_b'), row('dep_c')])
  await settled()
  expect([...open.keys()]).toEqual(['dep_b', 'dep_c'])
  expect(open.get('dep_b')).toBe(kept)
  expect(faults).toEqual([])
})

it('tells of a refusal once, and does not ask for the same again', async () => {
  const { followed, open, faults } = place()
  followed.set([row('dep_a')])
  await settled()
  open.get('dep_a')!.refuse('no')
  await settled()
  open.clear()
  followed.set([row('dep_a')])
  await settled()
  expect(faults).toEqual(['no'])
  expect(open.size).toBe(0)
})

it('asks a socket for no more than it takes, and closes it', async () => {
  const { followed, open, isClosed } = place()
  followed.set(Array.from({ length: 130 }, (_, at) => row(`dep_${at}`)))
  await settled()
  expect(open.size).toBe(100)
  followed.close()
  expect(isClosed()).toBe(true)
  expect(open.size).toBe(0)
})
