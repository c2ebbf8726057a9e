// `npm run load -- [--deployments 50] [--tenants 5] [--sockets 500] [--memory 1000] [--json] [--markdown]`
//
// The real Panda with many deployments at once, many sockets, and many deployments one after the other. Exit 1 if one does not
// end well, a socket misses an event, memory grows, or the event loop stands still.
import { parseArgs } from 'node:util'
import { atOnce } from './at-once.ts'
import { memoryOver } from './memory.ts'
import { Place } from './place.ts'
import { checksOf, inMarkdown, inWords, type Loaded } from './report.ts'
import { judge } from './stalls.ts'

const { values } = parseArgs({
  options: {
    deployments: { type: 'string', default: '50' },
    tenants: { type: 'string', default: '5' },
    sockets: { type: 'string', default: '500' },
    memory: { type: 'string', default: '1000' },
    json: { type: 'boolean', default: false },
    markdown: { type: 'boolean', default: false },
    /** The last line says how many checks held, for .ci/suites/crash. */
    totals: { type: 'boolean', default: false },
  },
})

const began = Date.now()
const say = (line: string) => console.error(`${String(Math.round((Date.now() - began) / 1000)).padStart(5)} s  ${line}`)

const main = async (): Promise<number> => {
  const wanted = {
    deployments: Number(values.deployments),
    tenants: Number(values.tenants),
    sockets: Number(values.sockets),
  }
  say(`${wanted.deployments} deployments of ${wanted.tenants} tenants at once, ${wanted.sockets} sockets`)
  const crowd = await Place.open()
  const many = await atOnce(crowd, wanted)
  const loops = await crowd.loops()
  await crowd.close()
  const most = Number(values.memory)
  say(`${most} deployments, a few at a time`)
  const place = await Place.open()
  const memory = await memoryOver(place, most, done => {
    if (done % Math.max(10, Math.round(most / 10)) === 0) say(`${done} of ${most}`)
  })
  await place.close()
  const result = { atOnce: many, memory, loop: { ...loops, judged: judge(loops.panda, loops.idle) } }
  const loaded: Loaded = { ...result, checks: checksOf(result) }
  console.log(values.json ? JSON.stringify(loaded, null, 2) : values.markdown ? inMarkdown(loaded) : inWords(loaded))
  const held = loaded.checks.filter(one => one.held).length
  const failed = loaded.checks.length - held
  if (values.totals) console.log(`${held} passed, ${failed} failed`)
  return failed > 0 ? 1 : 0
}

process.exit(await main())
