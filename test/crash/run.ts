// `npm run crash -- [--every 5] [--seed 3] [--lanes 2] [--only 'cancel'] [--call 'table put'] [--json] [--markdown]`
//
// Panda is killed with SIGKILL before and after every call of a deployment that changes something, started again on the same
// data folder, and has to keep what it promises. Exit 1 if it does not.
import { parseArgs } from 'node:util'
import { onSmallDisk } from './disk.ts'
import type { Verdict } from './kill.ts'
import { brokenIn, type Crashed, faultLines, inJson, inMarkdown, inWords, isBroken } from './report.ts'
import { sweep } from './sweep.ts'

const { values } = parseArgs({
  options: {
    every: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(Math.floor(Date.now() / 1000) % 1000) },
    lanes: { type: 'string', default: '3' },
    only: { type: 'string' },
    call: { type: 'string' },
    json: { type: 'boolean', default: false },
    markdown: { type: 'boolean', default: false },
    /** The last line says how many passed and failed, for .ci/suites/crash. */
    totals: { type: 'boolean', default: false },
  },
})

const began = Date.now()
const barWidth = 30

/** On standard error: what is asked for stays readable for programs. Where nobody looks, a line now and then. */
const told = (done: number, all: number, verdict: Verdict | undefined) => {
  if (verdict && isBroken(verdict)) console.error(`\n${faultLines(verdict).join('\n')}`)
  const filled = Math.round((done / Math.max(1, all)) * barWidth)
  const bar = `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)}`
  const line = `${bar} ${done}/${all} killed  ${Math.round((Date.now() - began) / 1000)} s`
  if (process.stderr.isTTY) process.stderr.write(`\r${line}`)
  else if (done % Math.max(1, Math.ceil(all / 10)) === 0) console.error(line)
}

const main = async (): Promise<number> => {
  const [every, seed, lanes] = [Number(values.every), Number(values.seed), Number(values.lanes)]
  const only = values.only?.split(',').map(name => name.trim())
  console.error(`Every ${every === 1 ? '' : `${every}. `}spot, seed ${seed}, ${lanes} lanes`)
  const wishes = { every, seed, lanes, told, ...(only && { only }), ...(values.call && { call: values.call }) }
  // Most of the time on the small disk is waiting.
  const [disk, swept] = await Promise.all([!only || only.includes('disk') ? onSmallDisk() : [], sweep(wishes)])
  if (!disk) console.error('Nothing may be mounted here: a full disk and a read-only one are not tried')
  if (process.stderr.isTTY) process.stderr.write('\n')
  const crashed: Crashed = { ...swept, disk: disk ?? [], seconds: Math.round((Date.now() - began) / 1000) }
  console.log(values.json ? inJson(crashed) : values.markdown ? inMarkdown(crashed) : inWords(crashed))
  const failed = brokenIn(crashed)
  const reached = swept.verdicts.filter(({ outcome }) => outcome !== 'not reached').length
  if (values.totals) console.log(`${reached + crashed.disk.length - failed} passed, ${failed} failed`)
  return failed > 0 ? 1 : 0
}

const code = await main()
// Hundreds of lines do not fit into a pipe at once: the last of them are the totals.
process.stdout.write('', () => process.exit(code))
