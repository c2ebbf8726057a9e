import type { Permissions } from '../../client/types.ts'
import { Copy } from '../parts/copy.tsx'
import { Notice } from '../parts/notice.tsx'
import { useWords } from '../words.ts'

export const PermissionResult = ({ permissions: { missing, unchecked, message } }: { permissions: Permissions }) => {
  const { connect: words } = useWords()
  if (missing.length + unchecked.length === 0) return <Notice kind="good">{words.allAllowed}</Notice>
  return (
    <>
      {missing.length > 0 && (
        <Notice kind="bad">
          <p class="strong">{words.missing(missing.length)}</p>
          <p>{words.missingText}</p>
          <div class="with-copy">
            <Actions names={missing} />
            <Copy text={missing.join('\n')} what={words.missingActions} />
          </div>
        </Notice>
      )}
      {unchecked.length > 0 && (
        <Notice kind="ask">
          <details class="more">
            <summary>{words.unchecked(unchecked.length)}</summary>
            <p>{words.uncheckedText}</p>
            <Actions names={unchecked} />
            <p class="muted small">{message}</p>
          </details>
        </Notice>
      )}
    </>
  )
}

const Actions = ({ names }: { names: readonly string[] }) => (
  <ul class="action-names">
    {names.map(name => (
      <li key={name}>
        <code>{name}</code>
      </li>
    ))}
  </ul>
)
