// The reader's preferences, for every part of the page. Not in preferences.ts, which first.ts brings without preact.
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Preferences } from './preferences.ts'

export const PreferencesContext = createContext<Preferences & { change(changes: Partial<Preferences>): void }>({
  theme: 'system',
  locale: 'en',
  change() {},
})
export const usePreferences = () => useContext(PreferencesContext)
