// The reader's theme and language: chosen here, else the browser's. Kept in this browser only.
import type { Locale } from '../client/types.ts'

export type Theme = 'system' | 'light' | 'dark'
export type Preferences = { theme: Theme; locale: Locale }

const key = 'panda.preferences'

export const readPreferences = (): Preferences => {
  const { theme, locale } = stored()
  return {
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
    locale: locale === 'en' || locale === 'ko' ? locale : navigator.language.startsWith('ko') ? 'ko' : 'en',
  }
}

export const storePreferences = (preferences: Preferences) => {
  try {
    localStorage.setItem(key, JSON.stringify(preferences))
  } catch {
    // A browser that keeps nothing: it holds for this visit.
  }
}

export const applyPreferences = ({ theme, locale }: Preferences) => {
  document.documentElement.lang = locale
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}

const stored = (): Record<string, unknown> => {
  try {
    return Object(JSON.parse(localStorage.getItem(key) ?? '{}'))
  } catch {
    return {} // none, or not ours
  }
}
