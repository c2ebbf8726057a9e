// What others wrote (commit messages, build output, a server's words) must not steer the terminal.
import { stripVTControlCharacters } from 'node:util'

/** Without control characters; tabs and line ends become blanks. */
export const clean = (text: string) =>
  stripVTControlCharacters(text)
    .replace(/[\t\r\n]+/g, ' ')
    .replace(unseen, '')

/** Control characters of both kinds, and those that turn the direction of what follows. */
const unseen = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu
