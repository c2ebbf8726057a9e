// What `npm run attack` runs: a module `test/security/*/NAME.attack.ts` that default-exports one of these.

/** `ci`: minutes for all attacks together on two cores; `full`: as much as docs/security.md claims. */
export type Size = 'ci' | 'full'

export type Wish = {
  size: Size
  /** All chance comes from it: the same seed tries the same. */
  seed: number
  /** How far it is: a few words, and how much of all is done, 0 to 1. As often as it likes. */
  say(words: string, done?: number): void
}

export type Found = {
  tried: number
  /** One line each, with what repeats it where the seed of the run is not enough. None: it held. */
  violations: string[]
  figures?: Record<string, number | string>
}

export type Attack = {
  /** As for `--only`: lower case and hyphens. */
  name: string
  /** In a line, for the table. */
  about?: string
  run(wish: Wish): Promise<Found>
}
