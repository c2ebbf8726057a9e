// The record stores, on the table in memory: what each keeps, who finds it, and what saying it twice does.
import { beforeEach, describe, expect, it } from 'vitest'
import * as admission from '../../app/store/admission.ts'
import * as connections from '../../app/store/connections.ts'
import * as log from '../../app/store/log.ts'
import * as output from '../../app/store/output.ts'
import * as services from '../../app/store/services.ts'
import * as subscriptions from '../../app/store/subscriptions.ts'
import * as tickets from '../../app/store/tickets.ts'
import * as tokens from '../../app/store/tokens.ts'
import * as watch from '../../app/store/watch.ts'
import type { LoggedEvent } from '../../core/event.ts'
import type { Item, Table } from '../../core/ports.ts'
import { memoryTable } from '../../region/memory-table.ts'

let store: { table: Table }
beforeEach(() => {
  store = { table: memoryTable() }
})

/** All items put from now on. */
const watchPuts = () => {
  const items: Item[] = []
  const { table } = store
  const put: Table['put'] = (item, when) => {
    items.push(item)
    return table.put(item, when)
  }
  store = { table: { ...table, put } }
  return items
}

const now = '2026-11-20T10:00:00.000Z'
const later = '2026-11-20T10:00:00.001Z'
const event = (seq: number, more: Partial<LoggedEvent> = {}): LoggedEvent => ({
  deploymentId: 'dep_a',
  seq,
  timestamp: now,
  code: 'BUILD_PROGRESS',
  details: { stage: 1, message: `line ${seq}` },
  ...more,
})

describe('log', () => {
  it('reads what was appended, whole or after a seq, in order past 9 and 99', async () => {
    const events = Array.from({ length: 120 }, (_, n) => event(n + 1))
    events[0] = event(1, { code: 'QUEUED', private: { nonce: 'x' } })
    for (const one of events) expect(await log.appendRow(store, one)).toBe(true)
    expect(await log.readLog(store, 'dep_a')).toStrictEqual(events)
    expect(await log.readLog(store, 'dep_a', 99)).toStrictEqual(events.slice(99))
    expect(await log.readLog(store, 'dep_a', 120)).toEqual([])
    expect(await log.readLog(store, 'dep_b')).toEqual([])
  })

  it('never changes an event', async () => {
    await log.appendRow(store, event(1))
    expect(await log.appendRow(store, event(1, { code: 'FAILED' }))).toBe(false)
    expect((await log.readLog(store, 'dep_a'))[0]?.code).toBe('BUILD_PROGRESS')
  })

  it('a stream tells events from other items, and new ones from expiring ones', async () => {
    await log.appendRow(store, event(1))
    await output.putChunk(store, 'dep_a', { chunk: 1, lines: [] }, 5)
    const items = await store.table.query('dep_a')
    expect(items.filter(log.isLogItem).map(log.eventOf)).toEqual([event(1)])
    expect(items.filter(output.isChunkItem).map(output.chunkOf)).toEqual([
      { deploymentId: 'dep_a', chunk: 1, lines: [] },
    ])
    await log.expireLog(store, 'dep_a', 100)
    expect((await store.table.query('dep_a')).filter(log.isLogItem)).toEqual([])
  })

  it('expires all of it once, output not later than it was to go', async () => {
    const writes = watchPuts()
    for (let seq = 1; seq <= 25; seq++) await log.appendRow(store, event(seq))
    await output.putChunk(store, 'dep_a', { chunk: 1, lines: ['x'] }, 50)
    await output.putChunk(store, 'dep_a', { chunk: 2, lines: ['x'] }, 200)
    await tokens.keep(store, 'dep_a', { token: 't', state: 'Claim', enteredAt: now })
    writes.length = 0
    await log.expireLog(store, 'dep_a', 100)
    expect(writes).toHaveLength(27)
    await log.expireLog(store, 'dep_a', 100)
    expect(writes).toHaveLength(27)
    const expiries = (await store.table.query('dep_a')).map(item => item.expires)
    expect(expiries).toEqual([...Array(25).fill(100), 50, 100, 100])
    expect(await log.readLog(store, 'dep_a')).toHaveLength(25)
  })
})

