// What others wrote (commit messages, build output, a server's words) must not steer the terminal.
import { stripVTControlCharacters } from 'node:util'

/** Without control characters; tabs and line ends become blanks. */
export const clean = (text: string) =>
  stripVTControlCharacters(text)
    .replace(/[\t\r\n]+/g, ' ')
    .replace(unseen, '')

/** Control characters of both kinds, and those that turn the direction of what follows. */
const unseen = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu

/** Of a line as it is printed, colours and columns are Panda's own; whatever else steers is not. */
export const printed = (line: string) =>
  line
    .split(ownMarks)
    .map((part, at) => (at % 2 === 0 ? clean(part) : part))
    .join('')

const ownMarks = new RegExp(`(${'\u001b'}\\[[0-9;]*m|\t)`)
