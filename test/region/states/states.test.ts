import {
  CreateStateMachineCommand,
  ListExecutionsCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  StopExecutionCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn'
import { describe, expect, test } from 'vitest'
import { machineText, stateMachines, task } from './machine.ts'

const ends = { End: true }

describe('a task', () => {
  test('waits for its token, then goes on with what it was told', async () => {
    const { create, start, succeed, look, calls, timeline } = stateMachines()
    await create({ One: task({ Next: 'Two', Output: '{% $states.result.n + 1 %}' }), Two: { Type: 'Pass', ...ends } })
    await start({ id: 'dep_1' })
    await timeline.advance(3_600_000)
    expect(await look()).toEqual({ status: 'RUNNING' })
    expect(calls).toHaveLength(1)
    await succeed({ n: 41 })
    expect(await look()).toEqual({ status: 'SUCCEEDED', output: 42 })
  })

  test('may be told while its function still runs', async () => {
    const one = stateMachines(async call => {
      await one.sfn.send(new SendTaskSuccessCommand({ taskToken: call.token, output: '"quick"' }))
    })
    await one.create({ One: task(ends) })
    await one.start()
    expect(await one.look()).toEqual({ status: 'SUCCEEDED', output: 'quick' })
  })

  test('knows input, context and variables', async () => {
    const { create, start, succeed, calls } = stateMachines()
    await create({
      One: task({ Next: 'Two', Assign: { wait: '{% $states.result * 2 %}', given: '{% $states.input.id %}' } }),
      Two: task(ends, {
        all: '{% {"w": $wait, "g": $given, "s": $states.context.State.Name, "e": $states.context.Execution.Name, "m": $states.context.StateMachine.Name, "i": $states.context.Execution.Input.id, "r": $states.context.State.RetryCount} %}',
      }),
    })
    await start({ id: 'dep_1' })
    await succeed(30)
    expect(calls[1]!.all).toEqual({ w: 60, g: 'dep_1', s: 'Two', e: 'one', m: 'test', i: 'dep_1', r: 0 })
  })

  test('times out by the clock, and only then', async () => {
    const { create, start, look, timeline } = stateMachines()
    await create({ One: task({ ...ends, TimeoutSeconds: '{% $states.input.seconds %}' }) })
    await start({ seconds: 60 })
    await timeline.advance(59_999)
    expect(await look()).toEqual({ status: 'RUNNING' })
    await timeline.advance(1)
    expect(await look()).toMatchObject({ status: 'FAILED', error: 'States.Timeout' })
  })

  test('whose token was used, or timed out, has a dead one', async () => {
    const { create, start, succeed, fail, timeline, calls } = stateMachines()
    const again = [{ ErrorEquals: ['States.ALL'], Next: 'One' }]
    await create({ One: task({ ...ends, TimeoutSeconds: 60, Catch: again }) })
    await start()
    await timeline.advance(60_000)
    expect(calls).toHaveLength(2)
    await expect(succeed({}, calls[0])).rejects.toMatchObject({ name: 'TaskTimedOut' })
    await fail('Look', '', calls[1])
    await expect(fail('Look', '', calls[1])).rejects.toMatchObject({ name: 'TaskTimedOut' })
    await expect(succeed({}, { token: 'nonsense', entered: '' })).rejects.toMatchObject({ name: 'InvalidToken' })
    const strange = Buffer.from(JSON.stringify(['arn:of:nobody', '00'])).toString('base64url')
    await expect(succeed({}, { token: strange, entered: '' })).rejects.toMatchObject({ name: 'TaskDoesNotExist' })
    await succeed({}, calls[2])
  })

  test('whose expression has no value fails as a query', async () => {
    const { create, start, look } = stateMachines()
    await create({ One: task(ends, { missing: '{% $states.input.nothing %}' }) })
    await start()
    expect(await look()).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' })
  })
})

describe('catch', () => {
  test('the look loop: the wait doubles from look to look, and entry times grow', async () => {
    const { create, start, fail, succeed, timeline, calls, look } = stateMachines()
    await create({
      Begin: { Type: 'Pass', Assign: { wait: 60 }, Next: 'Watch' },
      Watch: task({
        ...ends,
        TimeoutSeconds: '{% $wait %}',
        Catch: [
          {
            ErrorEquals: ['States.Timeout', 'Look'],
            Assign: { wait: '{% $min([$wait * 2, 300]) %}' },
            Output: '{% $states.input %}',
            Next: 'Watch',
          },
        ],
      }),
    })
    await start({ id: 'dep_1' })
    const times: number[] = []
    for (let n = 1; n <= 5; n++) {
      const from = timeline.now()
      const before = calls.length
      while (calls.length === before) await timeline.advance(1000)
      times.push((timeline.now() - from) / 1000)
    }
    expect(times).toEqual([60, 120, 240, 300, 300])
    await fail('Look')
    await fail('Look')
    const entered = calls.map(call => call.entered)
    expect(entered).toEqual([...new Set(entered)].sort())
    await succeed('done')
    expect(await look()).toEqual({ status: 'SUCCEEDED', output: 'done' })
  })

  test('is chosen by error, in order, and can tell what went wrong', async () => {
    const { create, start, fail, look } = stateMachines()
    const kept = { Type: 'Pass', End: true }
    await create({
      One: task({
        ...ends,
        Catch: [
          { ErrorEquals: ['Denied'], Next: 'Wrong' },
          {
            ErrorEquals: ['States.ALL'],
            Next: 'Right',
            Output: '{% $states.errorOutput.Error & ": " & $states.errorOutput.Cause %}',
          },
        ],
      }),
      Wrong: kept,
      Right: kept,
    })
    await start()
    await fail('Broken', 'in two')
    expect(await look()).toEqual({ status: 'SUCCEEDED', output: 'Broken: in two' })
  })

  test('without one the execution fails with the error', async () => {
    const { create, start, fail, look } = stateMachines()
    await create({ One: task({ ...ends, Catch: [{ ErrorEquals: ['Other'], Next: 'One' }] }) })
    await start()
    await fail('Broken', 'in two')
    expect(await look()).toEqual({ status: 'FAILED', error: 'Broken', cause: 'in two' })
  })
})

describe('retry', () => {
  const retry = { ErrorEquals: ['Flaky'], IntervalSeconds: 2, BackoffRate: 3, MaxAttempts: 3, MaxDelaySeconds: 10 }
  const flaky = () => {
    throw Object.assign(new Error('not now'), { name: 'Flaky' })
  }

  test('a function that throws is called again after growing pauses, each time with a new token', async () => {
    const { create, start, timeline, calls, look } = stateMachines(flaky)
    await create({ One: task({ ...ends, Retry: [retry] }, { n: '{% $states.context.State.RetryCount %}' }) })
    const from = timeline.now()
    await start()
    const pauses: number[] = []
    for (let last = from; calls.length < 4; ) {
      const before = calls.length
      while (calls.length === before) await timeline.advance(1000)
      pauses.push((timeline.now() - last) / 1000)
      last = timeline.now()
    }
    expect(pauses).toEqual([2, 6, 10])
    expect(new Set(calls.map(call => call.token)).size).toBe(4)
    expect(calls.map(call => call.n)).toEqual([0, 1, 2, 3])
    await timeline.advance(1)
    expect(await look()).toMatchObject({ status: 'FAILED', error: 'Flaky' })
    expect((await look()).cause).toContain('not now')
  })

  test('is exhausted before a catcher is asked; other errors are not retried', async () => {
    const { create, start, fail, timeline, look, calls } = stateMachines(call => {
      if (calls.length < 3) flaky()
      return call
    })
    const states = {
      One: task({
        ...ends,
        Retry: [{ ...retry, MaxAttempts: 2 }],
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }],
      }),
      Caught: { Type: 'Fail', Error: 'Caught', Cause: '{% $states.input.Error %}' },
    }
    await create(states)
    await start()
    await timeline.advance(60_000)
    expect(calls).toHaveLength(3)
    await fail('Other')
    expect(await look()).toEqual({ status: 'FAILED', error: 'Caught', cause: 'Other' })
  })

  test('States.TaskFailed is every error but a timeout', async () => {
    const { create, start, timeline, look, calls } = stateMachines()
    const all = { ErrorEquals: ['States.TaskFailed'], IntervalSeconds: 1 }
    await create({ One: task({ ...ends, TimeoutSeconds: 5, Retry: [all] }) })
    await start()
    await timeline.advance(60_000)
    expect(calls).toHaveLength(1)
    expect(await look()).toMatchObject({ error: 'States.Timeout' })
  })
})