describe('build output', () => {
  it('keeps the first of each chunk, and reads on from one', async () => {
    for (const chunk of [3, 1, 2, 11])
      expect(await output.putChunk(store, 'dep_a', { chunk, lines: [`${chunk}`] }, 9)).toBe(true)
    expect(await output.putChunk(store, 'dep_a', { chunk: 1, lines: ['other'] }, 9)).toBe(false)
    expect(await output.readChunks(store, 'dep_a', 0, 2)).toStrictEqual([
      { chunk: 1, lines: ['1'] },
      { chunk: 2, lines: ['2'] },
    ])
    expect((await output.readChunks(store, 'dep_a', 2, 10)).map(one => one.chunk)).toEqual([3, 11])
  })

  it('leaves out what no item or message could hold, and says so', async () => {
    await output.putChunk(store, 'dep_a', { chunk: 1, lines: Array(500).fill('배'.repeat(1_000)) }, 9)
    const [chunk] = await output.readChunks(store, 'dep_a', 0, 1)
    expect(chunk?.lines.at(-1)).toBe('… 467 lines left out')
    expect(chunk?.lines).toHaveLength(34)
  })
})

describe('connections', () => {
  const github = (id: string, tenant: string, createdAt = now): connections.GithubConnection => ({
    id,
    tenant,
    kind: 'github',
    owner: 'panda',
    repo: 'hello',
    branch: 'main',
    sealedToken: 'sealed',
    createdAt,
  })
  const aws: connections.AwsConnection = {
    id: 'aws_1',
    tenant: 'a',
    kind: 'aws',
    region: 'local-1',
    accountId: '000000000000',
    access: { kind: 'role', roleArn: 'arn' },
    createdAt: now,
  }

  it("finds a tenant's own, and nobody else's", async () => {
    await connections.save(store, github('gh_1', 'a'))
    expect(await connections.find(store, 'a', 'gh_1')).toStrictEqual(github('gh_1', 'a'))
    expect(await connections.find(store, 'b', 'gh_1')).toBeUndefined()
    await connections.remove(store, 'b', 'gh_1')
    expect(await connections.find(store, 'a', 'gh_1')).toBeDefined()
    await connections.remove(store, 'a', 'gh_1')
    expect(await connections.find(store, 'a', 'gh_1')).toBeUndefined()
  })

  it('lists one kind, oldest first', async () => {
    await connections.save(store, github('gh_1', 'a', later))
    await connections.save(store, github('gh_2', 'a'))
    await connections.save(store, github('gh_3', 'b'))
    await connections.save(store, aws)
    expect((await connections.list(store, 'a', 'github')).map(one => one.id)).toEqual(['gh_2', 'gh_1'])
    expect(await connections.list(store, 'a', 'aws')).toEqual([aws])
    expect(await connections.list(store, 'c', 'aws')).toEqual([])
  })
})

