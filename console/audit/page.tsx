// Who did what, when, from where. An admin's: others are told so by the answer.
import { useState } from 'preact/hooks'
import type { AuditEntry } from '../../client/types.ts'
import { usePanda } from '../api.ts'
import { Page } from '../frame.tsx'
import { Loaded, useAction, useLoad } from '../load.tsx'
import { Button } from '../parts/button.tsx'
import { Empty } from '../parts/empty.tsx'
import { FaultNotice } from '../parts/fault.tsx'
import { Field, Select } from '../parts/field.tsx'
import { Notice } from '../parts/notice.tsx'
import { useWords } from '../words.ts'
import { collected, download } from './export.ts'
import { askedOf, type Filter, firstFilter, type Period, periods } from './filter.ts'
import { AuditRows } from './rows.tsx'

const rowsAtOnce = 100

export const AuditPage = () => {
  const { audit: words } = useWords()
  const { panda } = usePanda()
  const [filter, setFilter] = useState(firstFilter)
  const [count, setCount] = useState(rowsAtOnce)
  const [cut, setCut] = useState(false)
  const load = useLoad(() => collected(panda, askedOf(filter, Date.now()), count), [panda, filter, count])
  const file = useAction(async () => setCut(await download(panda, askedOf(filter, Date.now()))))
  const show = (changes: Partial<Filter>) => {
    setCount(rowsAtOnce)
    setFilter({ ...filter, ...changes })
  }
  const actions = (
    <Button small busy={file.busy} onClick={() => file.run()}>
      {words.download}
    </Button>
  )
  return (
    <Page title={words.title} lead={words.lead} actions={actions}>
      <FilterBar filter={filter} onFilter={show} />
      {file.fault !== undefined && <FaultNotice fault={file.fault} />}
      {cut && <Notice kind="ask">{words.cut}</Notice>}
      <Loaded of={load} rows={6}>
        {({ entries, more }) => (
          <Rows entries={entries}>
            {more && (
              <Button busy={load.loading} onClick={() => setCount(count + rowsAtOnce)}>
                {words.older}
              </Button>
            )}
          </Rows>
        )}
      </Loaded>
    </Page>
  )
}

const Rows = ({ entries, children }: { entries: readonly AuditEntry[]; children: preact.ComponentChildren }) => {
  const { audit: words } = useWords()
  if (entries.length === 0) return <Empty text={words.none} />
  return (
    <>
      <AuditRows entries={entries} />
      <div class="list-foot">
        <p class="muted" role="status">
          {words.count(entries.length)}
        </p>
        {children}
      </div>
    </>
  )
}

/** What is typed is asked for once the field is left, or Enter pressed: each letter would be a call. */
const FilterBar = ({ filter, onFilter }: { filter: Filter; onFilter(changes: Partial<Filter>): void }) => {
  const { audit: words } = useWords()
  const [by, setBy] = useState(filter.by)
  const [operation, setOperation] = useState(filter.operation)
  return (
    <search>
      <form
        class="filter-bar"
        aria-label={words.filters}
        onChange={() => onFilter({ by, operation })}
        onSubmit={event => {
          event.preventDefault()
          onFilter({ by, operation })
        }}
      >
        <Field label={words.by} type="search" placeholder={words.byHint} value={by} onValue={setBy} />
        <Field
          label={words.operation}
          type="search"
          placeholder="deploy, createToken, …"
          value={operation}
          onValue={setOperation}
        />
        <Select
          label={words.period}
          value={filter.period}
          onValue={period => onFilter({ period: period as Period, by, operation })}
          options={periods.map(value => ({ value, text: words.periods[value] }))}
        />
      </form>
    </search>
  )
}
