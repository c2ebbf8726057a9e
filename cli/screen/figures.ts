// Times and figures as a person reads them.
import type { DeploymentState, Evidence, Figures, Locale } from '../../client/types.ts'
import type { Say } from '../words.ts'

export const duration = (seconds: number, say: Say): string => {
  if (seconds < 9.95) return say('time.seconds', { seconds: seconds.toFixed(1) })
  const whole = Math.round(seconds)
  if (whole < 60) return say('time.seconds', { seconds: whole })
  if (whole < 3600) return say('time.minutes', { minutes: Math.floor(whole / 60), seconds: whole % 60 })
  return say('time.hours', { hours: Math.floor(whole / 3600), minutes: Math.floor((whole % 3600) / 60) })
}

/** Rounded as one says it: what is left is a guess. */
export const roughly = (seconds: number, say: Say): string => {
  const step = seconds < 20 ? 1 : seconds < 90 ? 5 : 30
  return duration(Math.max(1, Math.round(seconds / step)) * step + (seconds < 20 ? 0.04 : 0), say).replace('.0', '')
}

export const ago = (timestamp: string, now: number, locale: Locale): string => {
  const seconds = (Date.parse(timestamp) - now) / 1000
  const steps = [
    [86_400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
  ] as const
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' })
  for (const [size, unit] of steps) if (-seconds >= size) return words.format(Math.round(seconds / size), unit)
  return words.format(Math.min(0, Math.round(seconds)), 'second')
}

export const milliseconds = (ms: number | null) =>
  ms === null ? '–' : `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`

/** The verdict and its reason, from the figures: "Green is no slower: p95 21 ms against 24; 0 errors in 240 requests". */
export const verdict = ({ verdict: word, blue, green }: Evidence, say: Say): string => {
  if (word === 'insufficient-traffic') return blue ? say('verdict.few', requests(blue, green)) : say('verdict.first')
  const said = say(`verdict.${word}`)
  const why = say('verdict.why', {
    green: milliseconds(green?.p95Ms ?? null),
    blue: milliseconds(blue?.p95Ms ?? null),
    errors: green?.errors ?? 0,
    requests: green?.requests ?? 0,
  })
  return `${said}: ${why}`
}

const requests = (blue: Figures, green: Figures | null) => ({ blue: blue.requests, green: green?.requests ?? 0 })

export type Named = { commitHash: string | null; commitMessage: string | null; imageTag?: string | null }

/** Of what another tool has pushed there is no commit: its tag. */
export const commitOf = ({ commitHash, commitMessage, imageTag }: Named) =>
  [commitHash?.slice(0, 7) ?? imageTag, commitMessage?.split('\n')[0]].filter(Boolean).join(' ')

export const placeOf = ({ owner, repo, branch }: Pick<DeploymentState, 'owner' | 'repo' | 'branch'>) =>
  `${owner}/${repo}@${branch}`
