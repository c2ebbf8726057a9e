// The record: its events, and what the build wrote. Two tabs, so that each has the whole width.
import { useId, useRef, useState } from 'preact/hooks'
import { usePreferences } from '../reader.ts'
import { useWords } from '../words.ts'
import { BuildOutput } from './build-output.tsx'
import { EventLog } from './event-log.tsx'
import type { Followed } from './follow.ts'

const tabs = ['events', 'output'] as const
type Tab = (typeof tabs)[number]

export const Record = ({ followed }: { followed: Followed }) => {
  const { deployment: words } = useWords()
  const { locale } = usePreferences()
  const [tab, show] = useState<Tab>('events')
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const counts = { events: followed.events.length, output: followed.output.lines.length + followed.output.leftOut }
  const move = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return
    const other = tab === 'events' ? 'output' : 'events'
    show(other)
    list.current?.querySelector<HTMLElement>(`[data-tab=${other}]`)?.focus()
  }
  return (
    <section class="card record" aria-label={words.record}>
      <div class="tabs" role="tablist" aria-label={words.record} ref={list} onKeyDown={move}>
        {tabs.map(one => (
          <button
            key={one}
            type="button"
            role="tab"
            id={`${id}-${one}`}
            data-tab={one}
            aria-selected={tab === one}
            aria-controls={`${id}-panel`}
            tabIndex={tab === one ? 0 : -1}
            onClick={() => show(one)}
          >
            {words[one]} <span class="count figure">{counts[one].toLocaleString(locale)}</span>
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${tab}`}>
        {tab === 'events' ? <EventLog events={followed.events} /> : <BuildOutput followed={followed} />}
      </div>
    </section>
  )
}
