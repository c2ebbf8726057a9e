// What others wrote (commit messages, build output, a server's words) must not steer the terminal.
import { stripVTControlCharacters } from 'node:util'

/** Without control characters; tabs and line ends become blanks. */
export const clean = (text: string) =>
  stripVTControlCharacters(text)
    .replace(/[\t\r\n]+/g, ' ')
    .replace(unseen, '')

/** Control characters of both kinds, and those that turn the direction of what follows. */
const unseen = /[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu
