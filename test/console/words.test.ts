import { describe, expect, it } from 'vitest'
import type { Evidence, Figures } from '../../client/types.ts'
import { verdictText } from '../../console/deployment/verdict.ts'
import { agoText, durationText } from '../../console/format.ts'
import { routeOf } from '../../console/router.tsx'
import { adviceIn, wordsIn } from '../../console/words/table.ts'
import { locales } from '../../core/vocabulary.ts'

const [en, ko] = [wordsIn('en'), wordsIn('ko')]

describe('the verdict', () => {
  const figures = (p95Ms: number, errors = 0, requests = 240): Figures => ({ requests, errors, p50Ms: 9, p95Ms })
  const said = (evidence: Partial<Evidence>, locale: 'en' | 'ko' = 'en') =>
    verdictText(
      { blue: figures(24), green: figures(21), verdict: 'same', why: '', ...evidence },
      wordsIn(locale),
      locale,
    )

  it('says what was measured', () => {
    expect(said({})).toEqual({
      title: 'Green is no slower',
      why: 'p95 21 ms against 24 ms; 0 errors in 240 requests.',
      tone: 'good',
    })
    expect(said({}, 'ko')).toEqual({
      title: '그린이 더 느리지 않습니다',
      why: 'p95 21 ms (블루 24 ms); 요청 240건 중 오류 0건.',
      tone: 'good',
    })
  })

  it('tells of blue’s errors where there are any', () => {
    expect(said({ blue: figures(24, 7), verdict: 'better' }).why).toContain(
      '0 errors in 240 requests; against 7 in 240',
    )
    expect(said({ green: figures(400, 12), verdict: 'worse' })).toMatchObject({ tone: 'bad', title: 'Green is worse' })
  })

  it('admits that it does not know', () => {
    const few = said({ green: figures(3, 0, 4), verdict: 'insufficient-traffic' })
    expect(few).toMatchObject({ tone: 'info', title: 'Too little traffic to tell' })
    expect(few.why).toBe('240 requests to blue, 4 to green; it takes 10 each')
    expect(said({ blue: null, verdict: 'insufficient-traffic' }).why).toMatch(/Nothing served before/)
  })
})

describe('figures', () => {
  it('are read as people say them', () => {
    expect([0, 0.42, 9.94, 12.4, 65, 120, 8000].map(seconds => durationText(seconds, en))).toEqual([
      ...['0 s', '0.4 s', '9.9 s', '12 s', '1 min 5 s', '2 min', '2 h 13 min'],
    ])
    expect(durationText(65, ko)).toBe('1분 5초')
    expect([3, 61, 7200].map(seconds => agoText(seconds, 'en', en))).toEqual([
      'just now',
      '1 minute ago',
      '2 hours ago',
    ])
  })
})

describe('the address', () => {
  it('names a page, and survives what is not one', () => {
    expect(routeOf('')).toMatchObject({ page: 'home' })
    expect(routeOf('#/deployments/')).toMatchObject({ page: 'deployments' })
    expect(routeOf('#/deployments/dep_1')).toMatchObject({ page: 'deployment', id: 'dep_1' })
    expect(routeOf('#/deploy?repo=a%20b').query.get('repo')).toBe('a b')
    expect(routeOf('#/nowhere')).toMatchObject({ page: 'unknown' })
    expect(routeOf('#/deployments/%')).toMatchObject({ page: 'deployment', id: '%' })
  })
})

describe.each(locales)('the words in %s', locale => {
  it('are all there, and never empty', () => {
    const empty: string[] = []
    const look = (value: unknown, path: string) => {
      if (value === '') empty.push(path)
      if (typeof value === 'object' && value !== null)
        for (const [key, inner] of Object.entries(value)) look(inner, `${path}.${key}`)
    }
    look({ ...wordsIn(locale), advice: adviceIn(locale) }, '')
    expect(empty).toEqual([])
  })
})

it('Korean is Korean: no text was left in English', () => {
  const same: string[] = []
  const look = (left: unknown, right: unknown, path: string) => {
    if (typeof left === 'string' && left === right && /[a-z]{3,}/.test(left)) same.push(path)
    if (typeof left === 'object' && left !== null)
      for (const [key, inner] of Object.entries(left))
        look(inner, (right as Record<string, unknown>)[key], `${path}.${key}`)
  }
  look({ ...en, advice: adviceIn('en') }, { ...ko, advice: adviceIn('ko') }, '')
  expect(same).toEqual([])
})
