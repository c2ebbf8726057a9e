// The frame of a chart: what it says in words, a drawing as wide as there is room, and the same as a table.
import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef, useState } from 'preact/hooks'
import { Card } from '../parts/card.tsx'
import { useWords } from '../words.ts'
import { Table, type TableProps } from './table.tsx'

type ChartProps = {
  title: string
  text: string
  height: number
  /** What each colour stands for. */
  legend?: { kind: string; text: string }[]
  table: Omit<TableProps, 'label'>
  /** Drawn at the width that there is, so that letters keep their size. */
  children(width: number): ComponentChildren
}

export const Chart = ({ title, text, height, legend = [], table, children }: ChartProps) => {
  const { figures: words } = useWords()
  const id = useId()
  const { ref, width } = useWidth()
  return (
    <Card title={title} class="figures-chart">
      <p class="muted small">{text}</p>
      <div ref={ref} class="drawing">
        <svg role="img" aria-labelledby={`${id}-title`} aria-describedby={`${id}-text`} width={width} height={height}>
          <title id={`${id}-title`}>{title}</title>
          <desc id={`${id}-text`}>{text}</desc>
          {children(width)}
        </svg>
      </div>
      {legend.length > 0 && (
        <ul class="legend small">
          {legend.map(({ kind, text }) => (
            <li key={kind}>
              <span class={`swatch ${kind}`} aria-hidden="true" />
              {text}
            </li>
          ))}
        </ul>
      )}
      <details class="chart-table">
        <summary>
          {words.asTable}
          <span class="unseen">: {title}</span>
        </summary>
        <Table {...table} label={words.tableOf(title)} />
      </details>
    </Card>
  )
}

/** Before it is known: narrow enough to push nothing aside. */
const narrow = 280

const useWidth = () => {
  const ref = useRef<HTMLDivElement>(null)
  const [width, set] = useState(narrow)
  useEffect(() => {
    const place = ref.current!
    const observer = new ResizeObserver(() => set(Math.max(narrow, Math.floor(place.clientWidth))))
    observer.observe(place)
    return () => observer.disconnect()
  }, [])
  return { ref, width }
}