describe('the other states', () => {
  const choose = (n: unknown) => async () => {
    const { create, start, look } = stateMachines()
    await create({
      Choose: {
        Type: 'Choice',
        Choices: [
          { Condition: '{% $states.input.n > 10 %}', Next: 'Big', Assign: { word: 'big' } },
          { Condition: '{% $states.input.n < 0 %}', Next: 'Bad' },
        ],
        Default: 'Rest',
        Assign: { word: 'default' },
      },
      Big: { Type: 'Pass', Output: '{% $word %}', Next: 'Done' },
      Rest: { Type: 'Pass', Output: '{% $word %}', Next: 'Done' },
      Bad: { Type: 'Fail', Error: 'Negative', Cause: '{% "It is " & $string($states.input.n) %}' },
      Done: { Type: 'Succeed' },
    })
    await start({ n })
    return look()
  }

  test('a choice goes the first way that holds', async () => {
    expect(await choose(11)()).toEqual({ status: 'SUCCEEDED', output: 'big' })
    expect(await choose(5)()).toEqual({ status: 'SUCCEEDED', output: 'default' })
    expect(await choose(-1)()).toEqual({ status: 'FAILED', error: 'Negative', cause: 'It is -1' })
    expect(await choose('text')()).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' })
  })

  test('wait waits', async () => {
    const { create, start, look, timeline } = stateMachines()
    await create({ Wait: { Type: 'Wait', Seconds: '{% $states.input.s %}', End: true } })
    await start({ s: 30 })
    await timeline.advance(29_999)
    expect(await look()).toEqual({ status: 'RUNNING' })
    await timeline.advance(1)
    expect(await look()).toEqual({ status: 'SUCCEEDED', output: { s: 30 } })
  })

  test('a machine that turns in circles is ended at 25,000 events, not never', async () => {
    const { create, start, look, timeline, shelf, executionArn } = stateMachines()
    await create({ Round: { Type: 'Wait', Seconds: 1, Next: 'Pass' }, Pass: { Type: 'Pass', Next: 'Round' } })
    await start()
    const execution = shelf.get<object>('states.execution', executionArn)
    shelf.put('states.execution', executionArn, { ...execution, historyEvents: 24_900 })
    expect(await timeline.runUntilIdle()).toBe(true)
    expect(await look()).toMatchObject({ status: 'FAILED', error: 'States.Runtime' })
  })
})

