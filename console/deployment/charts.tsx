// p95 and errors of both colours as lines over the time that green waits, drawn as SVG.
import type { FiguresPoint } from '../../client/types.ts'
import { msText, percentText } from '../format.ts'
import { usePreferences } from '../reader.ts'
import { useWords } from '../words.ts'
import { linePath, topOf } from './line-path.ts'

const width = 320
const height = 64

export const HistoryCharts = ({ history }: { history: readonly FiguresPoint[] }) => {
  const { deployment: words } = useWords()
  const { locale } = usePreferences()
  const newest = history.at(-1)
  const ms = (value: number | null | undefined) => (value == null ? '–' : msText(value))
  const rate = (value: number | null | undefined) => (value == null ? '–' : percentText(value, locale))
  return (
    <div class="charts">
      <Chart
        title={words.history}
        label={words.historyLabel(ms(newest?.blueP95), ms(newest?.greenP95))}
        blue={history.map(point => point.blueP95)}
        green={history.map(point => point.greenP95)}
        least={10}
        text={value => msText(value)}
      />
      <Chart
        title={words.historyErrors}
        label={words.historyErrorsLabel(rate(newest?.blueErrorRate), rate(newest?.greenErrorRate))}
        blue={history.map(point => point.blueErrorRate)}
        green={history.map(point => point.greenErrorRate)}
        least={0.05}
        text={value => percentText(value, locale)}
      />
    </div>
  )
}

type Line = readonly (number | null)[]
type ChartProps = {
  title: string
  label: string
  blue: Line
  green: Line
  /** The top of the chart is at least this: small noise must not look like a mountain. */
  least: number
  text(value: number): string
}

const Chart = ({ title, label, blue, green, least, text }: ChartProps) => {
  const top = topOf([...blue, ...green], least)
  const path = (line: Line) => linePath(line, top, width, height)
  return (
    <figure class="chart">
      <figcaption>
        {title} <span class="muted figure">0 – {text(top)}</span>
      </figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={label}>
        <path class="grid" d={`M0 ${height / 2}H${width}M0 ${height - 0.5}H${width}`} />
        <path class="line blue" d={path(blue)} />
        <path class="line green" d={path(green)} />
      </svg>
    </figure>
  )
}
