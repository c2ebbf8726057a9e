import type { Connections, ServiceView } from '../../client/types.ts'
import { statuses } from '../../core/vocabulary.ts'
import { Field, Select } from '../parts/field.tsx'
import { useWords } from '../words.ts'
import { type Filter, pageSize, repositoriesOf } from './filter.ts'
import type { Row } from './row.ts'

/** What there is to choose from. */
export type Known = { connections: Connections; services: ServiceView[] }

type FilterBarProps = { filter: Filter; known: Known | undefined; rows: readonly Row[]; onFilter(filter: Filter): void }

export const FilterBar = ({ filter, known, rows, onFilter }: FilterBarProps) => {
  const { deployments: words, frame } = useWords()
  /** Another question begins at the newest again. */
  const change = (changes: Partial<Filter>) => onFilter({ ...filter, count: pageSize, ...changes })
  const repositories = repositoriesOf(
    [...rows, ...(known?.services ?? []), ...(known?.connections.github ?? [])],
    filter.repository,
  )
  const environments = [
    ...new Set([...rows, ...(known?.services ?? []), filter].map(one => one.environment).filter(one => one !== '')),
  ].sort()
  return (
    <search class="filter-bar" aria-label={words.filters}>
      <Field
        label={words.search}
        type="search"
        placeholder={words.searchHint}
        value={filter.search}
        onValue={search => onFilter({ ...filter, search })}
      />
      <Select
        label={words.repository}
        value={filter.repository}
        onValue={repository => change({ repository })}
        options={[
          { value: '', text: words.anyRepository },
          ...repositories.map(name => ({
            value: name,
            text: name.endsWith('/') ? words.ownerAll(name.slice(0, -1)) : name,
          })),
        ]}
      />
      <Select
        label={words.environment}
        value={filter.environment}
        onValue={environment => change({ environment })}
        options={[{ value: '', text: words.anyEnvironment }, ...environments.map(value => ({ value, text: value }))]}
      />
      <Select
        label={words.status}
        value={filter.status}
        onValue={status => change({ status: statuses.find(one => one === status) ?? '' })}
        options={[
          { value: '', text: words.anyStatus },
          ...statuses.map(value => ({ value, text: frame.statuses[value] })),
        ]}
      />
    </search>
  )
}
