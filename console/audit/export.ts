// The rows that a filter finds, as a file for a spreadsheet. A plain link could not say who asks.
import type { Panda } from '../../client/api.ts'
import type { AuditEntry, AuditFilter } from '../../client/types.ts'
import { auditCsv } from '../../core/audit-csv.ts'

const mostRows = 10_000
const pageSize = 1_000

/** `more`: there are older ones than fit. */
export const collected = async (panda: Pick<Panda, 'audit'>, asked: AuditFilter, most = mostRows) => {
  const entries: AuditEntry[] = []
  let cursor: string | undefined
  do {
    const page = await panda.audit({ ...asked, limit: Math.min(pageSize, most - entries.length), cursor })
    entries.push(...page.entries)
    cursor = page.cursor
  } while (cursor !== undefined && entries.length < most)
  return { entries, more: cursor !== undefined }
}

/** Answers whether there was more than the file has. */
export const download = async (panda: Panda, asked: AuditFilter): Promise<boolean> => {
  const { entries, more } = await collected(panda, asked)
  const address = URL.createObjectURL(new Blob([auditCsv(entries)], { type: 'text/csv' }))
  const link = Object.assign(document.createElement('a'), { href: address, download: 'panda-audit.csv' })
  link.click()
  URL.revokeObjectURL(address)
  return more
}
