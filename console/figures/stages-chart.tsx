// Each stage as a bar: how long it usually takes, and lighter, what 19 of 20 stay within.
import type { ServiceFigures } from '../../core/metrics.ts'
import { durationText } from '../format.ts'
import { useWords } from '../words.ts'
import { Chart } from './chart.tsx'

const line = 30
/** For the names on the left and the times on the right. */
const sides = { left: 104, right: 132 }

export const StagesChart = ({ stages }: Pick<ServiceFigures, 'stages'>) => {
  const words = useWords()
  const { figures } = words
  const measured = stages.flatMap(({ name, p50, p95 }) => (p50 === null || p95 === null ? [] : [{ name, p50, p95 }]))
  const longest = Math.max(0.1, ...measured.map(({ p95 }) => p95))
  const text = (seconds: number) => durationText(seconds, words)
  return (
    <Chart
      title={figures.stages}
      text={measured.length === 0 ? figures.unmeasured : figures.stagesText}
      height={Math.max(1, measured.length) * line}
      legend={[
        { kind: 'usual', text: figures.usual },
        { kind: 'slow', text: figures.slow },
      ]}
      table={{
        head: [figures.stage, figures.usual, figures.slow],
        rows: measured.map(({ name, p50, p95 }) => ({
          key: name,
          cells: [figures.stageNames[name], text(p50), text(p95)],
        })),
      }}
    >
      {width => {
        const room = Math.max(20, width - sides.left - sides.right)
        const long = (seconds: number) => Math.max(1, (seconds / longest) * room)
        return measured.map(({ name, p50, p95 }, n) => (
          <g key={name}>
            <text class="name" x={0} y={n * line + 19}>
              {figures.stageNames[name]}
            </text>
            <rect class="slow" x={sides.left} y={n * line + 8} width={long(p95)} height={14} rx={2} />
            <rect class="usual" x={sides.left} y={n * line + 8} width={long(p50)} height={14} rx={2} />
            <text class="axis" x={sides.left + long(p95) + 8} y={n * line + 19}>
              {p50 === p95 ? text(p50) : `${text(p50)} – ${text(p95)}`}
            </text>
          </g>
        ))
      }}
    </Chart>
  )
}
