// Who may let a release through: two reviewers, neither of them whoever has started it, and not before the wait is over.
import { describe, expect, it } from 'vitest'
import { overdue } from '../../core/deadlines.ts'
import { decide } from '../../core/decide.ts'
import { evolve, fold } from '../../core/fold.ts'
import { opensAt, reviewView } from '../../core/review.ts'
import { readSettings, type Settings } from '../../core/settings.ts'
import type { DeploymentState } from '../../core/state.ts'

const settings = readSettings({}) as Settings
const at = (minutes: number) => new Date(Date.parse('2026-11-20T10:00:00.000Z') + minutes * 60_000).toISOString()

const asked = (rule = { reviewers: 2, waitMinutes: 5, expiresHours: 24 }, more: object = {}): DeploymentState => {
  const request = { tenant: 'acme', by: 'ann', environment: 'prod', approvals: rule, ...more }
  const row = { deploymentId: 'dep_1', seq: 1, timestamp: at(0), code: 'QUEUED' as const, details: { stage: 0 } }
  return evolve(fold([{ ...row, private: { request } }]), {
    ...row,
    ...{ seq: 2, code: 'AWAITING_APPROVAL' as const, details: { stage: 2, reviewers: rule.reviewers } },
  })
}

type Who = { by: string; maker?: string; comment?: string }
const said = (state: DeploymentState, type: 'approve' | 'reject' | 'skip', { by, maker, comment }: Who) =>
  decide(state, { type, by, maker: maker ?? null, comment: comment ?? null }, at(1))
const having = (state: DeploymentState, type: 'approve' | 'reject' | 'skip', who: Who, minutes = 1) => {
  const decision = said(state, type, who)
  if (decision.kind !== 'append') throw new Error(`${type} by ${who.by}: ${decision.kind}`)
  return evolve(state, { deploymentId: 'dep_1', seq: state.seq + 1, timestamp: at(minutes), ...decision.event })
}

describe('a release that has to be agreed to', () => {
  it('goes on when the second has agreed and the wait is over', () => {
    const one = having(asked(), 'approve', { by: 'bob' }, 1)
    expect(opensAt(one)).toBeNull()
    expect(opensAt(having(one, 'approve', { by: 'cy' }, 2))).toBe(at(5))
    expect(opensAt(having(one, 'approve', { by: 'cy' }, 9))).toBe(at(9))
  })

  it('tells who has agreed, and how many there must be', () => {
    const decision = said(having(asked(), 'approve', { by: 'bob' }), 'approve', { by: 'cy', comment: 'looks good' })
    const details = { stage: 2, by: 'cy', comment: 'looks good', approvals: 2, reviewers: 2 }
    expect(decision).toMatchObject({ kind: 'append', event: { code: 'APPROVED', details } })
  })

  it.each([
    ['whoever has started it', { by: 'ann' }],
    ['a token that they have made', { by: 'ci (token of ann)', maker: 'ann' }],
  ])('is not agreed to by %s', (_, who) => {
    expect(said(asked(), 'approve', who)).toMatchObject({ kind: 'refused', errorCode: 'AUTHOR_MAY_NOT_APPROVE' })
  })

  it('is not agreed to by whoever has started what it promotes', () => {
    expect(said(asked(undefined, { authors: ['dan'] }), 'approve', { by: 'dan' })).toMatchObject({ kind: 'refused' })
  })

  it.each([
    ['the same', { by: 'bob' }, { by: 'bob' }],
    ['a token of the same', { by: 'bob' }, { by: 'x (token of bob)', maker: 'bob' }],
    ['the maker of the token', { by: 'x (token of bob)', maker: 'bob' }, { by: 'bob' }],
  ])('counts %s once', (_, first, second) => {
    expect(said(having(asked(), 'approve', first), 'approve', second)).toEqual({ kind: 'nothing' })
  })

  it('counts two whose tokens one admin has made', () => {
    const one = having(asked(), 'approve', { by: 'bob (token of root)', maker: 'root' })
    expect(said(one, 'approve', { by: 'cy (token of root)', maker: 'root' }).kind).toBe('append')
  })

  it('waits for the clock alone where nobody has to agree', () => {
    expect(opensAt(asked({ reviewers: 0, waitMinutes: 5, expiresHours: 1 }))).toBe(at(5))
  })

  it('goes on at once when an admin skips it, whoever that is', () => {
    const skipped = having(asked(), 'skip', { by: 'ann', comment: 'all is down' }, 3)
    expect(opensAt(skipped)).toBe(at(3))
    expect(reviewView(skipped)?.skipped).toEqual({ by: 'ann', comment: 'all is down', at: at(3) })
  })

  it.each(['approve', 'reject', 'skip'] as const)('hears no %s after somebody has refused it', type => {
    const refused = having(asked(), 'reject', { by: 'bob', comment: 'no' })
    expect(said(refused, type, { by: 'cy' })).toMatchObject({ errorCode: 'NOT_AWAITING_APPROVAL' })
  })

  it('ends when the time for reviewers is over, which begins when the wait is', () => {
    const late = (minutes: number) => overdue(asked(), 'AwaitApproval', settings, at(minutes))
    expect(late(24 * 60 + 4)).toBeUndefined()
    expect(late(24 * 60 + 6)).toMatchObject({ errorCode: 'APPROVAL_TIMEOUT' })
  })

  it('is not late for having waited', () => {
    const granted = evolve(asked(), {
      deploymentId: 'dep_1',
      ...{ seq: 3, timestamp: at(600), code: 'APPROVAL_GRANTED' as const, details: { stage: 2 } },
    })
    expect(overdue({ ...granted, initializedAt: at(0) }, 'EnsureInfra', settings, at(605))).toBeUndefined()
    expect(overdue({ ...granted, initializedAt: at(0) }, 'EnsureInfra', settings, at(616))).toBeDefined()
  })

  it('shows nobody’s token', () => {
    const view = reviewView(having(asked(), 'approve', { by: 'bob (token of root)', maker: 'root' }))
    expect(view?.approvals).toEqual([{ by: 'bob (token of root)', comment: null, at: at(1) }])
  })
})
