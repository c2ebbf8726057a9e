// What the list is asked for, as the address keeps it.
import type { DeploymentFilter } from '../../client/types.ts'
import { type Status, statuses } from '../../core/vocabulary.ts'
import type { Row } from './row.ts'

/** `repository`: `owner/repo`, or `owner/` for all of an owner's. `''` is any. */
export type Filter = { repository: string; environment: string; status: Status | ''; search: string; count: number }

export const pageSize = 20
/** More than these nobody reads; the filters find them. */
export const mostRows = 500

export const noFilter: Filter = { repository: '', environment: '', status: '', search: '', count: pageSize }

export const filterIn = (query: URLSearchParams): Filter => {
  const [owner, repo] = [query.get('owner') ?? '', query.get('repo') ?? '']
  const status = query.get('status')
  const count = Number(query.get('rows'))
  return {
    repository: owner === '' ? '' : `${owner}/${repo}`,
    environment: query.get('environment') ?? '',
    status: statuses.find(one => one === status) ?? '',
    search: query.get('search') ?? '',
    count: Number.isInteger(count) && count > pageSize ? Math.min(count, mostRows) : pageSize,
  }
}

export const addressOf = (filter: Filter): string => {
  const { owner, repo } = ownerAndRepo(filter.repository)
  const query = new URLSearchParams()
  const given = { owner, repo, environment: filter.environment, status: filter.status, search: filter.search }
  for (const [name, value] of Object.entries(given)) if (value) query.set(name, value)
  if (filter.count > pageSize) query.set('rows', String(filter.count))
  const text = query.toString()
  return text === '' ? '/deployments' : `/deployments?${text}`
}

/** As the API takes it; what it cannot look for is looked for here. */
export const askedOf = ({ repository, environment, status }: Filter): DeploymentFilter => ({
  ...ownerAndRepo(repository),
  environment: environment || undefined,
  status: status || undefined,
})

export const isFiltered = ({ repository, environment, status, search }: Filter) =>
  [repository, environment, status, search.trim()].some(one => one !== '')

/** Every word is somewhere in it. */
export const found = (row: Row, search: string) => {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return true
  const { owner, repo, branch, environment, commitHash, imageTag, commitMessage } = row
  const said = [row.deployedBy, row.deploymentId, row.errorMessage]
  const text = [`${owner}/${repo}`, branch, environment, commitHash, imageTag, commitMessage, ...said]
    .join('\n')
    .toLowerCase()
  return words.every(word => text.includes(word))
}

/** To choose from: every repository, and an owner of more than one. */
export const repositoriesOf = (known: readonly { owner: string; repo: string }[], chosen: string): string[] => {
  const all = new Set([...known.map(({ owner, repo }) => `${owner}/${repo}`), ...(chosen === '' ? [] : [chosen])])
  const owners = Map.groupBy([...all], name => `${name.split('/')[0]}/`)
  for (const [owner, names] of owners) if (names.length > 1) all.add(owner)
  return [...all].sort((a, b) => a.localeCompare(b))
}

const ownerAndRepo = (repository: string) => {
  const [owner = '', repo = ''] = repository.split('/')
  return { owner: owner || undefined, repo: repo || undefined }
}
