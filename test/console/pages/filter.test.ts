import { describe, expect, it } from 'vitest'
import {
  addressOf,
  askedOf,
  type Filter,
  filterIn,
  found,
  isFiltered,
  noFilter,
  repositoriesOf,
} from '../../../console/deployments/filter.ts'
import type { Row } from '../../../console/deployments/row.ts'
import { routeOf } from '../../../console/router.tsx'
import { deploymentsQuery } from '../../../core/schemas.ts'

const reloaded = (filter: Filter) => filterIn(routeOf(`#${addressOf(filter)}`).query)

describe('the filters of the list', () => {
  it('survive a reload, as the address has them', () => {
    const filters: Filter[] = [
      noFilter,
      { repository: 'panda/hello', environment: 'staging', status: 'FAILED', search: 'a & b=c #1 한', count: 60 },
      { ...noFilter, repository: 'panda/' },
      { ...noFilter, search: '<img src=x onerror=alert(1)>' },
    ]
    for (const filter of filters) expect(reloaded(filter)).toEqual(filter)
    expect(addressOf(noFilter)).toBe('/deployments')
  })

  it('are what the API takes', () => {
    const filter: Filter = { ...noFilter, repository: 'panda/hello', environment: 'staging', status: 'FAILED' }
    expect(deploymentsQuery.parse(askedOf(filter))).toMatchObject({ owner: 'panda', repo: 'hello', status: 'FAILED' })
    expect(askedOf({ ...noFilter, repository: 'panda/' })).toMatchObject({ owner: 'panda', repo: undefined })
    expect(Object.values(askedOf(noFilter)).filter(one => one !== undefined)).toEqual([])
  })

  it('do not take from an address what cannot be', () => {
    expect(filterIn(new URLSearchParams('status=SLEEPING&rows=-3'))).toEqual(noFilter)
    expect(filterIn(new URLSearchParams('rows=1e9')).count).toBe(500)
    expect(filterIn(new URLSearchParams('rows=many')).count).toBe(noFilter.count)
  })

  it('know whether there is any', () => {
    expect(isFiltered({ ...noFilter, count: 100, search: '  ' })).toBe(false)
    expect(isFiltered({ ...noFilter, status: 'QUEUED' })).toBe(true)
  })
})

describe('searching', () => {
  const row = {
    ...{ owner: 'panda', repo: 'hello', branch: 'feature/login', environment: 'default', deployedBy: 'Kim Minji' },
    ...{
      commitHash: 'abcdef0123',
      commitMessage: 'Say hello, and mean it',
      deploymentId: 'dep_42',
      errorMessage: null,
    },
  } as Row

  it('finds every word, wherever it is', () => {
    for (const search of ['', 'HELLO', 'mean hello', 'abcdef0', 'minji', 'dep_42', 'feature/', 'panda/hello'])
      expect(found(row, search), search).toBe(true)
    for (const search of ['hello nobody', 'xyz', 'null']) expect(found(row, search), search).toBe(false)
  })
})

it('offers an owner of several repositories, and what the address asks for', () => {
  const known = [
    { owner: 'panda', repo: 'hello' },
    { owner: 'panda', repo: 'slow' },
    { owner: 'panda', repo: 'hello' },
    { owner: 'other', repo: 'one' },
  ]
  expect(repositoriesOf(known, 'gone/away')).toEqual(['gone/away', 'other/one', 'panda/', 'panda/hello', 'panda/slow'])
})
