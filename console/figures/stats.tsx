// Each figure on a card: what it is, what it was measured to be, and whether that is as it should be.
import type { ServiceFigures } from '../../core/metrics.ts'
import type { Rate, Times } from '../../core/metrics-spread.ts'
import { usePreferences } from '../reader.ts'
import { useWords } from '../words.ts'
import { countText, shareText, timeText } from './texts.ts'

export const Stats = ({ of }: { of: ServiceFigures }) => {
  const words = useWords()
  const { figures } = words
  const { locale } = usePreferences()
  const time = (seconds: number) => timeText(seconds, words)
  const share = (value: number) => shareText(value, locale)
  const count = (value: number) => countText(value, locale)
  const { open } = of.timeToRestoreSeconds
  return (
    <ul class="stats">
      <Stat name={figures.frequency} what={figures.frequencyWhat} of={of.deploymentsPerWeek} text={count} least />
      <Stat name={figures.leadTime} what={figures.leadTimeWhat} of={of.leadTimeSeconds} text={time} />
      <Stat name={figures.failures} what={figures.failuresWhat} of={of.changeFailureRate} text={share} />
      <Stat
        name={figures.restore}
        what={figures.restoreWhat}
        of={of.timeToRestoreSeconds}
        text={time}
        more={open > 0 ? figures.open(open) : undefined}
      />
      <Stat name={figures.success} what={figures.successWhat} of={of.successRate} text={share} least />
      <Stat name={figures.pipeline} what={figures.pipelineWhat} of={of.pipelineSeconds} text={time} />
      <Stat name={figures.rollback} what={figures.rollbackWhat} of={of.rollbackSeconds} text={time} />
      <Stat name={figures.downtime} what={figures.downtimeWhat} of={of.downtimeSeconds} text={time} />
    </ul>
  )
}

type StatProps = {
  name: string
  what: string
  of: Rate | Times
  text(value: number): string
  /** The target is to be reached, not to be kept below. */
  least?: boolean
  more?: string | undefined
}

const Stat = ({ name, what, of, text, least, more }: StatProps) => {
  const { figures } = useWords()
  const value = 'value' in of ? of.value : of.p50
  const p95 = 'p95' in of ? of.p95 : null
  return (
    <li class="card stat">
      <div class="stat-head">
        <h2>{name}</h2>
        {of.verdict !== null && (
          <span class={`badge ${of.verdict === 'met' ? 'good' : 'bad'}`}>
            <span class="dot" aria-hidden="true" />
            {figures[of.verdict]}
          </span>
        )}
      </div>
      <p class="muted small">{what}</p>
      <p class="stat-value figure">{value === null ? '–' : text(value)}</p>
      <p class="small">{value === null ? figures.unmeasured : details().join(' · ')}</p>
      <p class="muted small">{target()}</p>
    </li>
  )

  function details() {
    return [...(p95 === null ? [] : [figures.p95(text(p95))]), figures.measuredOn(of.of), ...(more ? [more] : [])]
  }

  function target() {
    if (of.target === null) return figures.noTarget
    if (of.target === 0) return figures.exactly(text(0))
    return least ? figures.atLeast(text(of.target)) : figures.atMost(text(of.target))
  }
}
