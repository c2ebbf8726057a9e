import { auditHeaders, auditQuery } from '../../core/audit.ts'
import { readAudit } from '../calls/read-audit.ts'
import { get, type Route } from './route.ts'

export const audit: readonly Route[] = [
  get('/api/v1/audit', 'readAudit', 'Who did what, when, from where; newest first', 'admin', {
    query: auditQuery,
    headers: auditHeaders,
    files: ['text/csv', 'application/x-ndjson'],
    run: readAudit,
  }),
]
