// One thing that was looked at.

export type Check = {
  name: string
  /** `note`: it works, but. */
  state: 'good' | 'note' | 'bad'
  what: string
  /** Lines that say what to do. */
  mend: string[]
}

export const good = (name: string, what: string): Check => ({ name, state: 'good', what, mend: [] })
export const note = (name: string, what: string, ...mend: string[]): Check => ({ name, state: 'note', what, mend })
export const bad = (name: string, what: string, ...mend: string[]): Check => ({ name, state: 'bad', what, mend })
