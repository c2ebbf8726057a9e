// Deployments a week, one bar each, in parts by how they ended.
import type { FiguresReport } from '../../core/metrics-report.ts'
import { topOf } from '../deployment/line-path.ts'
import { usePreferences } from '../reader.ts'
import { useWords } from '../words.ts'
import { Chart } from './chart.tsx'
import { dayText } from './texts.ts'

const kinds = ['completed', 'failed', 'cancelled', 'unfinished'] as const
/** On the right there is room for the half of a name. */
const box = { height: 200, left: 28, right: 18, top: 18, bottom: 24 }
const room = box.height - box.top - box.bottom

type Week = FiguresReport['weeks'][number]
const totalOf = (week: Week) => kinds.reduce((sum, kind) => sum + week[kind], 0)

export const WeeksChart = ({ weeks }: { weeks: FiguresReport['weeks'] }) => {
  const { figures: words } = useWords()
  const { locale } = usePreferences()
  const sum = (of: (week: Week) => number) => weeks.reduce((all, week) => all + of(week), 0)
  const top = topOf(weeks.map(totalOf), 2)
  return (
    <Chart
      title={words.weeks}
      text={words.weeksText(
        sum(totalOf),
        sum(({ failed }) => failed),
      )}
      height={box.height}
      legend={kinds.map(kind => ({ kind, text: words[kind] }))}
      table={{
        head: [words.week, ...kinds.map(kind => words[kind])],
        rows: weeks.map(week => ({
          key: week.from,
          cells: [dayText(week.from, locale), ...kinds.map(kind => week[kind])],
        })),
      }}
    >
      {width => (
        <>
          <path class="grid" d={[0, top].map(value => `M${box.left} ${y(value, top)}H${width}`).join('')} />
          {[0, top].map(value => (
            <text key={value} class="axis" x={box.left - 6} y={y(value, top) + 4} text-anchor="end">
              {value}
            </text>
          ))}
          {weeks.map((week, n) => (
            <Bar key={week.from} {...{ week, top, label: dayText(week.from, locale) }} {...placeOf(n, weeks, width)} />
          ))}
        </>
      )}
    </Chart>
  )
}

type BarProps = { week: Week; top: number; label: string; x: number; wide: number; named: boolean }

const Bar = ({ week, top, label, x, wide, named }: BarProps) => {
  let below = 0
  return (
    <g>
      {kinds.map(kind => {
        const from = below
        below += week[kind]
        const high = y(from, top) - y(below, top)
        return week[kind] > 0 && <rect key={kind} class={kind} x={x} y={y(below, top)} width={wide} height={high} />
      })}
      {below > 0 && (
        <text class="value" x={x + wide / 2} y={y(below, top) - 5} text-anchor="middle">
          {below}
        </text>
      )}
      {named && (
        <text class="axis" x={x + wide / 2} y={box.height - 6} text-anchor="middle">
          {label}
        </text>
      )}
    </g>
  )
}

/** Every name that has room, the newest one in any case. */
const placeOf = (n: number, { length }: readonly Week[], width: number) => {
  const step = (width - box.left - box.right) / length
  const wide = Math.min(48, step * 0.64)
  const each = Math.ceil(58 / step)
  return { x: box.left + n * step + (step - wide) / 2, wide, named: (length - 1 - n) % each === 0 }
}

const y = (value: number, top: number) => box.top + room - (value / top) * room
