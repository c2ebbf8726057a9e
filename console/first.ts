// Before anything is painted: the reader's theme and language. The words come beside the page.
import { applyPreferences, readPreferences } from './preferences.ts'
import { wordsPath } from './words-path.ts'

const preferences = readPreferences()
applyPreferences(preferences)
const link = document.createElement('link')
link.rel = 'preload'
link.as = 'script'
link.href = wordsPath(preferences.locale)
document.head.append(link)
