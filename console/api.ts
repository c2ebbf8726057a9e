// Panda's API for the page: the client in the reader's language, with the token of whoever signed in.
import { type ComponentChildren, createContext, h } from 'preact'
import { useContext, useMemo, useState } from 'preact/hooks'
import { type Panda, panda } from '../client/api.ts'
import { usePreferences } from './reader.ts'

/** `needed`: a call was answered 401. On one machine there is no identity, and it never is. */
export type Session = { signedIn: boolean; needed: boolean; signIn(token: string): void; signOut(): void }

const tokenKey = 'panda.token'
/** Of this tab, and gone with it. */
const kept = {
  read: () => sessionStorage.getItem(tokenKey) ?? '',
  write: (token: string) => sessionStorage.setItem(tokenKey, token),
  forget: () => sessionStorage.removeItem(tokenKey),
}

const PandaContext = createContext<{ panda: Panda; session: Session } | undefined>(undefined)

export const PandaProvider = ({ children }: { children: ComponentChildren }) => {
  const { locale } = usePreferences()
  const [needed, need] = useState(false)
  // A token that was taken has to be asked with again: what failed before is loaded anew by a new client.
  const [token, setToken] = useState(kept.read)
  const value = useMemo(() => {
    const watched: typeof fetch = async (input, init) => {
      const response = await fetch(input, init)
      if (response.status === 401) need(true)
      return response
    }
    const session: Session = {
      signedIn: token !== '',
      needed,
      signIn(given) {
        kept.write(given)
        setToken(given)
        need(false)
      },
      signOut() {
        kept.forget()
        setToken('')
        need(true)
      },
    }
    return { session, panda: panda({ baseUrl: '', locale, token, fetch: watched }) }
  }, [locale, token, needed])
  return h(PandaContext, { value, children })
}

const provided = () => {
  const value = useContext(PandaContext)
  if (!value) throw new Error('Outside of PandaProvider')
  return value
}

/** The same object for as long as language and token are the same: good as a dependency. */
export const usePanda = () => ({ panda: provided().panda })
export const useSession = () => provided().session
