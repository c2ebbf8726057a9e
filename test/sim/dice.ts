// Chance that a seed decides: mulberry32, whose numbers are the same on every machine.

export type Dice = {
  /** From 0 up to, not including, 1. */
  next(): number
  /** 0 up to, not including, `below`. */
  int(below: number): number
  chance(probability: number): boolean
  pick<T>(from: readonly T[]): T
  /** `bytes` bytes as lower-case hex. */
  hex(bytes: number): string
}

const dice = (seed: number): Dice => {
  let state = seed >>> 0
  const word = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return (t ^ (t >>> 14)) >>> 0
  }
  // What small seeds give at first is much alike.
  word()
  word()
  const next = () => word() / 2 ** 32
  const int = (below: number) => Math.floor(next() * below)
  return {
    next,
    int,
    chance: probability => next() < probability,
    pick: from => from[int(from.length)]!,
    hex: bytes => {
      let text = ''
      while (text.length < bytes * 2) text += word().toString(16).padStart(8, '0')
      return text.slice(0, bytes * 2)
    },
  }
}

/** Another row of numbers for the same seed: what is drawn here changes nothing there. */
export const diceFor = (seed: number, what: string): Dice => {
  let hash = 0x811c9dc5 ^ seed
  for (let at = 0; at < what.length; at++) hash = Math.imul(hash ^ what.charCodeAt(at), 0x01000193)
  return dice((hash ^ Math.imul(seed, 0x9e3779b1)) >>> 0)
}
