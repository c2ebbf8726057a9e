// Telling people: from an event of a log to what a target gets, over the real store, with a target that answers as told.
import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Caller } from '../../app/caller.ts'
import { announce } from '../../app/notices.ts'
import { sweepNotices } from '../../app/notices-sweep.ts'
import { notify, pauses } from '../../app/notify.ts'
import * as deliveries from '../../app/store/deliveries.ts'
import { readLog } from '../../app/store/log.ts'
import { CloudFault } from '../../core/faults.ts'
import type { NoticeCall, Posted } from '../../core/ports.ts'
import { place as callsPlace } from './calls-place.ts'

const webhook = {
  kind: 'webhook',
  address: 'https://hooks.example/deploys/canary-address',
  secret: 'canary-secret-0123',
}
const links = { console: 'https://console.example', api: 'https://api.example' }

/** Calls are made when the test says so. */
const open = () => {
  const answers: Partial<Posted>[] = []
  const posted: { address: string; body: string; headers: Record<string, string> }[] = []
  const panda = callsPlace()
  const { ports } = panda.context
  ports.posts.post = async (address, body, headers) => {
    posted.push({ address, body, headers })
    return { httpStatus: 200, ms: 5, body: 'ok', ...answers[posted.length - 1] }
  }
  const calls: { call: NoticeCall; delay: number }[] = []
  const faults: unknown[] = []
  const bus = { isDown: false }
  const laterNotices = { send: async (call: NoticeCall, delay: number) => void calls.push({ call, delay }) }
  const notices = {
    send: async (call: NoticeCall) => {
      if (bus.isDown) throw new Error('the bus is down')
      await laterNotices.send(call, 0)
    },
  }
  const attempt = notify({ ...ports, laterNotices }, { PANDA_LOCALE: 'en' }, () => links)
  const deliver = (one: NoticeCall) => attempt({ detail: one })
  const log = (id: string) => readLog(ports, id)
  /** As the stream brings it. */
  const tell = async (id: string) => {
    const events = await log(id)
    await announce({ table: ports.table, notices }, events.at(-1)!, events, fault => faults.push(fault))
  }
  return {
    ...panda,
    ...{ ports, answers, posted, calls, faults, down: bus, notices, laterNotices, deliver, tell, log },
    target: async (more: object = {}, caller?: Caller) =>
      (await panda.data('POST /api/v1/notifications', {
        body: { ...webhook, ...more },
        ...(caller && { caller }),
      })) as {
        id: string
        secret?: string
      },
    cancelled: async (more: object = {}) => {
      const id = await panda.deploy(more)
      await panda.note(id, { code: 'CANCELLED', details: { stage: 0, status: 'CANCELLED', reason: 'cancelled' } })
      await tell(id)
      return id
    },
    told: async (line = 'GET /api/v1/notifications/deliveries') =>
      (await panda.data<{ deliveries: deliveries.Delivery[] }>(line)).deliveries,
    /** The newest call, once its delay is over. */
    next: async () => {
      const { call: one, delay } = calls.at(-1)!
      panda.clock.at += delay * 1000
      await deliver(one)
      return delay
    },
  }
}

