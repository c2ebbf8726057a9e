// Which page is shown, within what every page has.
import { useState } from 'preact/hooks'
import { PandaProvider, useSession } from './api.ts'
import { ApprovalsPage } from './approvals/page.tsx'
import { ConnectPage } from './connect/page.tsx'
import { DeployPage } from './deploy/page.tsx'
import { DeploymentPage } from './deployment/page.tsx'
import { DeploymentsPage } from './deployments/page.tsx'
import { Frame } from './frame.tsx'
import { HomePage } from './home/page.tsx'
import { later } from './later.tsx'
import { Toasts } from './parts/toast.tsx'
import { applyPreferences, type Preferences, readPreferences, storePreferences } from './preferences.ts'
import { PreferencesContext } from './reader.ts'
import { type Route, useRoute } from './router.tsx'
import { ServicesPage } from './services/page.tsx'
import { SignInPage } from './sign-in.tsx'
import { UnknownPage } from './unknown.tsx'
import { wordsSent } from './words.ts'

const AccessPage = later(async () => ({ Page: (await import('./access/page.tsx')).AccessPage }))
const AuditPage = later(async () => ({ Page: (await import('./audit/page.tsx')).AuditPage }))
const EnvironmentsPage = later(async () => ({ Page: (await import('./environments/page.tsx')).EnvironmentsPage }))
const FiguresPage = later(async () => ({ Page: (await import('./figures/page.tsx')).FiguresPage }))
const NotificationsPage = later(async () => ({ Page: (await import('./notifications/page.tsx')).NotificationsPage }))

export const App = () => {
  const [preferences, set] = useState(readPreferences)
  const change = (changes: Partial<Preferences>) => {
    const changed = { ...preferences, ...changes }
    storePreferences(changed)
    // Until its words are there, the page stays as it is.
    void wordsSent(changed.locale).then(() => {
      applyPreferences(changed)
      set(changed)
    })
  }
  return (
    <PreferencesContext value={{ ...preferences, change }}>
      <PandaProvider>
        <Toasts>
          <Frame>
            <Shown route={useRoute()} />
          </Frame>
        </Toasts>
      </PandaProvider>
    </PreferencesContext>
  )
}

const Shown = ({ route }: { route: Route }) => {
  const session = useSession()
  if (session.needed) return <SignInPage />
  // Another deployment is another page: nothing of the one before stays.
  if (route.page === 'deployment') return <DeploymentPage key={route.id} id={route.id} />
  if (route.page === 'home') return <HomePage />
  if (route.page === 'connect') return <ConnectPage />
  if (route.page === 'deploy') return <DeployPage />
  if (route.page === 'deployments') return <DeploymentsPage />
  if (route.page === 'services') return <ServicesPage />
  if (route.page === 'approvals') return <ApprovalsPage />
  if (route.page === 'environments') return <EnvironmentsPage />
  if (route.page === 'figures') return <FiguresPage />
  if (route.page === 'notifications') return <NotificationsPage />
  if (route.page === 'audit') return <AuditPage />
  if (route.page === 'access') return <AccessPage />
  return <UnknownPage />
}
