// How many columns a text takes, and as much of it as fits: Hangul and most emoji take two.

const segmenter = new Intl.Segmenter()

/** https://www.unicode.org/reports/tr11/, the blocks that are wide throughout. */
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]|^\p{Emoji_Presentation}/u

const widthOfCharacter = (character: string) => (wide.test(character) ? 2 : /^\p{M}+$/u.test(character) ? 0 : 1)

export const widthOf = (text: string) =>
  // Most of it is ASCII, and there may be much of it.
  /^[\x20-\x7e]*$/.test(text) ? text.length : charactersOf(text).reduce((sum, one) => sum + widthOfCharacter(one), 0)

/** Cut with an ellipsis where it does not fit. */
export const cut = (text: string, columns: number): string => {
  if (widthOf(text) <= columns) return text
  if (columns <= 0) return ''
  let [kept, width] = ['', 0]
  for (const character of charactersOf(text)) {
    width += widthOfCharacter(character)
    if (width > columns - 1) break
    kept += character
  }
  return `${kept}…`
}

export const padded = (text: string, columns: number, align: 'left' | 'right' = 'left') => {
  const blanks = ' '.repeat(Math.max(0, columns - widthOf(text)))
  return align === 'left' ? text + blanks : blanks + text
}

const charactersOf = (text: string) => [...segmenter.segment(text)].map(({ segment }) => segment)