describe('a target', () => {
  it('gets what it asked for, once, signed, and with what it needs to know it again', async () => {
    const panda = open()
    const { id: targetId } = await panda.target()
    const id = await panda.cancelled()
    await panda.next()
    const [{ address, body, headers }] = panda.posted as [(typeof panda.posted)[0]]
    expect(address).toBe(webhook.address)
    const payload = JSON.parse(body)
    const deliveryId = deliveries.idOf(targetId, id, 2)
    expect(payload).toMatchObject({
      ...{ id: deliveryId, kind: 'cancelled', deploymentId: id, seq: 2, status: 'CANCELLED', by: 'local' },
      service: { owner: 'panda', repo: 'hello', branch: 'main', environment: 'default' },
      links: { console: `${links.console}/#/deployments/${id}`, api: `${links.api}/api/v1/deploy/${id}` },
    })
    const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(headers['panda-signature'] ?? '') ?? []
    expect(v1).toBe(createHmac('sha256', webhook.secret).update(`${t}.${body}`).digest('hex'))
    expect(headers['panda-delivery']).toBe(deliveryId)
    expect(await panda.told()).toMatchObject([
      { id: deliveryId, targetId, status: 'delivered', attempt: 1, attempts: [{ httpStatus: 200, error: null }] },
    ])
  })

  it('hears of the services, environments and kinds that it asked for, and of no others', async () => {
    const panda = open()
    await panda.target({ repo: 'other' })
    await panda.target({ environment: 'prod' })
    await panda.target({ events: ['succeeded'] })
    const here = await panda.target({ owner: 'panda', repo: 'hello', environment: 'default', events: ['cancelled'] })
    await panda.cancelled()
    expect((await panda.told()).map(one => one.targetId)).toEqual([here.id])
  })

  it('of another tenant hears nothing, and is not seen', async () => {
    const panda = open()
    const other: Caller = { tenant: 'other', by: 'x', role: 'admin' }
    const { id } = await panda.target({}, other)
    await panda.cancelled()
    expect(panda.calls).toEqual([])
    expect(await panda.data('GET /api/v1/notifications')).toEqual({ notifications: [] })
    expect((await panda.call(`POST /api/v1/notifications/${id}/test`)).status).toBe(404)
    await panda.data(`DELETE /api/v1/notifications/${id}`)
    expect(await panda.data('GET /api/v1/notifications', { caller: other })).toMatchObject({ notifications: [{ id }] })
  })

  it('that was added afterwards hears nothing of it', async () => {
    const panda = open()
    const id = await panda.cancelled()
    panda.clock.at += 1
    await panda.target()
    await panda.tell(id)
    expect(panda.calls).toEqual([])
  })

  it('that was removed meanwhile gets nothing', async () => {
    const panda = open()
    const { id } = await panda.target()
    await panda.cancelled()
    await panda.data(`DELETE /api/v1/notifications/${id}`)
    await panda.next()
    expect(panda.posted).toEqual([])
    expect(await panda.told()).toMatchObject([{ status: 'failed', attempts: [{ error: 'the target was removed' }] }])
  })
})

describe('an attempt that fails', () => {
  it('is made again, later and later, and given up in the end', async () => {
    const panda = open()
    await panda.target()
    await panda.cancelled()
    panda.answers.push(...Array.from({ length: 6 }, () => ({ httpStatus: 500 })))
    const delays: number[] = []
    for (let n = 0; n < 6; n++) delays.push(await panda.next())
    expect(delays).toEqual([0, ...pauses])
    const [told] = await panda.told()
    expect(told).toMatchObject({ status: 'failed', attempt: 6, nextAt: null })
    expect(told!.attempts.map(({ error }) => error)).toEqual(Array(6).fill('it answered 500'))
    expect(panda.calls).toHaveLength(6)
    expect(new Set(panda.posted.map(({ headers }) => headers['panda-delivery'])).size).toBe(1)
  })

  it('is made again until it is taken, and never after that', async () => {
    const panda = open()
    await panda.target()
    await panda.cancelled()
    panda.answers.push({ httpStatus: 500 }, { httpStatus: null, reason: 'no answer within 10 s' })
    for (let n = 0; n < 3; n++) await panda.next()
    for (const { call } of panda.calls) await panda.deliver(call)
    expect(panda.posted).toHaveLength(3)
    const [told] = await panda.told()
    expect(told).toMatchObject({ status: 'delivered', attempt: 3 })
    expect(told!.attempts.map(({ error }) => error)).toEqual(['it answered 500', 'no answer within 10 s', null])
  })

  it.each([400, 401, 403, 404, 410, 302])('with %i is final', async httpStatus => {
    const panda = open()
    await panda.target()
    await panda.cancelled()
    panda.answers.push({ httpStatus })
    await panda.next()
    expect(panda.calls).toHaveLength(1)
    expect(await panda.told()).toMatchObject([{ status: 'failed', attempts: [{ httpStatus }] }])
  })

  it.each([
    [{ httpStatus: 429, retryAfter: '120' }, 120],
    [{ httpStatus: 503, retryAfter: '999999' }, 3_600],
    [{ httpStatus: 408, retryAfter: '1' }, 10],
    [{ httpStatus: 429, retryAfter: 'Fri, 20 Nov 2026 10:40:05 GMT' }, 300],
    [{ httpStatus: 429, retryAfter: 'soon' }, 10],
  ])('with %j is made again after %i s', async (answer, delay) => {
    const panda = open()
    await panda.target()
    await panda.cancelled()
    panda.answers.push(answer)
    await panda.next()
    expect(panda.calls.at(-1)?.delay).toBe(delay)
  })

  it('because Panda does not call that address is final', async () => {
    const panda = open()
    await panda.target()
    await panda.cancelled()
    panda.answers.push({ httpStatus: null, refused: true, reason: 'it leads to an address that Panda does not call' })
    await panda.next()
    expect(await panda.told()).toMatchObject([{ status: 'failed' }])
  })
})

