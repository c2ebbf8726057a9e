import type { ComponentChildren } from 'preact'
import { Icon, type IconName } from './icon.tsx'

/** A branch, an environment: what a thing is of. */
export const Chip = ({ icon, children }: { icon?: IconName; children: ComponentChildren }) => (
  <span class="chip">
    {icon && <Icon name={icon} />}
    <span>{children}</span>
  </span>
)
