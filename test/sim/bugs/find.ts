// `node test/sim/bugs/find.ts [1000]`: the first seed that finds each planted bug. What it prints is what the bugs' `seed` says.
import { runSeed } from '../seed.ts'
import { bugs } from './all.ts'

const most = Number(process.argv[2] ?? 1000)
const only = process.argv[3]
let missed = 0
for (const bug of bugs.slice(Number(process.argv[4] ?? 0))) {
  if (only && !bug.name.includes(only)) continue
  let found: string | undefined
  for (let seed = 1; seed <= most && !found; seed++) {
    const { broken } = await runSeed({ seed, plant: bug.plant })
    if (!broken) continue
    const expected = bug.breaks.includes(broken.promise)
    found = `${seed} ${broken.promise}${expected ? '' : ' (not what it should)'}: ${broken.words.slice(0, 110)}`
  }
  if (!found) missed += 1
  console.log(`${bug.name}: ${found ?? `not within ${most}`}`)
}
process.exit(missed > 0 ? 1 : 0)