describe('at least once, and seen once', () => {
  it('an event that the stream brings twice is one delivery; a call that comes twice is one attempt', async () => {
    const panda = open()
    await panda.target()
    const id = await panda.cancelled()
    await panda.tell(id)
    expect(panda.calls).toHaveLength(2)
    await Promise.all(panda.calls.map(({ call }) => panda.deliver(call)))
    expect(panda.posted).toHaveLength(1)
    expect(await panda.told()).toHaveLength(1)
  })

  it('a bus that is down holds nothing up, and what it did not take is sent off by the sweep', async () => {
    const panda = open()
    await panda.target()
    panda.down.isDown = true
    await panda.cancelled()
    expect(panda.faults).toMatchObject([{ message: 'the bus is down' }])
    panda.down.isDown = false
    await sweepNotices({ ...panda.ports, notices: panda.notices })
    expect(panda.calls).toEqual([])
    panda.clock.at += 6 * 60_000
    await sweepNotices({ ...panda.ports, notices: panda.notices })
    await panda.next()
    expect(await panda.told()).toMatchObject([{ status: 'delivered', attempt: 1 }])
  })

  it('an attempt whose function died is made again; so is everything at a start', async () => {
    const panda = open()
    await panda.target()
    await panda.cancelled()
    panda.ports.posts.post = async () => Promise.reject(new Error('cut off'))
    await expect(panda.next()).rejects.toThrow('cut off')
    expect(await panda.told()).toMatchObject([{ status: 'sending', attempt: 1, nextAt: null }])
    panda.ports.posts.post = async () => ({ httpStatus: 200, ms: 1, body: '' })
    await sweepNotices({ ...panda.ports, notices: panda.notices }, { atStart: true })
    const again = notify({ ...panda.ports, laterNotices: panda.laterNotices }, { PANDA_LOCALE: 'en' }, () => links)
    await again({ detail: panda.calls.at(-1)!.call })
    expect(await panda.told()).toMatchObject([{ status: 'delivered', attempt: 2 }])
  })

  it.each([
    ['what nobody expected is reported, and goes no further', new TypeError('oh'), 1],
    [
      'what the table says no to is thrown, so that the stream brings it again',
      new CloudFault('throttled', 'Query', 'no'),
      0,
    ],
  ])('%s', async (_, fault, reported) => {
    const panda = open()
    await panda.target()
    const events = await panda.log(await panda.cancelled())
    panda.ports.table.query = async () => Promise.reject(fault)
    const announced = announce({ table: panda.ports.table, notices: panda.notices }, events.at(-1)!, events, one =>
      panda.faults.push(one),
    )
    await (reported ? expect(announced).resolves.toBeUndefined() : expect(announced).rejects.toBe(fault))
    expect(panda.faults).toHaveLength(reported)
  })
})

