// What is written on the terminal of whoever runs Panda. Programs, repositories and callers have a say in it, and must neither
// steer the terminal nor write lines of their own.

/** Controls of both kinds (line breaks among them), and what turns the direction of a line. */
const unseen = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu

/** Each as its number. */
export const printable = (text: string) =>
  text.replace(unseen, one => `\\u${one.codePointAt(0)!.toString(16).padStart(4, '0')}`)
