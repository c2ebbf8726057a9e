// When an environment takes deployments, as its owner reads the clock on the wall.
import { describe, expect, it } from 'vitest'
import { opensAt, type Window } from '../../core/window.ts'
import { freezes, windows } from '../../core/window-schemas.ts'
import { instantOf, isZone, wallAt } from '../../core/zone.ts'

const office: Window = { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '18:00', timeZone: 'Asia/Seoul' }
const opens = (now: string, set: { windows?: Window[]; freezes?: Parameters<typeof opensAt>[0]['freezes'] }) =>
  opensAt({ windows: [], freezes: [], ...set }, now)

describe('windows', () => {
  it('that there are none of: always', () => {
    expect(opens('2026-11-22T03:00:00.000Z', {})).toEqual({ open: true })
  })

  // 2026-11-20 is a Friday; Seoul is nine hours ahead.
  it.each([
    ['2026-11-20T00:00:00.000Z', true, null],
    ['2026-11-19T23:59:59.999Z', false, '2026-11-20T00:00:00.000Z'],
    ['2026-11-20T08:59:59.999Z', true, null],
    ['2026-11-20T09:00:00.000Z', false, '2026-11-23T00:00:00.000Z'],
    ['2026-11-21T03:00:00.000Z', false, '2026-11-23T00:00:00.000Z'],
  ])('at %s: %s, else from %s on', (now, open, at) => {
    expect(opens(now, { windows: [office] })).toEqual(
      open ? { open } : { open, at, why: 'it is outside of its windows' },
    )
  })

  it('of two the one that is open, or opens first; to the end of a day', () => {
    const night: Window = { days: ['sat'], from: '20:00', to: '24:00', timeZone: 'UTC' }
    expect(opens('2026-11-21T23:59:00.000Z', { windows: [office, night] })).toEqual({ open: true })
    expect(opens('2026-11-21T03:00:00.000Z', { windows: [office, night] })).toMatchObject({
      at: '2026-11-21T20:00:00.000Z',
    })
    expect(opens('2026-11-22T00:00:00.000Z', { windows: [office, night] })).toMatchObject({
      at: '2026-11-23T00:00:00.000Z',
    })
  })

  it('keep to the wall over summer time: nine is nine', () => {
    const berlin: Window = { days: ['sun', 'mon'], from: '09:00', to: '10:00', timeZone: 'Europe/Berlin' }
    // Clocks go back on 2026-10-25 and forward on 2026-03-29, both Sundays.
    expect(opens('2026-10-24T12:00:00.000Z', { windows: [berlin] })).toMatchObject({ at: '2026-10-25T08:00:00.000Z' })
    expect(opens('2026-03-28T12:00:00.000Z', { windows: [berlin] })).toMatchObject({ at: '2026-03-29T07:00:00.000Z' })
    expect(opens('2026-10-25T07:30:00.000Z', { windows: [berlin] })).toMatchObject({ open: false })
  })

  it('that begin in an hour that is not there begin when it has been jumped over; one that is twice, with the first', () => {
    const early: Window = { days: ['sun'], from: '02:30', to: '04:00', timeZone: 'Europe/Berlin' }
    expect(opens('2026-03-28T12:00:00.000Z', { windows: [early] })).toMatchObject({ at: '2026-03-29T01:00:00.000Z' })
    expect(opens('2026-03-29T01:00:00.000Z', { windows: [early] })).toEqual({ open: true })
    expect(opens('2026-10-24T12:00:00.000Z', { windows: [early] })).toMatchObject({ at: '2026-10-25T00:30:00.000Z' })
  })
})

