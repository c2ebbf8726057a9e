// From a seed that breaks a promise to the shortest story found that still breaks the same one: without this or that mishap,
// without this or that deployment, with nobody listening.
import { runSeed, type Told, type Wish } from './seed.ts'

export type Shrunk = { wish: Wish; told: Told; tries: number }

const usualTries = 60

export const shrink = async (wish: Wish, first: Told, mostTries = usualTries): Promise<Shrunk> => {
  let best: Shrunk = { wish, told: first, tries: 0 }
  let tries = 0
  const attempt = async (change: Partial<Wish>): Promise<boolean> => {
    if (tries >= mostTries) return false
    tries += 1
    const tried = { ...best.wish, ...change }
    const told = await runSeed(tried)
    if (told.broken?.promise !== first.broken?.promise || told.steps > best.told.steps) return false
    best = { wish: tried, told, tries }
    return true
  }
  await attempt({ listeners: 0 })
  for (const n of [3, 2, 1, 0]) await attempt({ dropped: new Set([...(best.wish.dropped ?? []), n]) })
  // Halves of the mishaps first, then quarters, then fewer.
  for (let size = Math.ceil(best.told.numbered / 2); size >= 1; size = Math.floor(size / 2))
    for (let from = 0; from < best.told.numbered; from += size) {
      const more = Array.from({ length: size }, (_, n) => from + n)
      if (more.some(n => !best.wish.spared?.has(n)))
        await attempt({ spared: new Set([...(best.wish.spared ?? []), ...more]) })
    }
  return { ...best, tries }
}

export const wordsOf = ({ spared, dropped, listeners }: Wish): string =>
  [
    spared && `${spared.size} mishaps spared`,
    dropped && `without deployments ${[...dropped].join(', ')}`,
    listeners === 0 && 'nobody listens',
  ]
    .filter(Boolean)
    .join('; ')