describe('what is said of it', () => {
  it('the address and the secret are in no answer; one that Panda has made is in one', async () => {
    const panda = open()
    const { id, secret } = await panda.target({ secret: undefined, channel: '#deploys' })
    expect(secret).toMatch(/^whsec_[0-9a-f]{64}$/)
    await panda.cancelled()
    panda.answers.push({ httpStatus: 404, body: 'Cannot POST /deploys/canary-address' })
    await panda.next()
    const list = await panda.call('GET /api/v1/notifications')
    const log = await panda.call('GET /api/v1/notifications/deliveries')
    panda.answers[1] = { httpStatus: 404, body: `Cannot POST /deploys/canary-address with ${secret}` }
    const test = await panda.call(`POST /api/v1/notifications/${id}/test`)
    expect(test.body.data).toMatchObject({ delivered: false, httpStatus: 404, answer: 'Cannot POST … with …' })
    for (const { text } of [list, log, test]) {
      expect(text).not.toContain('canary-address')
      expect(text).not.toContain(secret)
    }
    expect(list.body.data).toMatchObject({
      notifications: [{ id, host: 'hooks.example', tail: 'ress', channel: '#deploys', events: expect.any(Array) }],
    })
    const rows = JSON.stringify(await panda.ports.table.query('tenant#local'))
    expect(rows).not.toContain('canary-address')
    expect(rows).not.toContain(secret)
  })

  it('a sample is sent at once, and is in no log', async () => {
    const panda = open()
    const { id } = await panda.target()
    const answer = await panda.data(`POST /api/v1/notifications/${id}/test`)
    expect(answer).toEqual({ delivered: true, httpStatus: 200, ms: 5, error: null, answer: 'ok' })
    expect(JSON.parse(panda.posted[0]!.body)).toMatchObject({ deploymentId: 'dep_sample', kind: 'succeeded' })
    expect(await panda.told()).toEqual([])
  })

  it('deliveries are listed newest first, of one deployment alone if asked', async () => {
    const panda = open()
    await panda.target()
    const a = await panda.cancelled()
    panda.clock.at += 1_000
    const b = await panda.cancelled({ repo: 'hello', branch: 'v2' })
    expect((await panda.told()).map(one => one.deploymentId)).toEqual([b, a])
    const of = (id: string) => panda.told(`GET /api/v1/notifications/deliveries?deploymentId=${id}`)
    expect((await of(a)).map(one => one.deploymentId)).toEqual([a])
    expect(await panda.told('GET /api/v1/notifications/deliveries?limit=1')).toHaveLength(1)
  })

  it('what does not fit is refused with its field', async () => {
    const panda = open()
    const fields = async (body: object) => {
      const { status, body: said } = await panda.call('POST /api/v1/notifications', { body })
      expect(status).toBe(400)
      return JSON.stringify(said)
    }
    expect(await fields({ ...webhook, address: 'http://hooks.example/x' })).toContain('address')
    expect(await fields({ ...webhook, kind: 'email' })).toContain('e-mail')
    expect(await fields({ ...webhook, kind: 'slack' })).toContain('secret')
    expect(await fields({ ...webhook, events: [] })).toContain('events')
    expect(await fields({ ...webhook, template: { failed: 'oh {nobody}' } })).toContain('{nobody}')
  })

  it('mail goes through the tenant’s topic, and waits for its reader to agree', async () => {
    const panda = open()
    const sent: unknown[] = []
    panda.ports.mail.send = async (topic, to, mail) => void sent.push({ topic, to, mail })
    const body = { kind: 'email', address: 'ops@example.com' }
    const { note } = await panda.data('POST /api/v1/notifications', { body })
    expect(note).toContain('link')
    const id = await panda.cancelled()
    await panda.next()
    expect(sent).toMatchObject([
      {
        to: 'ops@example.com',
        mail: { subject: 'panda/hello (default): cancelled', text: expect.stringContaining(id) },
      },
    ])
    expect(await panda.told()).toMatchObject([{ status: 'delivered', host: 'example.com' }])
  })
})
