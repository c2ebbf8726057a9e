import { runSeed } from './seed.ts'

const [from, count] = [Number(process.argv[2] ?? 1), Number(process.argv[3] ?? 1)]
const t0 = performance.now()
let steps = 0
for (let seed = from; seed < from + count; seed++) {
  const told = await runSeed({ seed, trace: process.argv[4] === 'trace' })
  steps += told.steps
  console.log(
    seed,
    told.steps,
    told.hash.toString(16),
    told.virtualMinutes,
    JSON.stringify(told.deployments),
    told.broken ?? '',
  )
  if (told.trace) console.log(told.trace.join('\n'))
}
const s = (performance.now() - t0) / 1000
console.log(steps, 'steps', s.toFixed(1), 's', Math.round(steps / s), '/s')
process.exit()
