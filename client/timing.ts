// Time and chance for what waits: the wall's, or a test's.

export type Timing = {
  /** Answers how to cancel. */
  after(ms: number, run: () => void): () => void
  /** 0 to 1 */
  random(): number
}

export const wallTiming: Timing = {
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
  random: () => Math.random(),
}

/** The pause before attempt 1, 2, 3 …: 0.25–0.5 s, doubling up to 7.5–15 s; by chance, so that a crowd comes back spread out. */
export const pauseBefore = (attempt: number, timing: Timing) => {
  const high = Math.min(15_000, 500 * 2 ** Math.min(attempt - 1, 10))
  const low = high / 2
  return low + timing.random() * (high - low)
}
