// Blue against green in words, from the figures themselves: the server's own words are English only.
import type { Evidence, Figures } from '../../client/types.ts'
import type { Locale } from '../../core/vocabulary.ts'
import { msText } from '../format.ts'
import type { Words } from '../words.ts'

export type Tone = 'good' | 'bad' | 'info'
export type VerdictText = { title: string; why: string; tone: Tone }

export const verdictText = (evidence: Evidence, { deployment: words }: Words, locale: Locale): VerdictText => {
  const { blue, green, verdict } = evidence
  const title = words.verdicts[verdict] ?? verdict
  const tone = verdict === 'worse' ? 'bad' : verdict === 'insufficient-traffic' ? 'info' : 'good'
  const count = (value: number) => value.toLocaleString(locale)
  if (!blue) return { title, why: words.verdictNone, tone: 'info' }
  if (verdict === 'insufficient-traffic' || !green)
    return { title, why: words.verdictFew(count(blue.requests), count(green?.requests ?? 0)), tone }
  const parts = [
    green.p95Ms !== null && blue.p95Ms !== null && words.verdictP95(msText(green.p95Ms), msText(blue.p95Ms)),
    words.verdictErrors(count(green.errors), count(green.requests)),
    // Said only where it makes a difference.
    blue.errors > 0 && words.verdictErrorsAgainst(count(blue.errors), count(blue.requests)),
  ]
  return { title, why: `${parts.filter(Boolean).join('; ')}.`, tone }
}

export const errorRateOf = (figures: Figures) => (figures.requests > 0 ? figures.errors / figures.requests : null)
