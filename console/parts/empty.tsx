import type { ComponentChildren } from 'preact'

/** Where a list has nothing: why, and what to do. */
export const Empty = ({ title, text, children }: { title?: string; text: string; children?: ComponentChildren }) => (
  <div class="empty card">
    {title !== undefined && <h2>{title}</h2>}
    <p>{text}</p>
    {children}
  </div>
)