describe('admission', () => {
  const { memberOf } = admission
  const [a, b, c] = [memberOf(now, 'dep_a'), memberOf(later, 'dep_b'), memberOf(now, 'dep_c')]
  const lock = admission.lockKey('000000000000/local-1/hello')

  it('one holds, the others wait, by age', async () => {
    expect(await admission.hold(store, lock, a, 1)).toEqual({ accepted: [], holders: [a], waiters: [] })
    expect(await admission.hold(store, lock, b, 1)).toBeUndefined()
    await admission.wait(store, lock, b)
    expect(await admission.wait(store, lock, c)).toEqual({ accepted: [], holders: [a], waiters: [c, b] })
    expect(admission.deploymentOf(c)).toBe('dep_c')
    expect(await admission.leave(store, lock, a)).toMatchObject({ holders: [], waiters: [c, b] })
    expect(await admission.hold(store, lock, c, 1)).toMatchObject({ holders: [c], waiters: [b] })
    expect(await admission.read(store, lock)).toMatchObject({ holders: [c], waiters: [b] })
  })

  it('saying it twice is saying it once', async () => {
    for (const _ of [1, 2]) expect(await admission.hold(store, lock, a, 1)).toMatchObject({ holders: [a] })
    for (const _ of [1, 2]) expect(await admission.wait(store, lock, b)).toMatchObject({ waiters: [b] })
    for (const _ of [1, 2]) expect(await admission.leave(store, lock, a)).toMatchObject({ holders: [], waiters: [b] })
  })

  it('a tenant has so many, another has its own', async () => {
    expect(await admission.accept(store, 'a', a, 2)).toMatchObject({ accepted: [a] })
    expect(await admission.accept(store, 'a', b, 2)).toMatchObject({ accepted: [a, b] })
    expect(await admission.accept(store, 'a', c, 2)).toBeUndefined()
    expect(await admission.accept(store, 'a', a, 2)).toMatchObject({ accepted: [a, b] })
    expect(await admission.accept(store, 'b', c, 2)).toMatchObject({ accepted: [c] })
    const slots = admission.slotsKey('a')
    expect(await admission.hold(store, slots, a, 1)).toEqual({ accepted: [a, b], holders: [a], waiters: [] })
    expect(await admission.leave(store, slots, a)).toEqual({ accepted: [b], holders: [], waiters: [] })
  })

  it('nobody is there before anybody came', async () => {
    expect(await admission.read(store, lock)).toEqual({ accepted: [], holders: [], waiters: [] })
  })

  it('of 20 contenders one holds', async () => {
    const all = Array.from({ length: 20 }, (_, n) => admission.hold(store, lock, memberOf(now, `dep_${n}`), 1))
    expect((await Promise.all(all)).filter(Boolean)).toHaveLength(1)
  })
})

describe('services', () => {
  const release = (n: number): services.Release => ({
    deploymentId: `dep_${n}`,
    imageDigest: `sha256:${n}`,
    imageUri: 'uri',
    taskDefinition: `td:${n}`,
    commitHash: 'c',
    commitMessage: 'm',
    at: now,
    port: 8080,
    healthPath: '/health',
  })
  const service = (version: string, count = 1): services.ServiceRecord => ({
    serviceKey: '000000000000/local-1/panda-hello-main-service',
    owner: 'panda',
    repo: 'hello',
    branch: 'main',
    environment: 'default',
    accountId: '000000000000',
    region: 'local-1',
    awsConnectionId: 'aws_1',
    url: 'http://x',
    current: release(count),
    releases: Array.from({ length: count }, (_, n) => release(count - n)),
    version,
  })

  it('keeps the newest version, and its last ten releases', async () => {
    expect(await services.save(store, 'a', service(later, 12))).toBe(true)
    expect(await services.save(store, 'a', service(now))).toBe(false)
    const found = await services.find(store, 'a', service(now).serviceKey)
    expect(found?.releases.map(one => one.deploymentId)).toEqual(Array.from({ length: 10 }, (_, n) => `dep_${12 - n}`))
    expect(found).toStrictEqual({ ...service(later, 12), releases: service(later, 12).releases.slice(0, 10) })
  })

  it('is the tenant’s own', async () => {
    await services.save(store, 'a', service(now))
    expect(await services.list(store, 'a')).toEqual([service(now)])
    expect(await services.list(store, 'b')).toEqual([])
    expect(await services.find(store, 'b', service(now).serviceKey)).toBeUndefined()
  })
})

describe('tickets', () => {
  const at = (time: string) => ({ ...store, clock: { now: () => time, sleep: async () => {} } })
  const ticket = { identity: { tenant: 'a' }, deploymentId: 'dep_a', expires: Date.parse(now) / 1000 + 60 }

  it('is good once, for one of many', async () => {
    await tickets.issue(store, 'secret', ticket)
    const got = await Promise.all(Array.from({ length: 5 }, () => tickets.redeem(at(now), 'secret')))
    expect(got.filter(Boolean)).toStrictEqual([ticket])
    expect(await tickets.redeem(at(now), 'secret')).toBeUndefined()
    expect(await tickets.redeem(at(now), 'unknown')).toBeUndefined()
  })

  it('expires, and a look does not use it up', async () => {
    await tickets.issue(store, 'secret', ticket)
    expect(await tickets.find(at('2026-11-20T10:01:00.000Z'), 'secret')).toBeUndefined()
    for (const _ of [1, 2]) expect(await tickets.find(at('2026-11-20T10:00:59.999Z'), 'secret')).toEqual(ticket)
    expect(await tickets.redeem(at('2026-11-20T10:01:00.000Z'), 'secret')).toBeUndefined()
  })

  it('is not in the table', async () => {
    const written = watchPuts()
    await tickets.issue(store, 'secret', ticket)
    expect(JSON.stringify(written)).not.toContain('secret')
    expect(JSON.stringify(written)).toContain('ticket#2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b')
  })
})

