import type { ButtonHTMLAttributes, ComponentChildren } from 'preact'
import { Link } from '../router.tsx'

export type ButtonKind = 'plain' | 'primary' | 'danger' | 'quiet'
type Look = { kind?: ButtonKind; small?: boolean; children: ComponentChildren }
type ButtonProps = Look & { busy?: boolean } & Omit<
    ButtonHTMLAttributes<HTMLButtonElement>,
    'class' | 'children' | 'kind'
  >

/** While busy it keeps its width and the focus; pressing it does nothing. */
export const Button = ({
  kind = 'plain',
  small = false,
  busy = false,
  onClick,
  children,
  type = 'button',
  ...rest
}: ButtonProps) => (
  <button {...rest} type={type} class={look(kind, small)} aria-busy={busy} onClick={busy ? undefined : onClick}>
    {busy && <span class="spinner" aria-hidden="true" />}
    {children}
  </button>
)

export const ButtonLink = ({ kind = 'plain', small = false, to, children }: Look & { to: string }) => (
  <Link to={to} class={look(kind, small)}>
    {children}
  </Link>
)

const look = (kind: ButtonKind, small: boolean) => `button ${kind}${small ? ' small' : ''}`
