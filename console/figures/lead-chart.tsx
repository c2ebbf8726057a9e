// The lead time of each change, at the moment that users got it.
import type { FiguresReport } from '../../core/metrics-report.ts'
import { topOf } from '../deployment/line-path.ts'
import { dateText } from '../format.ts'
import { usePreferences } from '../reader.ts'
import { Link } from '../router.tsx'
import { useWords } from '../words.ts'
import { Chart } from './chart.tsx'
import { dayText, timeText } from './texts.ts'

const box = { height: 200, left: 76, right: 10, top: 10, bottom: 24 }
const room = box.height - box.top - box.bottom

type LeadChartProps = Pick<FiguresReport, 'leadTimes' | 'from' | 'to'> & { usual: number | null }

export const LeadChart = ({ leadTimes, from, to, usual }: LeadChartProps) => {
  const words = useWords()
  const { figures } = words
  const { locale } = usePreferences()
  // In whole minutes, hours or days a person would say.
  const { top, ticks } = scaleOf(leadTimes.map(({ seconds }) => seconds))
  const y = (seconds: number) => box.top + room - (seconds / top) * room
  const text = usual === null ? figures.leadTimesNone : figures.leadTimesText(leadTimes.length, say(usual))
  return (
    <Chart
      title={figures.leadTimes}
      text={text}
      height={box.height}
      table={{
        head: [figures.at, figures.took, figures.change],
        rows: leadTimes.map(({ deploymentId, servedAt, seconds }) => ({
          key: deploymentId,
          cells: [dateText(servedAt, locale), say(seconds), <Deployment key={deploymentId} id={deploymentId} />],
        })),
      }}
    >
      {width => {
        const span = Date.parse(to) - Date.parse(from)
        const x = (at: string) =>
          box.left + ((Date.parse(at) - Date.parse(from)) / span) * (width - box.left - box.right)
        const points = leadTimes.map(({ servedAt, seconds }) => [x(servedAt), y(seconds)] as const)
        return (
          <>
            <path class="grid" d={ticks.map(tick => `M${box.left} ${y(tick)}H${width}`).join('')} />
            {ticks.map(tick => (
              <text key={tick} class="axis" x={box.left - 8} y={y(tick) + 4} text-anchor="end">
                {say(tick)}
              </text>
            ))}
            <text class="axis" x={box.left} y={box.height - 6}>
              {dayText(from, locale)}
            </text>
            <text class="axis" x={width} y={box.height - 6} text-anchor="end">
              {dayText(to, locale)}
            </text>
            <path class="line" d={points.map(([x, y], n) => `${n === 0 ? 'M' : 'L'}${x} ${y}`).join('')} />
            {points.map(([x, y], n) => (
              <circle key={leadTimes[n]!.deploymentId} class="point" cx={x} cy={y} r={3.5}>
                <title>{say(leadTimes[n]!.seconds)}</title>
              </circle>
            ))}
          </>
        )
      }}
    </Chart>
  )

  function say(seconds: number) {
    return timeText(seconds, words)
  }
}

const Deployment = ({ id }: { id: string }) => (
  <Link to={`/deployments/${encodeURIComponent(id)}`}>
    <code>{id}</code>
  </Link>
)

const scaleOf = (values: readonly number[]) => {
  const most = Math.max(60, ...values)
  const unit = most > 2 * 86_400 ? 86_400 : most > 2 * 3600 ? 3600 : 60
  const top = topOf([most / unit], 2) * unit
  return { top, ticks: [0, top / 2, top] }
}