describe('subscriptions', () => {
  const socket: subscriptions.Socket = { connectionId: 'c1', identity: { tenant: 'a' }, opened: now, expires: 9 }
  const to = (deploymentId: string, connectionId = 'c1'): subscriptions.Subscription => ({
    connectionId,
    deploymentId,
    lang: 'ko',
    logs: false,
    following: false,
    expires: 9,
  })

  it('knows who listens, until the socket closes', async () => {
    await subscriptions.openSocket(store, socket)
    await subscriptions.subscribe(store, to('dep_a'))
    await subscriptions.subscribe(store, to('dep_b'))
    await subscriptions.subscribe(store, to('dep_a', 'c2'))
    expect(await subscriptions.findSocket(store, 'c1')).toStrictEqual(socket)
    expect(await subscriptions.listeners(store, 'dep_a')).toStrictEqual([to('dep_a'), to('dep_a', 'c2')])
    expect(await subscriptions.subscribedTo(store, 'c1')).toEqual(['dep_a', 'dep_b'])
    await subscriptions.closeSocket(store, 'c1')
    await subscriptions.closeSocket(store, 'c1')
    expect(await subscriptions.listeners(store, 'dep_a')).toEqual([to('dep_a', 'c2')])
    expect(await subscriptions.listeners(store, 'dep_b')).toEqual([])
    expect(await subscriptions.findSocket(store, 'c1')).toBeUndefined()
    expect(await store.table.query('socket#c1')).toEqual([])
  })

  it('follows after the replay, unless it has left', async () => {
    await subscriptions.subscribe(store, to('dep_a'))
    expect(await subscriptions.follow(store, 'c1', 'dep_a')).toBe(true)
    expect(await subscriptions.listeners(store, 'dep_a')).toEqual([{ ...to('dep_a'), following: true }])
    await subscriptions.unsubscribe(store, 'c1', 'dep_a')
    expect(await subscriptions.follow(store, 'c1', 'dep_a')).toBe(false)
    expect(await subscriptions.listeners(store, 'dep_a')).toEqual([])
  })
})

describe('tokens', () => {
  it('keeps that of the latest attempt', async () => {
    const step = (token: string, enteredAt: string) => ({ token, state: 'Claim', enteredAt })
    expect(await tokens.find(store, 'dep_a')).toBeUndefined()
    expect(await tokens.keep(store, 'dep_a', step('1', now))).toBe(true)
    expect(await tokens.keep(store, 'dep_a', step('1', now))).toBe(true)
    expect(await tokens.keep(store, 'dep_a', step('2', now))).toBe(true)
    expect(await tokens.keep(store, 'dep_a', step('3', later))).toBe(true)
    expect(await tokens.keep(store, 'dep_a', step('2', now))).toBe(false)
    expect(await tokens.find(store, 'dep_a')).toStrictEqual(step('3', later))
  })
})

describe('watch', () => {
  it('knows who cares about a resource', async () => {
    expect(await watch.list(store, 'arn:x')).toEqual([])
    for (const id of ['dep_b', 'dep_a', 'dep_a']) await watch.add(store, 'arn:x', id)
    expect(await watch.list(store, 'arn:x')).toEqual(['dep_a', 'dep_b'])
    for (const _ of [1, 2]) await watch.remove(store, 'arn:x', 'dep_a')
    expect(await watch.list(store, 'arn:x')).toEqual(['dep_b'])
    await watch.remove(store, 'arn:x', 'dep_b')
    expect(await watch.list(store, 'arn:x')).toEqual([])
  })
})
