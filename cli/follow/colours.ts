// Blue and green side by side: traffic, figures, addresses, and the verdict in words.
import type { Figures, HealthCheck } from '../../client/types.ts'
import { clean } from '../screen/clean.ts'
import { milliseconds, verdict } from '../screen/figures.ts'
import { type Column, table } from '../screen/table.ts'
import { cut, widthOf } from '../screen/width.ts'
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
  if (greenUrl === null) return []
  // The first release has no blue, and nothing to compare: but whether it answers is to be seen.
  if (blueUrl === null) return alone(checks, greenUrl, { width, say, colors })
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

const alone = (
  checks: HealthCheck[],
  url: string,
  { width, say, colors }: { width: number | undefined; say: Say; colors: Colors },
) => {
  const seen = marks(checks, 'green')
  if (seen === '') return []
  const head = `● ${say('green')}  `
  const address = clean(url)
  const room = (width ?? Number.POSITIVE_INFINITY) - widthOf(head) - seen.length - 2
  return [`${colors.green(head)}${painted(seen, colors)}  ${colors.underline(cut(address, room))}`]
}

/** Until it is healthy: that it is not, and what it takes. */
export const unhealthy = ({ checks, stage, endedAt, waitingSince }: Progress, say: Say): string | undefined => {
  const ofGreen = checks.filter(({ color }) => color === 'green')
  if (stage !== 4 || endedAt !== undefined || waitingSince !== undefined) return undefined
  return ofGreen.length > 0 && !ofGreen.at(-1)!.ok ? say('green.unhealthy') : undefined
}

const painted = (seen: string, colors: Colors) => seen.replace(/•+/g, colors.green).replace(/✗+/g, colors.red)

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
          color: (text: string) => painted(text, colors),
          spare: 4,
        },
      ]
    : []),
  { title: '', text: ({ url }) => clean(url ?? ''), color: text => colors.underline(text), least: 12, spare: 3 },
]

const tone = (word: string, colors: Colors) =>
  word === 'worse' ? colors.red : word === 'insufficient-traffic' ? colors.yellow : colors.green