describe('executions', () => {
  test('the same name: once while it runs with the same input, refused otherwise, for 90 days', async () => {
    const { create, start, succeed, calls, timeline } = stateMachines()
    await create({ One: task(ends) })
    const first = await start({ id: 1 })
    expect((await start({ id: 1 })).executionArn).toBe(first.executionArn)
    expect(calls).toHaveLength(1)
    await expect(start({ id: 2 })).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' })
    await succeed({})
    await expect(start({ id: 1 })).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' })
    await timeline.advance(90 * 24 * 3_600_000)
    await start({ id: 1 })
    expect(calls).toHaveLength(2)
  })

  test('are listed newest first, by status, page by page; old ones are forgotten', async () => {
    const { create, start, sfn, stateMachineArn, timeline } = stateMachines()
    await create({
      Choose: { Type: 'Choice', Choices: [{ Condition: '{% $states.input.wait %}', Next: 'W' }], Default: 'P' },
      W: task(ends),
      P: { Type: 'Succeed' },
    })
    for (let n = 0; n < 205; n++) {
      await start({ wait: n % 100 === 0 }, `n${n}`)
      await timeline.advance(1)
    }
    const running = await sfn.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING' }))
    expect(running.executions!.map(one => one.name)).toEqual(['n200', 'n100', 'n0'])
    const all = await sfn.send(new ListExecutionsCommand({ stateMachineArn, maxResults: 150 }))
    const rest = await sfn.send(
      new ListExecutionsCommand({ stateMachineArn, maxResults: 150, nextToken: all.nextToken }),
    )
    expect([all.executions!.length, rest.executions!.length, rest.nextToken]).toEqual([150, 53, undefined])
    expect(rest.executions!.at(-2)!.name).toBe('n3')
  })

  test('stopped ones are over, their token dead', async () => {
    const { create, start, succeed, sfn, executionArn, look } = stateMachines()
    await create({ One: task(ends) })
    await start()
    await sfn.send(new StopExecutionCommand({ executionArn, error: 'Enough', cause: 'said so' }))
    expect(await look()).toEqual({ status: 'ABORTED', error: 'Enough', cause: 'said so' })
    await expect(succeed({})).rejects.toMatchObject({ name: 'TaskTimedOut' })
  })

  test('keep the definition that they were started with', async () => {
    const { create, start, succeed, look, sfn, stateMachineArn } = stateMachines()
    await create({ One: task({ Next: 'Old' }), Old: { Type: 'Pass', Output: 'old', End: true } })
    await start()
    const definition = machineText({ One: { Type: 'Fail' } })
    await expect(
      sfn.send(new CreateStateMachineCommand({ name: 'test', roleArn: 'role', definition })),
    ).rejects.toMatchObject({ name: 'StateMachineAlreadyExists' })
    await sfn.send(new UpdateStateMachineCommand({ stateMachineArn, definition }))
    await succeed({})
    expect(await look()).toEqual({ status: 'SUCCEEDED', output: 'old' })
  })

  test('of a machine that is not there', async () => {
    const { sfn } = stateMachines()
    const wrong = new StartExecutionCommand({ stateMachineArn: 'arn:aws:states:x:1:stateMachine:no' })
    await expect(sfn.send(wrong)).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' })
  })
})
