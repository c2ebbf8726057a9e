// What the figures are of, as the address keeps it.
import type { MetricsFilter } from '../../client/types.ts'

/** `service`: `owner/repo environment`; `''`: all. */
export type Asked = { days: number; service: string }

export const daysToChoose = [7, 30, 90] as const
const usualDays = 30

export const askedIn = (query: URLSearchParams): Asked => {
  const days = Number(query.get('days'))
  return { days: daysToChoose.find(one => one === days) ?? usualDays, service: query.get('service') ?? '' }
}

export const addressOf = ({ days, service }: Asked): string => {
  const query = new URLSearchParams()
  if (days !== usualDays) query.set('days', String(days))
  if (service !== '') query.set('service', service)
  const text = query.toString()
  return text === '' ? '/figures' : `/figures?${text}`
}

export const serviceOf = ({ owner, repo, environment }: { owner: string; repo: string; environment: string }) =>
  `${owner}/${repo} ${environment}`

/** As the API takes it. */
export const filterOf = ({ days, service }: Asked): MetricsFilter => {
  const [, owner, repo, environment] = /^([^/]+)\/(\S+) (\S+)$/.exec(service) ?? []
  return { owner, repo, environment, days }
}
