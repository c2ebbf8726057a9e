// A pattern that anybody may set: plain text, found anywhere, in which `*` stands for anything. No regular expression: one of
// those can be written so that it never comes to an end, and this is asked of what a stranger's program prints.

/** The parts one after the other: never a way back, so that its time grows with the text alone. Case counts. */
export const isIn = (pattern: string, text: string): boolean => {
  let from = 0
  for (const part of pattern.split('*')) {
    const at = text.indexOf(part, from)
    if (at === -1) return false
    from = at + part.length
  }
  return true
}
