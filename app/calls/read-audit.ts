// The audit log: as JSON, or as a file of the same rows.
import type { AuditQuery } from '../../core/audit.ts'
import { auditCsv } from '../../core/audit-csv.ts'
import type { Answer, CallContext } from '../caller.ts'
import * as audit from '../store/audit.ts'

export const readAudit = async (
  { accept = '', ...query }: AuditQuery & { accept?: string | undefined },
  { ports, caller }: CallContext,
): Promise<Answer> => {
  const { entries, cursor } = await audit.list(ports, caller.tenant, query)
  const headers: Record<string, string> = cursor === undefined ? {} : { link: `<${nextOf(query, cursor)}>; rel="next"` }
  if (accept.includes('text/csv')) return { kind: 'file', type: 'text/csv', text: auditCsv(entries), headers }
  if (accept.includes('application/x-ndjson')) {
    const text = entries.map(entry => `${JSON.stringify(entry)}\n`).join('')
    return { kind: 'file', type: 'application/x-ndjson', text, headers }
  }
  return { kind: 'data', data: { entries, ...(cursor !== undefined && { cursor }) } }
}

const nextOf = ({ limit, ...query }: AuditQuery, cursor: string) => {
  const given = Object.entries({ ...query, limit: String(limit), cursor }).filter(([, value]) => value !== undefined)
  return `/api/v1/audit?${new URLSearchParams(given as [string, string][])}`
}
