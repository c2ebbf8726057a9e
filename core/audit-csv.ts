// The audit log as a table for spreadsheets: RFC 4180, and no cell that a spreadsheet would take for a formula.
import type { AuditEntry } from './audit.ts'

const columns = {
  ...{ at: ({ at }) => at, by: ({ by }) => by, role: ({ role }) => role, operation: ({ operation }) => operation },
  ...{ method: ({ method }) => method, path: ({ path }) => path },
  target: ({ target }) =>
    Object.entries(target)
      .map(([name, value]) => `${name}=${value}`)
      .join(' '),
  ...{ status: ({ outcome }) => String(outcome.status ?? ''), errorCode: ({ outcome }) => outcome.errorCode },
  ...{ ip: ({ ip }) => ip, userAgent: ({ userAgent }) => userAgent },
  ...{ severity: ({ severity }) => severity, reason: ({ reason }) => reason, id: ({ id }) => id },
} satisfies Record<string, (entry: AuditEntry) => string | null | undefined>

/** With a line of names on top. */
export const auditCsv = (entries: readonly AuditEntry[]): string =>
  [Object.keys(columns), ...entries.map(entry => Object.values(columns).map(cell => cell(entry) ?? ''))]
    .map(cells => `${cells.map(quoted).join(',')}\r\n`)
    .join('')

/** https://owasp.org/www-community/attacks/CSV_Injection */
const quoted = (cell: string) => {
  const harmless = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