describe('freezes', () => {
  const holidays = { from: '2026-12-24T00:00:00+09:00', to: '2027-01-04T00:00:00+09:00', reason: 'holidays' }

  it('close what is open, say why, and leave it to the windows when it opens', () => {
    expect(opens('2026-12-28T03:00:00.000Z', { freezes: [holidays] })).toEqual({
      ...{ open: false, why: 'it is frozen: holidays', at: '2027-01-03T15:00:00.000Z' },
    })
    // Midnight of a Monday in Seoul: the office opens at nine.
    expect(opens('2026-12-28T03:00:00.000Z', { freezes: [holidays], windows: [office] })).toMatchObject({
      at: '2027-01-04T00:00:00.000Z',
    })
    expect(opens('2026-12-23T03:00:00.000Z', { freezes: [holidays], windows: [office] })).toEqual({ open: true })
  })

  it('may lie in a row, and may end in the middle of a window', () => {
    const next = { from: '2027-01-04T00:00:00+09:00', to: '2027-01-04T12:00:00+09:00', reason: 'stocktaking' }
    expect(opens('2026-12-28T03:00:00.000Z', { freezes: [holidays, next], windows: [office] })).toMatchObject({
      at: '2027-01-04T03:00:00.000Z',
    })
  })

  it('that cover every window that is known of: nobody knows when', () => {
    const saturdays: Window = { days: ['sat'], from: '09:00', to: '10:00', timeZone: 'UTC' }
    const long = { from: '2026-01-01T00:00:00Z', to: '2099-01-01T00:00:00Z', reason: 'over' }
    expect(opens('2026-12-28T03:00:00.000Z', { freezes: [long], windows: [saturdays] })).toMatchObject({
      at: '2099-01-03T09:00:00.000Z',
    })
  })
})

describe('what is set', () => {
  it.each([
    [{ days: ['mon'], from: '18:00', to: '09:00', timeZone: 'UTC' }, 'must end after it begins'],
    [{ days: ['mon'], from: '9:00', to: '10:00', timeZone: 'UTC' }, 'must be a time'],
    [{ days: ['mon'], from: '09:00', to: '24:01', timeZone: 'UTC' }, 'must be a time'],
    [{ days: ['funday'], from: '09:00', to: '10:00', timeZone: 'UTC' }, 'must be one of sun, mon'],
    [{ days: [], from: '09:00', to: '10:00', timeZone: 'UTC' }, 'must name one day'],
    [{ days: ['mon'], from: '09:00', to: '10:00', timeZone: 'Asia/Soul' }, 'must be a time zone'],
  ])('%j: %s', (window, words) => {
    expect(windows.safeParse([window]).error?.issues[0]?.message).toContain(words)
  })

  it('is a freeze that ends after it begins, with a reason', () => {
    const fault = (freeze: object) => freezes.safeParse([freeze]).error?.issues[0]?.message
    expect(fault({ from: '2026-12-24T00:00:00Z', to: '2026-12-23T00:00:00Z', reason: 'x' })).toContain('must end after')
    expect(fault({ from: 'christmas', to: '2026-12-23T00:00:00Z', reason: 'x' })).toContain('must be a time')
    expect(fault({ from: '2026-12-24T00:00:00Z', to: '2026-12-25T00:00:00Z', reason: '' })).toContain('must be a text')
  })
})

describe('a wall’s clock', () => {
  it.each(['Asia/Seoul', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC'])(
    'in %s is the same there and back, every hour of a year',
    { timeout: 60_000 },
    zone => {
      const wrong: string[] = []
      for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += 3_600_000) {
        const wall = wallAt(at, zone)
        const back = instantOf(wall, zone)
        // An hour that comes twice is the first of the two.
        if (back !== at && !(back < at && JSON.stringify(wallAt(back, zone)) === JSON.stringify(wall)))
          wrong.push(new Date(at).toISOString())
      }
      expect(wrong).toEqual([])
    },
  )

  it('knows which zones there are', () => {
    expect(['Asia/Seoul', 'UTC'].every(isZone)).toBe(true)
    expect(['', 'Mars/Olympus', 'Asia/Seoul; x'].some(isZone)).toBe(false)
  })
})
