// How far a long run is: a bar where somebody looks, a line now and then in a log.

export type Progress = { step(violations: number): void; end(): void }

const width = 40
const quietMs = 30_000

export const progressOf = (all: number): Progress => {
  const began = performance.now()
  let [done, told] = [0, began]
  const { stderr } = process
  const words = (violations: number) => {
    const left = Math.round(((performance.now() - began) / done) * (all - done)) / 1000
    return `${done} of ${all} seeds, ${violations} violations, ${Math.round(left)} s left`
  }
  return {
    step: violations => {
      done += 1
      if (stderr.isTTY) {
        const full = Math.round((done / all) * width)
        stderr.write(`\r[${'#'.repeat(full)}${' '.repeat(width - full)}] ${words(violations)}   `)
      } else if (performance.now() - told > quietMs) {
        told = performance.now()
        stderr.write(`${words(violations)}\n`)
      }
    },
    end: () => void (stderr.isTTY && stderr.write('\n')),
  }
}
