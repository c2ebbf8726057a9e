// All deployments, newest first. Those that are not over change as it happens.
import type { Panda } from '../../client/api.ts'
import type { PandaEvent } from '../../client/types.ts'
import { usePanda } from '../api.ts'
import { useElsewhere, useLooks } from '../elsewhere.ts'
import { Page } from '../frame.tsx'
import { type Load, useLoad } from '../load.tsx'
import { Button, ButtonLink } from '../parts/button.tsx'
import { Empty } from '../parts/empty.tsx'
import { FaultNotice } from '../parts/fault.tsx'
import { Notice } from '../parts/notice.tsx'
import { Skeleton } from '../parts/skeleton.tsx'
import { replace, useRoute } from '../router.tsx'
import { useWords } from '../words.ts'
import { addressOf, askedOf, type Filter, filterIn, found, isFiltered, mostRows, noFilter, pageSize } from './filter.ts'
import { FilterBar } from './filter-bar.tsx'
import { useLiveRows } from './live-rows.ts'
import { LiveSign } from './live-sign.tsx'
import type { Row } from './row.ts'
import { DeploymentRows } from './rows.tsx'

/** `of`: what was asked for. */
type Rows = { rows: Row[]; more: boolean; of: string }

export const DeploymentsPage = () => {
  const { frame, deployments: words } = useWords()
  const { panda } = usePanda()
  const filter = filterIn(useRoute().query)
  const asked = JSON.stringify(askedOf(filter))
  const list = useLoad(() => loadRows(panda, filter), [panda, asked, filter.count])
  const known = useLoad(async () => {
    const [connections, services] = await Promise.all([panda.connections(), panda.services()])
    return { connections, services }
  }, [panda])
  useElsewhere(list.again)
  const changed = useLooks(list.again)
  const live = useLiveRows(list.data?.rows ?? [], event => displaces(event) && changed())
  const show = (filter: Filter) => replace(addressOf(filter))
  return (
    <Page
      title={frame.deployments}
      actions={
        <>
          <LiveSign connection={live.connection} />
          <Button small busy={list.loading && list.data !== undefined} onClick={list.again}>
            {words.refresh}
          </Button>
        </>
      }
    >
      <FilterBar filter={filter} known={known.data} rows={live.rows} onFilter={show} />
      {live.connection === 'lost' && <Notice kind="ask">{words.lost}</Notice>}
      {live.fault !== undefined && <FaultNotice fault={live.fault} />}
      <List list={list} rows={live.rows} filter={filter} onFilter={show} />
    </Page>
  )
}

type ListProps = { list: Load<Rows>; rows: readonly Row[]; filter: Filter; onFilter(filter: Filter): void }

const List = ({ list, rows, filter, onFilter }: ListProps) => {
  const { frame, deployments: words } = useWords()
  const fault = list.fault !== undefined && (
    <FaultNotice
      fault={list.fault}
      action={
        isFiltered(filter) ? (
          <Button onClick={() => onFilter(noFilter)}>{words.clear}</Button>
        ) : (
          <Button busy={list.loading} onClick={list.again}>
            {frame.retry}
          </Button>
        )
      }
    />
  )
  // What answered another question is no answer to this one.
  if (list.data?.of !== JSON.stringify(askedOf(filter))) return fault || <Skeleton rows={6} />
  const matching = rows.filter(row => found(row, filter.search))
  return (
    <div aria-busy={list.loading}>
      {fault}
      {matching.length > 0 ? <DeploymentRows rows={matching} label={frame.deployments} /> : none()}
      {rows.length > 0 && foot()}
    </div>
  )

  function foot() {
    return (
      <>
        <div class="list-foot">
          <p class="muted" role="status">
            {filter.search.trim() === '' ? words.count(rows.length) : words.countOf(matching.length, rows.length)}
          </p>
          {older()}
        </div>
        <p class="muted small">{words.newOnes}</p>
      </>
    )
  }

  function none() {
    if (!isFiltered(filter))
      return (
        <Empty title={words.noneTitle} text={words.noneText}>
          <ButtonLink kind="primary" to="/deploy">
            {frame.deploy}
          </ButtonLink>
        </Empty>
      )
    return (
      <Empty text={rows.length > 0 ? words.noMatchHere(rows.length) : words.noMatch}>
        <Button onClick={() => onFilter(noFilter)}>{words.clear}</Button>
      </Empty>
    )
  }

  function older() {
    if (!list.data?.more) return undefined
    if (rows.length >= mostRows) return <p class="muted">{words.most(rows.length)}</p>
    const searching = filter.search.trim() !== ''
    const count = filter.count + (searching ? 5 : 1) * pageSize
    return (
      <Button busy={list.loading} onClick={() => onFilter({ ...filter, count: Math.min(count, mostRows) })}>
        {searching ? words.searchOlder : words.older}
      </Button>
    )
  }
}

const mostAtOnce = 100

const loadRows = async (panda: Panda, filter: Filter): Promise<Rows> => {
  const rows: Row[] = []
  let cursor: string | undefined
  do {
    const limit = Math.min(mostAtOnce, filter.count - rows.length)
    const page = await panda.deployments({ ...askedOf(filter), limit, cursor })
    rows.push(...page.deployments)
    cursor = page.cursor ?? undefined
  } while (cursor !== undefined && rows.length < filter.count)
  return { rows, more: cursor !== undefined, of: JSON.stringify(askedOf(filter)) }
}

/** It had to go because a newer one came, which is in no list yet. */
const displaces = ({ code, details }: PandaEvent) => code === 'CANCELLED' && details.reason === 'superseded'
