import type { ComponentChildren } from 'preact'
import { useWords } from '../words.ts'
import { Icon } from './icon.tsx'

/** To somewhere else, in a new tab. Only http(s): an address may be a user's. */
export const OutsideLink = ({ href, children }: { href: string; children: ComponentChildren }) => {
  const { frame } = useWords()
  if (!/^https?:\/\//i.test(href)) return <span>{children}</span>
  return (
    <a class="outside" href={href} target="_blank" rel="noopener noreferrer">
      {children}
      <Icon name="outside" />
      <span class="unseen">{frame.opensElsewhere}</span>
    </a>
  )
}
