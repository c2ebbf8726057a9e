// Whatever is asked for, in whatever order: what a log may look like.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Command, decide, isFinalCode } from '../../core/decide.ts'
import type { LoggedEvent } from '../../core/event.ts'
import { evolve, fold } from '../../core/fold.ts'
import { type DeploymentState, isFinal } from '../../core/state.ts'
import { type EventCode, eventCodes, eventFacts, milestones, type StopReason } from '../../core/vocabulary.ts'
import { expectSoundLog } from '../invariants.ts'
import { at, began, logOf, stateOf, type Told } from './logs.ts'

const stopReasons: StopReason[] = ['failed', 'cancelled', 'superseded', 'timeout']

/** Steps note facts; what somebody wants comes by its own command. */
const facts = eventCodes.filter(code => code !== 'STOPPING' && code !== 'SWITCH_REQUESTED')

const note = (code: EventCode, details: Record<string, unknown> = {}, hidden?: Record<string, unknown>): Command => ({
  ...{ type: 'note', note: { code, details, ...(hidden && { private: hidden }) } },
})

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom(...facts).chain(code =>
      fc
        .record({
          ...{
            n: fc.integer({ min: 0, max: 9 }),
            attempt: fc.integer({ min: 1, max: 3 }),
            buildId: fc.constantFrom('b1', 'b2'),
          },
        })
        .map(({ n, attempt, buildId }) =>
          note(
            code,
            { check: n, running: n, desired: 2, finalService: 'blue' },
            { n, attempt, buildId, checks: n, outputs: { url: 'http://x' } },
          ),
        ),
    ),
  },
  { weight: 1, arbitrary: fc.constant<Command>({ type: 'switch', by: 'ann' }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...stopReasons).map((reason): Command => ({ type: 'stop', reason, by: 'ann' })),
  },
)

/** Each command decided on the state before it, as `record` does. */
const played = (commands: Command[]) => {
  const log: LoggedEvent[] = logOf([])
  let state: DeploymentState = fold(log)!
  for (const [n, one] of commands.entries()) {
    const timestamp = at(1 + n)
    const decision = decide(state, one, timestamp)
    if (decision.kind !== 'append') continue
    const event: LoggedEvent = { deploymentId: state.id, seq: state.seq + 1, timestamp, ...decision.event }
    log.push(event)
    state = evolve(state, event)
  }
  return { log, state }
}

describe('any commands in any order', () => {
  const commands = fc.array(command, { maxLength: 80 })

  test('leave a sound log: no gap, one end and nothing after it, no stage twice', () => {
    fc.assert(fc.property(commands, all => expectSoundLog(played(all).log)))
  })

  test('a switch is asked for once at most, and only of what was ready', () => {
    fc.assert(
      fc.property(commands, all => {
        const codes = played(all).log.map(one => one.code)
        const asked = codes.filter(code => code === 'SWITCH_REQUESTED')
        expect(asked.length).toBeLessThanOrEqual(1)
        if (asked.length > 0) expect(codes.slice(0, codes.indexOf('SWITCH_REQUESTED'))).toContain('READY')
      }),
    )
  })

  test('after STOPPING there is only its end; after SWITCHED nobody cancels', () => {
    fc.assert(
      fc.property(commands, all => {
        const { log } = played(all)
        const stopping = log.findIndex(event => event.code === 'STOPPING')
        if (stopping >= 0)
          for (const { code } of log.slice(stopping + 1)) expect(['ROLLED_BACK', 'FAILED', 'CANCELLED']).toContain(code)
        const switched = log.findIndex(event => event.code === 'SWITCHED')
        if (switched >= 0)
          for (const { code, details } of log.slice(switched))
            if (code === 'STOPPING') expect(['failed', 'timeout']).toContain(details.reason)
      }),
    )
  })

  test('said twice, each of them, is said once', () => {
    fc.assert(
      fc.property(commands, all => {
        const at = (commands: Command[]) => played(commands).log.map(event => event.code)
        const settled = all.filter(one => one.type !== 'note' || !one.note.code.endsWith('_PROGRESS'))
        expect(at(settled.flatMap(one => [one, one]))).toEqual(at(settled))
      }),
    )
  })

  test('the state is the fold of the log, whole or in parts', () => {
    fc.assert(
      fc.property(commands, fc.nat(80), (all, cut) => {
        const { log, state } = played(all)
        const part = log.slice(0, Math.max(1, cut))
        const rest = log.slice(part.length)
        expect(rest.reduce<DeploymentState | undefined>(evolve, fold(part))).toEqual(state)
        expect(isFinal(state)).toBe(isFinalCode(log.at(-1)!.code))
      }),
    )
  })
})

const told: Told[] = [['INITIALIZED'], ['CLONE_STARTED', 0, {}, { buildId: 'b1', attempt: 1 }]]
const decided = (all: Told[], one: Command, minute = 5) => decide(stateOf(all), one, at(minute))

