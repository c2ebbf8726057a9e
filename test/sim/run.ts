// `npm run sim -- --seeds 1000 [--seed 1] [--faults crash-before,event-lost] [--workers 2] [--json] [--markdown] [--trace]`
//
// Every seed is a story of its own: two tenants, their deployments, and what goes wrong on the way. Exit 1 if a promise breaks.
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { Coverage } from './coverage.ts'
import { type MishapKind, mishapKinds } from './mishaps.ts'
import { progressOf } from './progress.ts'
import { inJson, inMarkdown, inWords, type Ran } from './report.ts'
import { runSeed, type Told, type Wish } from './seed.ts'
import { runSeeds } from './seeds.ts'
import { shrink, wordsOf } from './shrink.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    faults: { type: 'string' },
    workers: { type: 'string', default: String(availableParallelism()) },
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

const wholeNumber = (name: 'seeds' | 'seed' | 'workers'): number => {
  const number = Number(values[name])
  if (!Number.isInteger(number) || number < 1) throw new Error(`--${name}: ${values[name]} is no whole number above 0`)
  return number
}

const main = async (): Promise<number> => {
  const faults = faultsOf(values.faults)
  const [first, count] = [wholeNumber('seed'), wholeNumber('seeds')]
  const ran: Ran = { coverage: new Coverage(), cpuSeconds: 0, broken: [] }
  const progress = progressOf(count)
  const began = process.cpuUsage()
  const given = { ...(faults && { faults }), trace: values.trace }
  for await (const told of runSeeds({ first, count, given, workers: values.trace ? 1 : wholeNumber('workers') })) {
    ran.coverage.add(told)
    if (told.trace) console.log(told.trace.join('\n'))
    if (told.broken) await tell({ ...given, seed: told.seed }, told, ran)
    progress.step(ran.broken.length)
  }
  progress.end()
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
  if (values['no-shrink'] || promise === 'same' || ran.broken.length > 3) return
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
