import type { ComponentChildren } from 'preact'
import { Icon } from './icon.tsx'

type NoticeProps = { kind: 'bad' | 'ask' | 'good' | 'info'; children: ComponentChildren; action?: ComponentChildren }

/** Something the reader should know before the rest. A fault is said at once, the others in their turn. */
export const Notice = ({ kind, children, action }: NoticeProps) => (
  <div class={`notice ${kind}`} role={kind === 'bad' ? 'alert' : 'status'}>
    <Icon name={kind} />
    <div class="notice-text">{children}</div>
    {action}
  </div>
)
