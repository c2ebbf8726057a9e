// Contenders in turns: each round runs every one once, in an order of its own, so that what slows the machine down for a while
// slows all of them. Compared is within a round only.
export type Ratio = { median: number; least: number; most: number }
export type Rounds<Name extends string> = Record<Name, number[]>

export const interleaved = async <Name extends string>(
  contenders: Record<Name, () => Promise<number>>,
  rounds: number,
  told: (done: number, all: number) => void = () => {},
): Promise<Rounds<Name>> => {
  const names = Object.keys(contenders) as Name[]
  const measured = Object.fromEntries(names.map(name => [name, [] as number[]])) as Rounds<Name>
  let done = 0
  for (let round = 0; round < rounds; round++) {
    for (const name of shuffled(names)) {
      measured[name].push(await contenders[name]())
      told(++done, rounds * names.length)
    }
  }
  return measured
}

/** Of the first to the second, pair by pair. */
export const ratioOf = (firsts: readonly number[], seconds: readonly number[]): Ratio => {
  const ratios = firsts.map((first, n) => first / seconds[n]!)
  return { median: median(ratios), least: Math.min(...ratios), most: Math.max(...ratios) }
}

export const median = (values: readonly number[]): number => quantile(values, 0.5)

export const quantile = (values: readonly number[], part: number): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const at = part * (sorted.length - 1)
  const [below, above] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!]
  return below + (above - below) * (at - Math.floor(at))
}

const shuffled = <T>(values: readonly T[]): T[] =>
  values
    .map(value => ({ value, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ value }) => value)
