import { expect, test } from 'vitest'
import { stateMachines, task } from './machine.ts'

const never = () => new Promise(() => {})

test('a waiting task keeps its token and what is left of its time', async () => {
  const before = stateMachines()
  await before.create({ One: task({ End: true, TimeoutSeconds: 100 }) })
  await before.start()
  await before.timeline.advance(70_000)
  const after = stateMachines(undefined, before.setup)
  await after.timeline.advance(29_999)
  expect(after.calls).toHaveLength(0)
  expect(await after.look()).toEqual({ status: 'RUNNING' })
  await after.succeed('still good', before.calls[0])
  expect(await after.look()).toEqual({ status: 'SUCCEEDED', output: 'still good' })
})

test('its time runs out while nobody is there', async () => {
  const before = stateMachines()
  await before.create({ One: task({ End: true, TimeoutSeconds: 100 }) })
  await before.start()
  await before.timeline.advance(99_000)
  const after = stateMachines(undefined, before.setup)
  await after.timeline.advance(1_000)
  expect(await after.look()).toMatchObject({ status: 'FAILED', error: 'States.Timeout' })
})

test('a call that may not have happened is made again, with the same token', async () => {
  const before = stateMachines(never)
  await before.create({ One: task({ End: true }) })
  await before.start()
  const after = stateMachines(undefined, before.setup)
  await after.timeline.advance(0)
  expect(after.calls.map(call => call.token)).toEqual(before.calls.map(call => call.token))
  await after.succeed('done')
  expect(await after.look()).toEqual({ status: 'SUCCEEDED', output: 'done' })
})

test('a pause before a retry, and a wait, end when they would have', async () => {
  let broken = true
  const onCall = () => {
    if (broken) throw new Error('not now')
  }
  const before = stateMachines(onCall)
  const retry = { ErrorEquals: ['States.ALL'], IntervalSeconds: 60 }
  await before.create({ One: task({ Next: 'Wait', Retry: [retry] }), Wait: { Type: 'Wait', Seconds: 60, End: true } })
  await before.start()
  await before.timeline.advance(50_000)
  broken = false
  const second = stateMachines(onCall, before.setup)
  await second.timeline.advance(9_999)
  expect(second.calls).toHaveLength(0)
  await second.timeline.advance(1)
  expect(second.calls).toHaveLength(1)
  await second.succeed({})
  await second.timeline.advance(50_000)
  const third = stateMachines(onCall, second.setup)
  await third.timeline.advance(9_999)
  expect(await third.look()).toEqual({ status: 'RUNNING' })
  await third.timeline.advance(1)
  expect(await third.look()).toMatchObject({ status: 'SUCCEEDED' })
})