describe('the build’s reports', () => {
  test('of another build than the one in the log are nobody’s', () => {
    for (const code of milestones) {
      expect(decided(told, note(code, {}, { buildId: 'b2' })).kind).toBe('nothing')
      expect(decided(told, note(code, {}, { buildId: 'b1' })).kind).toBe('append')
    }
  })

  test('progress: one in two seconds, no older one after a newer, none of a build that is not there', () => {
    const progress = (n: number) => note('BUILD_PROGRESS', { message: 'x' }, { buildId: 'b1', n })
    const once: Told[] = [...told, ['BUILD_PROGRESS', 1, { message: 'x' }, { n: 5 }]]
    expect(decided(once, progress(6), 1 + 1.9 / 60).kind).toBe('nothing')
    expect(decided(once, progress(6), 1 + 2.1 / 60).kind).toBe('append')
    expect(decided(once, progress(5), 2).kind).toBe('nothing')
    expect(decided([], note('BUILD_PROGRESS', {}, { n: 1 })).kind).toBe('nothing')
  })

  test('a second attempt passes the same milestones once more; a first that is late does not', () => {
    const second: Told[] = [...told, ['CLONED', 1], ['CLONE_STARTED', 2, {}, { buildId: 'b2', attempt: 2 }]]
    expect(decided(second, note('CLONED', {}, { buildId: 'b2' })).kind).toBe('append')
    expect(decided(second, note('CLONE_STARTED', {}, { buildId: 'b1', attempt: 1 })).kind).toBe('nothing')
    expect(decided(second, note('CLONE_STARTED', {}, { buildId: 'b3', attempt: 2 })).kind).toBe('nothing')
  })

  test('about a stage that is behind are left out', () => {
    expect(decided([...told, ['INFRA_STARTED']], note('CLONED', {}, { buildId: 'b1' })).kind).toBe('nothing')
  })
})

describe('switch and stop', () => {
  const ready: Told[] = [['INITIALIZED'], ['AWAITING_SWITCH', 1, { evidence: null }], ['READY', 1]]
  const asked: Told[] = [...ready, ['SWITCH_REQUESTED', 2, { by: 'ann', digest: 'd' }]]
  const by = 'ann'

  test('switch: when ready once, later again the same, before and when it is being stopped no', () => {
    expect(decided(told, { type: 'switch', by })).toMatchObject({ kind: 'refused', errorCode: 'NOT_READY' })
    expect(decided(ready, { type: 'switch', by })).toMatchObject({
      ...{ kind: 'append', event: { code: 'SWITCH_REQUESTED', details: { by, stage: 5 } } },
    })
    expect(decided(asked, { type: 'switch', by }).kind).toBe('nothing')
    expect(decided([...asked, ['COMPLETED']], { type: 'switch', by }).kind).toBe('nothing')
    for (const before of [ready, asked])
      expect(decided([...before, ['STOPPING', 3, { reason: 'cancelled' }]], { type: 'switch', by })).toMatchObject({
        ...{ kind: 'refused', errorCode: 'NOT_READY' },
      })
  })

  test('a switch does not lead back from a later stage', () => {
    expect(decided([...ready, ['COMPLETED_STAGE', 2]], { type: 'switch', by })).toMatchObject({ kind: 'refused' })
  })

  test('supersede: not what is ready or later; cancel: not once traffic has moved', () => {
    const stop = (reason: 'superseded' | 'cancelled' | 'failed' | 'timeout'): Command => ({ type: 'stop', reason })
    expect(decided(told, stop('superseded')).kind).toBe('append')
    for (const all of [ready, asked]) {
      expect(decided(all, stop('superseded'))).toMatchObject({ kind: 'refused', errorCode: 'TOO_LATE' })
      expect(decided(all, stop('cancelled')).kind).toBe('append')
    }
    const switched: Told[] = [...asked, ['SWITCHED', 3]]
    expect(decided(switched, stop('cancelled'))).toMatchObject({ kind: 'refused', errorCode: 'TOO_LATE' })
    for (const reason of ['failed', 'timeout'] as const) expect(decided(switched, stop(reason)).kind).toBe('append')
    expect(decided([...switched, ['COMPLETED']], stop('cancelled')).kind).toBe('nothing')
  })

  test('back onto a warm blue there is only forward once the switch has begun', () => {
    const stop: Command = { type: 'stop', reason: 'cancelled' }
    const back: Told[] = [...asked, ['RELEASE_STARTED', 3, {}, { release: { mode: 'warm-back' } }]]
    expect(decided(back, stop).kind).toBe('append')
    expect(decided([...back, ['SWITCHING', 3]], stop)).toMatchObject({ kind: 'refused', errorCode: 'TOO_LATE' })
  })
})

test('exactly these end a log', () => {
  expect(eventCodes.filter(isFinalCode)).toEqual(['COMPLETED', 'FAILED', 'CANCELLED'])
  expect(eventFacts.READY).toEqual({ stage: 4, type: 'success' })
  expect(stateOf([]).createdAt).toBe(began)
})
