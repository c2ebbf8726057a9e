// A delivery is called at once and later, and mail goes to whom it is addressed to: over the pretend region.
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { mockClient } from 'aws-sdk-client-mock'
import { describe, expect, it } from 'vitest'
import { laterNotices } from '../../aws/later-notices.ts'
import { mail } from '../../aws/mail.ts'
import { notices } from '../../aws/notices.ts'
import { machine } from '../../core/machine.ts'
import { internalRules } from '../../core/rules.ts'
import { regionClients } from '../../region/clients.ts'
import { install } from '../../region/install.ts'
import { scheduler } from '../../region/scheduler.ts'
import { sns } from '../../region/sns.ts'
import { restart, type Setup } from '../region/platform.ts'
import { overRegion } from './adapters.ts'

const call = { tenant: 'tenant-1', id: 'nd_1', occurredAt: '2026-11-20T10:00:00.000Z', attempt: 2 }
const services = { scheduler, sns }
const roleArn = 'arn:aws:iam::999999999999:role/panda-schedule'

const heardBy = async (setup: Setup) => {
  const heard: { at: number; detail: unknown }[] = []
  const began = setup.timeline.now()
  setup.region.register('panda-notify', async event => {
    heard.push({ at: (setup.timeline.now() - began) / 1000, detail: (event as { detail: unknown }).detail })
  })
  for (const name of ['panda-event', 'panda-build-report']) setup.region.register(name, async () => undefined)
  const definition = JSON.stringify(machine('panda-step'))
  const { busArn } = await install(setup.region, { rules: internalRules, machine: { name: 'panda', definition } })
  const clients = regionClients(setup.region)
  const later = laterNotices(clients, { busArn: busArn('panda-internal'), roleArn, now: () => setup.timeline.now() })
  return { heard, later, now: notices(clients, busArn('panda-internal')), clients }
}

describe('a delivery', () => {
  it('is called at once', async () => {
    const setup = overRegion({ services })
    const { heard, now } = await heardBy(setup)
    await now.send(call)
    await setup.timeline.advance(0)
    expect(heard).toEqual([{ at: 0, detail: call }])
  })

  it('is called later, once, however often it was said', async () => {
    const setup = overRegion({ services })
    const { heard, later } = await heardBy(setup)
    await later.send(call, 300)
    await later.send(call, 300)
    await setup.timeline.advance(299_000)
    expect(heard).toEqual([])
    await setup.timeline.advance(3_600_000)
    expect(heard).toEqual([{ at: 300, detail: call }])
  })

  it('is called later by a process that was started meanwhile', async () => {
    const before = overRegion({ services })
    const { later } = await heardBy(before)
    await later.send(call, 300)
    const after = restart(before, { services })
    const { heard } = await heardBy(after)
    after.region.resume()
    await after.timeline.advance(301_000)
    expect(heard).toEqual([{ at: 300, detail: call }])
  })

  it('that the bus does not take is a fault', async () => {
    const bus = mockClient(EventBridgeClient)
    bus.on(PutEventsCommand).resolves({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'ThrottlingException' }] })
    const clients = { platform: { eventbridge: () => new EventBridgeClient({}) } }
    // Only the one client is asked for.
    const sent = notices(clients as never, 'arn:bus').send(call)
    await expect(sent).rejects.toMatchObject({ name: 'CloudFault', kind: 'throttled' })
    bus.restore()
  })
})

describe('mail', () => {
  const place = () => {
    const put: { to: string; subject: string; text: string }[] = []
    const setup = overRegion({ services })
    const kernel = setup.region.kernel
    kernel.world.outbox = { put: async one => void put.push(one) }
    return { put, post: mail(setup.clients) }
  }

  it('gets to whom it is addressed to, and to nobody else of the tenant', async () => {
    const { put, post } = place()
    const topic = await post.subscribe('tenant-1', 'a@example.com')
    expect(await post.subscribe('tenant-1', 'b@example.com')).toBe(topic)
    expect(await post.subscribe('tenant-1', 'a@example.com')).toBe(topic)
    await post.send(topic, 'a@example.com', { subject: 'hello', text: 'you' })
    expect(put).toEqual([{ to: 'a@example.com', subject: 'hello', text: 'you' }])
  })

  it('of each tenant has a topic of its own, whose name says nothing', async () => {
    const { post } = place()
    const [one, other] = [await post.subscribe('acme', 'a@example.com'), await post.subscribe('b', 'a@example.com')]
    expect(one).not.toBe(other)
    expect(one).toMatch(/:panda-notices-[0-9a-f]{24}$/)
  })
})
