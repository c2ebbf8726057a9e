// Which page the address names. It is behind the `#`, so that a reload asks for the one file there is, here and on CloudFront.
import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'

/** Every page's address; `:id` is whatever stands there. */
export const paths = {
  home: '/',
  connect: '/connect',
  deploy: '/deploy',
  deployments: '/deployments',
  deployment: '/deployments/:id',
  services: '/services',
  environments: '/environments',
  approvals: '/approvals',
  notifications: '/notifications',
  audit: '/audit',
  access: '/access',
  figures: '/figures',
} as const
export type PageName = keyof typeof paths

export type Route = { page: PageName | 'unknown'; id: string; path: string; query: URLSearchParams }

export const routeOf = (hash: string): Route => {
  const [address = '', query] = hash.replace(/^#/, '').split('?', 2)
  const path = address === '' ? '/' : address.replace(/(.)\/+$/, '$1')
  for (const [page, pattern] of Object.entries(paths) as [PageName, string][]) {
    const id = matched(pattern, path)
    if (id !== undefined) return { page, id, path, query: new URLSearchParams(query) }
  }
  return { page: 'unknown', id: '', path, query: new URLSearchParams(query) }
}

export const useRoute = (): Route => {
  const [route, set] = useState(() => routeOf(location.hash))
  useEffect(() => {
    const changed = () => set(routeOf(location.hash))
    addEventListener('hashchange', changed)
    return () => removeEventListener('hashchange', changed)
  }, [])
  return route
}

export const go = (to: string) => {
  location.hash = to
}

/** In the place of this entry of the history: for filters, of which nobody wants each one back. */
export const replace = (to: string) => {
  history.replaceState(null, '', `#${to}`)
  dispatchEvent(new HashChangeEvent('hashchange'))
}

type LinkProps = { to: string; class?: string; current?: boolean; children: ComponentChildren; label?: string }

export const Link = ({ to, current, children, label, ...rest }: LinkProps) => (
  <a {...rest} href={`#${to}`} aria-current={current ? 'page' : undefined} aria-label={label}>
    {children}
  </a>
)

/** What stands in the place of `:id`; undefined: another address. */
const matched = (pattern: string, path: string) => {
  const [wanted, given] = [pattern.split('/'), path.split('/')]
  if (wanted.length !== given.length) return undefined
  let id = ''
  for (const [index, part] of wanted.entries()) {
    if (part === ':id') id = decoded(given[index]!)
    else if (part !== given[index]) return undefined
  }
  return id
}

const decoded = (text: string) => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text // a lone %
  }
}
