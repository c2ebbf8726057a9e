// Blue and green side by side: traffic, figures, addresses, and the verdict in words.
import type { Figures, HealthCheck } from '../../client/types.ts'
import { clean } from '../screen/clean.ts'
import { milliseconds, verdict } from '../screen/figures.ts'
import { type Column, table } from '../screen/table.ts'
import { cut } from '../screen/width.ts'
import type { Colors } from '../shell.ts'
import type { Say } from '../words.ts'
import type { Progress } from './progress.ts'

type Side = {
  name: 'blue' | 'green'
  share: number
  figures: Figures | null
  /** The last ones, a mark each. */
  checks: string
  url: string | null
}

type Shown = Pick<Progress, 'evidence' | 'blueUrl' | 'greenUrl' | 'greenShare'> & { checks?: HealthCheck[] }

/** `width` undefined: a pipe, where nothing is cut. */
export const colours = (
  { evidence, blueUrl, greenUrl, greenShare, checks = [] }: Shown,
  { width, say, colors }: { width: number | undefined; say: Say; colors: Colors },
): string[] => {
  // The first release has no blue: there is nothing to compare.
  if (blueUrl === null || greenUrl === null) return []
  const sides: Side[] = [
    {
      name: 'blue',
      share: 1 - greenShare,
      figures: evidence?.blue ?? null,
      checks: marks(checks, 'blue'),
      url: blueUrl,
    },
    {
      name: 'green',
      share: greenShare,
      figures: evidence?.green ?? null,
      checks: marks(checks, 'green'),
      url: greenUrl,
    },
  ]
  const lines = table(sides, columnsOf(say, colors, checks.length > 0), { width, colors })
  if (!evidence) return lines
  const words = verdict(evidence, say)
  return [...lines, tone(evidence.verdict, colors)(width === undefined ? words : cut(words, width))]
}

const shownChecks = 5

const marks = (checks: HealthCheck[], color: 'blue' | 'green') =>
  checks
    .filter(check => check.color === color)
    .slice(-shownChecks)
    .map(({ ok }) => (ok ? '•' : '✗'))
    .join('')

const columnsOf = (say: Say, colors: Colors, checked: boolean): Column<Side>[] => [
  {
    title: '',
    text: ({ name }) => `● ${say(name)}`,
    color: (text, { name }) => (name === 'blue' ? colors.blue(text) : colors.green(text)),
  },
  {
    title: say('column.traffic'),
    text: ({ share }) =>
      `${'█'.repeat(Math.round(share * 8)).padEnd(8, '░')} ${String(Math.round(share * 100)).padStart(3)}%`,
    color: (text, { name }) => (name === 'blue' ? colors.blue(text) : colors.green(text)),
  },
  { title: say('column.requests'), text: ({ figures }) => String(figures?.requests ?? '–'), align: 'right', spare: 1 },
  {
    title: say('column.errors'),
    text: ({ figures }) => String(figures?.errors ?? '–'),
    color: (text, { figures }) => (figures?.errors ? colors.red(text) : text),
    align: 'right',
  },
  { title: 'p50', text: ({ figures }) => milliseconds(figures?.p50Ms ?? null), align: 'right', spare: 2 },
  { title: 'p95', text: ({ figures }) => milliseconds(figures?.p95Ms ?? null), align: 'right' },
  ...(checked
    ? [
        {
          title: say('column.health'),
          text: ({ checks }: Side) => checks,
          color: (text: string) => text.replace(/•+/g, colors.green).replace(/✗+/g, colors.red),
          spare: 4,
        },
      ]
    : []),
  { title: '', text: ({ url }) => clean(url ?? ''), color: text => colors.underline(text), least: 12, spare: 3 },
]

const tone = (word: string, colors: Colors) =>
  word === 'worse' ? colors.red : word === 'insufficient-traffic' ? colors.yellow : colors.green
