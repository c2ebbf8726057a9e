// Rows of the audit log: when, who, what, about what, with what outcome, from where.
import type { AuditEntry } from '../../client/types.ts'
import { Ago } from '../parts/time.tsx'
import { useWords } from '../words.ts'

export const AuditRows = ({ entries }: { entries: readonly AuditEntry[] }) => {
  const { audit: words } = useWords()
  return (
    <div class="card listing">
      <table>
        <thead>
          <tr>
            {[words.when, words.who, words.what, words.about, words.outcome, words.from].map(title => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {entries.map(entry => (
            <AuditRow key={entry.id} entry={entry} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

const AuditRow = ({ entry }: { entry: AuditEntry }) => {
  const { audit: words } = useWords()
  const { at, by, role, operation, target, outcome, ip, userAgent, severity, reason } = entry
  return (
    <tr class={severity === 'alarm' ? 'alarm' : undefined}>
      <td>
        <Ago at={at} />
      </td>
      <td>
        {by} {role !== null && <span class="muted">{role}</span>}
      </td>
      <td>
        <code>{operation}</code>
        {severity !== undefined && <strong> {words.severities[severity]}</strong>}
        {reason !== undefined && <p class="small">{reason}</p>}
      </td>
      <td class="audit-about">{Object.values(target).join(' ')}</td>
      <td>
        {outcome.errorCode === null ? words.done : <span class="fault">{outcome.errorCode}</span>}
        {outcome.status !== null && <span class="muted"> {outcome.status}</span>}
      </td>
      <td class="muted" title={userAgent ?? undefined}>
        {ip}
      </td>
    </tr>
  )
}
