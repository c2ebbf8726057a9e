// Ways to write a name so that one look takes it for the name and another does not.

export type Spelling = { name: string; spell(text: string): string }

const each = (text: string, spell: (letter: string) => string) => [...text].map(spell).join('')
const hex = (letter: string) => letter.charCodeAt(0).toString(16).padStart(2, '0')

/** In a path or a body. */
export const spellings: Spelling[] = [
  { name: 'as it is', spell: text => text },
  { name: 'upper case', spell: text => text.toUpperCase() },
  { name: 'with a blank', spell: text => `${text} ` },
  { name: 'with a newline', spell: text => `${text}\n` },
  { name: 'with a zero', spell: text => `${text}\u0000` },
  { name: 'with a key beside it', spell: text => `${text}#e#0000000001` },
  { name: 'behind a traversal', spell: text => `../${text}` },
  { name: 'in full width', spell: text => each(text, one => String.fromCharCode(one.charCodeAt(0) + 0xfee0)) },
  { name: 'with a soft hyphen', spell: text => `${text.slice(0, 4)}\u00ad${text.slice(4)}` },
  { name: 'as a key of the table', spell: text => `tenant#alice#${text}` },
  { name: 'cut', spell: text => text.slice(0, -1) },
]

/** In a path only: what is encoded there is decoded once. */
export const pathSpellings: Spelling[] = [
  ...spellings,
  { name: 'encoded', spell: text => each(text, one => `%${hex(one)}`) },
  { name: 'encoded twice', spell: text => each(text, one => `%25${hex(one)}`) },
  { name: 'encoded wrong', spell: text => `${text}%zz` },
  { name: 'with a slash inside', spell: text => `${text}%2fevents` },
  { name: 'overlong UTF-8', spell: text => `%c0%af${text}` },
]
