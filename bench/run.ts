// `npm run bench -- [--only 3,hono] [--rounds 5] [--json] [--markdown]`: Panda beside what people use instead, in one run. Exit 1
// below a bar. With --markdown the table of all figures goes into docs/performance.md.
import { parseArgs } from 'node:util'
import type { Figure } from './figure.ts'
import { figures } from './figures.ts'
import { writePage } from './page.ts'
import { inMarkdown, inWords, type Line } from './report.ts'

const { values } = parseArgs({
  options: {
    /** Numbers, or parts of names. */
    only: { type: 'string' },
    rounds: { type: 'string' },
    json: { type: 'boolean', default: false },
    markdown: { type: 'boolean', default: false },
    /** The last line says how many passed and failed, for .ci/suites/bench. */
    totals: { type: 'boolean', default: false },
  },
})

const wanted = values.only?.split(',').map(word => word.trim().toLowerCase())
const isWanted = ({ number, name }: Figure) =>
  !wanted || wanted.some(word => word === String(number) || (Number.isNaN(Number(word)) && name.includes(word)))

const main = async (): Promise<number> => {
  const chosen = figures.filter(isWanted)
  if (chosen.length === 0)
    throw new Error(`No figure is called ${values.only}: ${figures.map(({ name }) => name).join(', ')}`)
  const lines: Line[] = []
  for (const { number, name, measure } of chosen) {
    const rounds = values.rounds === undefined ? undefined : Number(values.rounds)
    const rows = await measure({ rounds, told: progress(`${number} ${name}`), write: values.markdown })
    lines.push(...rows.map(row => ({ figure: number, ...row })))
  }
  if (process.stderr.isTTY) process.stderr.write('\n')
  console.log(values.json ? JSON.stringify(lines, null, 2) : values.markdown ? inMarkdown(lines) : inWords(lines))
  if (values.markdown && !wanted) writePage(lines)
  const missed = lines.filter(({ pass }) => !pass).length
  if (values.totals) console.log(`${lines.length - missed} passed, ${missed} failed`)
  return missed > 0 ? 1 : 0
}

const barWidth = 30

/** On standard error: what is asked for stays readable for programs. Where nobody looks, a line now and then. */
const progress = (title: string) => (done: number, all: number) => {
  const filled = Math.round((done / Math.max(1, all)) * barWidth)
  const line = `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)} ${done}/${all}  ${title}`
  if (process.stderr.isTTY) process.stderr.write(`\r${line.padEnd(80)}`)
  else if (done % Math.max(1, Math.ceil(all / 5)) === 0) console.error(line)
}

process.exit(await main())
