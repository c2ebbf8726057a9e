// The set of accounts and the policy made from it, over the real adapter and a pretend bus, with steps in between.
import { expect, test } from 'vitest'
import { admit, dismiss, repair } from '../../app/store/bus-accounts.ts'
import { eventRules } from '../../aws/event-rules.ts'
import type { EventRules } from '../../core/ports.ts'
import { ingressBus } from '../../core/rules.ts'
import { install } from '../../region/install.ts'
import { memoryTable } from '../../region/memory-table.ts'
import { overRegion } from '../aws/adapters.ts'
import { machineText } from '../region/states/machine.ts'

const account = (n: number) => `${100000000000 + n}`
const who = (n: number, tenant = 'one') => ({ tenant, accountId: account(n) })

const place = async () => {
  const all = overRegion()
  const machine = { name: 'panda', definition: machineText({ One: { Type: 'Succeed' } }) }
  const { busArn } = await install(all.region, {
    rules: [{ name: 'any', bus: ingressBus, pattern: { source: ['aws.ecr'] }, target: 'panda-event' }],
    machine,
  })
  const ports = { table: memoryTable(), eventRules: eventRules(all.clients, busArn(ingressBus)) }
  return { ...all, ports }
}

/** Stops before each writing of the policy, until it is let go. */
const halting = (rules: EventRules) => {
  const held: (() => void)[] = []
  const admitting: EventRules = {
    ...rules,
    admit: async accounts => {
      await new Promise<void>(resolve => void held.push(resolve))
      return rules.admit(accounts)
    },
  }
  return { held, rules: admitting }
}

const turn = () => new Promise(resolve => setImmediate(resolve))

test('one that was admitted is written once, and looked at before each deployment', async () => {
  const { ports, asked } = await place()
  expect(await admit(ports, who(1))).toBe('events')
  expect(asked).toEqual(['DescribeEventBus', 'PutPermission'])
  asked.length = 0
  expect(await repair(ports, who(1))).toBe('events')
  expect(await admit(ports, who(1))).toBe('events')
  expect(new Set(asked)).toEqual(new Set(['DescribeEventBus']))
})

test('what is missing is put back: the policy of a bus that was made anew, or a set that does not know the account', async () => {
  const { ports } = await place()
  await admit(ports, who(1))
  await ports.eventRules.admit([])
  expect(await repair(ports, who(1))).toBe('events')
  expect(await ports.eventRules.admits(account(1))).toBe(true)
  // Restored from a backup: others are put back with their next deployments.
  const restored = { ...ports, table: memoryTable() }
  expect(await repair(restored, who(1))).toBe('events')
  expect(await repair(restored, who(2))).toBe('events')
  expect(await ports.eventRules.admits(account(1))).toBe(true)
})

test('two connect at once, and one writes what it read before the other came: both are admitted', async () => {
  const { ports } = await place()
  const slow = halting(ports.eventRules)
  const first = admit({ ...ports, eventRules: slow.rules }, who(1))
  await turn()
  // The second comes and goes while the first is about to write a set without it.
  expect(await admit(ports, who(2))).toBe('events')
  for (let rounds = 0; rounds < 10; rounds++) {
    slow.held.splice(0).forEach(go => void go())
    await turn()
  }
  expect(await first).toBe('events')
  expect([await ports.eventRules.admits(account(1)), await ports.eventRules.admits(account(2))]).toEqual([true, true])
})

test('fifty at once are all admitted', async () => {
  const { ports } = await place()
  const all = Array.from({ length: 50 }, (_, n) => n)
  expect(new Set(await Promise.all(all.map(n => admit(ports, who(n)))))).toEqual(new Set(['events']))
  for (const n of all) expect(await ports.eventRules.admits(account(n))).toBe(true)
})

test('an account goes with the last tenant that is connected to it', async () => {
  const { ports } = await place()
  await admit(ports, who(1))
  await admit(ports, who(1, 'two'))
  await dismiss(ports, who(1))
  expect(await ports.eventRules.admits(account(1))).toBe(true)
  await dismiss(ports, who(1))
  await dismiss(ports, who(1, 'two'))
  expect(await ports.eventRules.admits(account(1))).toBe(false)
})

test('one goes while another tenant comes: it is admitted', async () => {
  const { ports } = await place()
  await admit(ports, who(1))
  const slow = halting(ports.eventRules)
  const going = dismiss({ ...ports, eventRules: slow.rules }, who(1))
  await turn()
  expect(await admit(ports, who(1, 'two'))).toBe('events')
  for (let rounds = 0; rounds < 10; rounds++) {
    slow.held.splice(0).forEach(go => void go())
    await turn()
  }
  await going
  expect(await ports.eventRules.admits(account(1))).toBe(true)
})

test('full: who comes later is slow, until somebody goes', async () => {
  const { ports } = await place()
  let n = 0
  while ((await admit(ports, who(n))) === 'events') n++
  expect(n).toBeGreaterThan(250)
  expect(await repair(ports, who(n))).toBe('slow')
  expect(await repair(ports, who(0))).toBe('events')
  await dismiss(ports, who(3))
  expect(await repair(ports, who(n))).toBe('events')
})

test('the set itself is full: slow, and nobody else is touched', async () => {
  const { ports } = await place()
  await admit(ports, who(1))
  const members = new Set(Array.from({ length: 3_000 }, (_, n) => `${account(1)}#${n === 0 ? 'one' : n}`))
  await ports.table.put({ pk: 'platform', sk: 'bus-accounts', members })
  expect(await admit(ports, who(2))).toBe('slow')
  expect(await repair(ports, who(1))).toBe('events')
})

test('a set that never comes to rest ends as a conflict, which passes', async () => {
  const { ports } = await place()
  let n = 10
  const restless: EventRules = {
    ...ports.eventRules,
    admit: async accounts => {
      const member = `${account(n++)}#x`
      await ports.table.change({ pk: 'platform', sk: 'bus-accounts' }, { add: { members: member } })
      return [...accounts]
    },
  }
  await expect(admit({ ...ports, eventRules: restless }, who(1))).rejects.toMatchObject({ kind: 'conflict' })
})
