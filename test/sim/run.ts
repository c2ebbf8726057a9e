// `npm run sim -- --seeds 1000 [--seed 1] [--faults crash-before,event-lost] [--json] [--markdown] [--trace]`
//
// Every seed is a story of its own: two tenants, their deployments, and what goes wrong on the way. Exit 1 if a promise breaks.
import { parseArgs } from 'node:util'
import { Coverage } from './coverage.ts'
import { type MishapKind, mishapKinds } from './mishaps.ts'
import { inJson, inMarkdown, inWords, type Ran } from './report.ts'
import { runSeed, type Told, type Wish } from './seed.ts'
import { shrink, wordsOf } from './shrink.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    faults: { type: 'string' },
    json: { type: 'boolean', default: false },
    markdown: { type: 'boolean', default: false },
    trace: { type: 'boolean', default: false },
    'no-shrink': { type: 'boolean', default: false },
  },
})

const faultsOf = (text: string | undefined): MishapKind[] | undefined =>
  text?.split(',').flatMap(word => {
    const kind = mishapKinds.find(one => one === word)
    if (word !== '' && word !== 'none' && !kind)
      throw new Error(`--faults: ${word} is none of ${mishapKinds.join(', ')}`)
    return kind ?? []
  })

const main = async (): Promise<number> => {
  const faults = faultsOf(values.faults)
  const first = Number(values.seed)
  const ran: Ran = { coverage: new Coverage(), cpuSeconds: 0, broken: [] }
  const began = process.cpuUsage()
  for (let seed = first; seed < first + Number(values.seeds); seed++) {
    const wish: Wish = { seed, ...(faults && { faults }), trace: values.trace }
    const told = await runSeed(wish)
    ran.coverage.add(told)
    if (told.trace) console.log(told.trace.join('\n'))
    if (told.broken) await tell(wish, told, ran)
  }
  const { user, system } = process.cpuUsage(began)
  ran.cpuSeconds = (user + system) / 1e6
  console.log(values.json ? inJson(ran) : values.markdown ? inMarkdown(ran) : inWords(ran))
  return ran.broken.length > 0 ? 1 : 0
}

/** Found trouble goes to standard error: what is asked for stays readable for programs. */
const tell = async (wish: Wish, told: Told, ran: Ran) => {
  const { promise, step, at, words } = told.broken!
  ran.broken.push({ seed: wish.seed, promise, words })
  console.error(`seed ${wish.seed}, step ${step}, ${at}: ${promise}: ${words}`)
  if (values['no-shrink'] || ran.broken.length > 3) return
  const short = await shrink({ ...wish, trace: false }, told)
  const { trace = [], broken } = await runSeed({ ...short.wish, trace: true })
  console.error(`  shortest found (${wordsOf(short.wish)}): step ${broken?.step}, ${broken?.words}`)
  console.error(
    trace
      .slice(-60)
      .map(line => `  ${line}`)
      .join('\n'),
  )
}

process.exit(await main())
