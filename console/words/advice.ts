import { both } from './both.ts'

export const adviceWords = both({ en: {}, ko: {} })
