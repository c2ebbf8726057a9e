// `npm run sim -- --seeds 1000 [--seed 1] [--faults crash-before,event-lost] [--json] [--trace] [--markdown]`
//
// Every seed is a story of its own: two tenants, their deployments, and what goes wrong on the way. Exit 1 if any promise breaks.
import { parseArgs } from 'node:util'
import { type MishapKind, mishapKinds } from './mishaps.ts'
import { runSeed } from './seed.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    faults: { type: 'string' },
    json: { type: 'boolean', default: false },
    trace: { type: 'boolean', default: false },
  },
})

const faultsOf = (text: string | undefined): MishapKind[] | undefined =>
  text?.split(',').flatMap(word => {
    const kind = mishapKinds.find(one => one === word)
    if (word !== '' && word !== 'none' && !kind)
      throw new Error(`--faults: ${word} is none of ${mishapKinds.join(', ')}`)
    return kind ?? []
  })

const faults = faultsOf(values.faults)
const [first, count] = [Number(values.seed), Number(values.seeds)]
let [steps, broken] = [0, 0]
const began = process.cpuUsage()
for (let seed = first; seed < first + count; seed++) {
  const told = await runSeed({ seed, faults, trace: values.trace })
  steps += told.steps
  if (told.trace) console.log(told.trace.join('\n'))
  if (!told.broken) continue
  broken += 1
  const { promise, step, at, words } = told.broken
  console.log(`seed ${seed} step ${step} ${at.slice(11, 19)} ${promise}: ${words}`)
}
const { user, system } = process.cpuUsage(began)
const seconds = (user + system) / 1e6
console.log(`${count} seeds, ${steps} steps, ${Math.round(steps / seconds)} a CPU second, ${broken} broken`)
process.exit(broken > 0 ? 1 : 0)
