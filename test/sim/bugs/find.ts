// `node test/sim/bugs/find.ts [1000] [words of its name]`: the first seed that finds each planted bug, from 1 on. What it prints is what
// the bugs' `seed` says.
import { bugs } from './all.ts'
import { foundBy } from './found.ts'

const most = Number(process.argv[2] ?? 1000)
const only = process.argv[3] ?? ''
let missed = 0
for (const bug of bugs.filter(({ name }) => name.includes(only))) {
  const found = await foundBy({ ...bug, seed: 1 }, most)
  if (!found) missed += 1
  console.log(`${bug.name}: ${found ? wordsOf(found, bug.breaks) : `not within ${most}`}`)
}
process.exit(missed > 0 ? 1 : 0)

function wordsOf({ wish, told: { broken } }: NonNullable<Awaited<ReturnType<typeof foundBy>>>, breaks: string[]) {
  const expected = breaks.includes(broken.promise) ? '' : ' (not what it should)'
  return `${wish.seed} ${broken.promise}${expected}: ${broken.words.slice(0, 110)}`
}
