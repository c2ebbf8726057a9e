// What is asked of the audit log, as the page's fields have it.
import type { AuditFilter } from '../../client/types.ts'

export const periods = ['day', 'week', 'month', 'all'] as const
export type Period = (typeof periods)[number]
export type Filter = { period: Period; by: string; operation: string }

export const firstFilter: Filter = { period: 'week', by: '', operation: '' }

const days: Record<Exclude<Period, 'all'>, number> = { day: 1, week: 7, month: 30 }

export const askedOf = ({ period, by, operation }: Filter, now: number): AuditFilter => ({
  ...(period !== 'all' && { from: new Date(now - days[period] * 86_400_000).toISOString() }),
  ...(by.trim() !== '' && { by: by.trim() }),
  ...(operation.trim() !== '' && { operation: operation.trim() }),
})
