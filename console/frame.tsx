// What is around every page: header, navigation, the choice of language and theme.
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Locale } from '../client/types.ts'
import { useSession } from './api.ts'
import { WaitingCount } from './approvals/waiting.tsx'
import { Icon } from './parts/icon.tsx'
import type { Theme } from './preferences.ts'
import { usePreferences } from './reader.ts'
import { Link, useRoute } from './router.tsx'
import { useWords } from './words.ts'

export const Frame = ({ children }: { children: ComponentChildren }) => {
  const { frame } = useWords()
  const main = useRef<HTMLElement>(null)
  return (
    <>
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        {frame.skip}
      </button>
      <header class="top">
        <div class="top-inner">
          <Link to="/" class="brand">
            <img src="/panda.svg" alt="" width="24" height="24" />
            <span>Panda</span>
          </Link>
          <Navigation />
          <Choices />
        </div>
      </header>
      <main ref={main} tabIndex={-1}>
        {children}
      </main>
    </>
  )
}

const Navigation = () => {
  const { frame } = useWords()
  const { page } = useRoute()
  const session = useSession()
  if (session.needed) return <span class="grow" />
  return (
    <nav aria-label={frame.navigation}>
      <Link to="/deployments" current={page === 'deployments' || page === 'deployment'}>
        {frame.deployments}
      </Link>
      <Link to="/services" current={page === 'services'}>
        {frame.services}
      </Link>
      <Link to="/approvals" current={page === 'approvals'}>
        {frame.approvals}
        <WaitingCount />
      </Link>
      <Link to="/environments" current={page === 'environments'}>
        {frame.environments}
      </Link>
      <Link to="/figures" current={page === 'figures'}>
        {frame.figures}
      </Link>
      <Link to="/connect" current={page === 'connect'}>
        {frame.connections}
      </Link>
      <Link to="/notifications" current={page === 'notifications'}>
        {frame.notifications}
      </Link>
      <Link to="/audit" current={page === 'audit'}>
        {frame.audit}
      </Link>
      <Link to="/access" current={page === 'access'}>
        {frame.access}
      </Link>
    </nav>
  )
}

const themes: Theme[] = ['system', 'light', 'dark']

const Choices = () => {
  const { frame } = useWords()
  const { theme, locale, change } = usePreferences()
  const session = useSession()
  const { page } = useRoute()
  const next = themes[(themes.indexOf(theme) + 1) % themes.length]!
  return (
    <div class="choices">
      {!session.needed && (
        <Link to="/deploy" class="button primary small" current={page === 'deploy'}>
          {frame.deploy}
        </Link>
      )}
      <select
        class="language"
        aria-label={frame.language}
        value={locale}
        onChange={event => change({ locale: event.currentTarget.value as Locale })}
      >
        <option value="en" lang="en">
          English
        </option>
        <option value="ko" lang="ko">
          한국어
        </option>
      </select>
      <button
        type="button"
        class="icon-button"
        aria-label={`${frame.theme}: ${frame.themes[theme]}`}
        title={`${frame.theme}: ${frame.themes[theme]}`}
        onClick={() => change({ theme: next })}
      >
        <Icon name={theme} />
      </button>
      {session.signedIn && !session.needed && (
        <button type="button" class="button quiet small" onClick={session.signOut}>
          {frame.signOut}
        </button>
      )}
    </div>
  )
}

type PageProps = { title: string; lead?: ComponentChildren; actions?: ComponentChildren; children?: ComponentChildren }

/** The heading gets the focus, so that a screen reader says where one has come. Not on the first page: the browser says that. */
export const Page = ({ title, lead, actions, children }: PageProps) => {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (shown) heading.current?.focus({ preventScroll: true })
    if (shown) scrollTo(0, 0)
    shown = true
  }, [])
  useEffect(() => {
    document.title = `${title} · Panda`
  }, [title])
  return (
    <div class="page">
      <div class="page-head">
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead !== undefined && <div class="lead">{lead}</div>}
        </div>
        {actions !== undefined && <div class="actions">{actions}</div>}
      </div>
      {children}
    </div>
  )
}

let shown = false
