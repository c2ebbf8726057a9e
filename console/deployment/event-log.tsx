// The events, newest at the end. Only so many are drawn: thousands of rows make a browser slow, and nobody reads them.
import { useMemo, useState } from 'preact/hooks'
import type { PandaEvent } from '../../client/types.ts'
import type { Stage } from '../../core/vocabulary.ts'
import { clockText } from '../format.ts'
import { Button } from '../parts/button.tsx'
import { usePreferences } from '../reader.ts'
import { useWords } from '../words.ts'
import { everything, filtered, isProblem, type LogFilter } from './log-filter.ts'
import { useStuckToEnd } from './stuck-to-end.ts'

const drawnAtFirst = 200
const drawnMore = 500
const all: readonly Stage[] = [0, 1, 2, 3, 4, 5, 6]

export const EventLog = ({ events }: { events: readonly PandaEvent[] }) => {
  const { deployment: words } = useWords()
  const { locale } = usePreferences()
  const [filter, setFilter] = useState(everything)
  const [most, setMost] = useState(drawnAtFirst)
  const matching = useMemo(() => filtered(events, filter), [events, filter])
  const box = useStuckToEnd(matching.length)
  const hidden = Math.max(0, matching.length - most)
  const count = (value: number) => value.toLocaleString(locale)
  const change = (changes: Partial<LogFilter>) => {
    setFilter({ ...filter, ...changes })
    setMost(drawnAtFirst)
  }
  return (
    <>
      <Filters filter={filter} change={change} />
      <p class="log-count muted figure" role="status">
        {filter === everything ? '' : words.countSome(count(matching.length), count(events.length))}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard too */}
      <section class="log" ref={box} tabIndex={0} aria-label={words.events}>
        {hidden > 0 && (
          <Button kind="quiet" small onClick={() => setMost(most + drawnMore)}>
            {words.earlier(count(Math.min(hidden, drawnMore)))}
          </Button>
        )}
        {matching.length === 0 && <p class="muted log-none">{events.length === 0 ? words.noEvents : words.noMatch}</p>}
        <ol>
          {matching.slice(hidden).map(event => (
            <Row key={event.seq} event={event} />
          ))}
        </ol>
      </section>
    </>
  )
}

const Filters = ({ filter, change }: { filter: LogFilter; change(changes: Partial<LogFilter>): void }) => {
  const { deployment: words } = useWords()
  return (
    <div class="filters">
      <input
        class="input"
        type="search"
        placeholder={words.searchHint}
        aria-label={words.searchHint}
        value={filter.text}
        onInput={event => change({ text: event.currentTarget.value })}
      />
      <select
        class="input"
        aria-label={words.stage}
        value={filter.stage ?? ''}
        onChange={({ currentTarget: { value } }) => change({ stage: value === '' ? null : Number(value) })}
      >
        <option value="">{words.allStages}</option>
        {all.map(stage => (
          <option key={stage} value={stage}>
            {words.stages[stage]}
          </option>
        ))}
      </select>
      <label class="only">
        <input
          type="checkbox"
          checked={filter.problems}
          onChange={event => change({ problems: event.currentTarget.checked })}
        />
        {words.problems}
      </label>
    </div>
  )
}

/** What it says, and on demand all that it knows. */
const Row = ({ event }: { event: PandaEvent }) => {
  const { locale } = usePreferences()
  const [open, setOpen] = useState(false)
  const tone = isProblem(event) ? 'bad' : event.type === 'success' ? 'good' : ''
  return (
    <li class={`event ${tone}`}>
      <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>
          <span class="event-seq figure">{event.seq}</span>
          <time class="event-time figure" dateTime={event.timestamp}>
            {clockText(event.timestamp, locale)}
          </time>
          <span class="event-text">{event.message}</span>
        </summary>
        {open && (
          <pre class="event-details">
            {event.code} {JSON.stringify(event.details, null, 2)}
          </pre>
        )}
      </details>
    </li>
  )
}
