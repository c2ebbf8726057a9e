// The first seed that finds a planted bug.
import { runSeed, type Told, type Wish } from '../seed.ts'
import type { Bug } from './bug.ts'

export type Found = { wish: Wish; told: Told & { broken: NonNullable<Told['broken']> } }

/** Where it was found before is tried first: a story changes with the product. */
export const foundBy = async ({ seed: first, plant }: Bug, most = 1_000): Promise<Found | undefined> => {
  for (let seed = first; seed < first + most; seed++) {
    const wish = { seed, plant }
    const told = await runSeed(wish)
    if (told.broken) return { wish, told: { ...told, broken: told.broken } }
  }
  return undefined
}
