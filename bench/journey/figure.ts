// What somebody waits for on one machine: the start, a deploy, the switch.
import { join } from 'node:path'
import { localSettings } from '../../core/settings.ts'
import { deployed, startPanda } from '../../test/e2e/panda-process.ts'
import { withFolder } from '../bundled.ts'
import { type Figure, ms, type Row } from '../figure.ts'
import { median } from '../pairs.ts'
import { type Traced, traced } from './deploy.ts'
import { toReady } from './ready.ts'

const bars = { ready: 2_000, awaited: 0.7, green: 300 }

export const journey: Figure = {
  number: 9,
  name: 'start, deploy, switch',
  // By the clock and without a rival; a round is a whole journey.
  measure: ({ rounds = 5, told }) =>
    withFolder(async folder => {
      const [starts, traces]: [number[], Traced[]] = [[], []]
      for (let n = 0; n < rounds; n++) {
        starts.push(await toReady(join(folder, `start-${n}`)))
        told(n + 1, 2 * rounds)
      }
      // With the settings of `npm start`, and not the quick ones of the tests.
      const panda = await startPanda({ env: localSettings })
      try {
        const { deploymentId } = await deployed(panda, 'hello')
        const { url } = await panda.client.result(deploymentId)
        for (let n = 0; n < rounds; n++) {
          traces.push(await traced(panda, url!, `Release ${n}`))
          told(rounds + n + 1, 2 * rounds)
        }
      } finally {
        await panda.stop()
      }
      return rowsOf(starts, traces)
    }),
}

const rowsOf = (starts: number[], traces: Traced[]): Row[] => {
  const [ready, green] = [median(starts), median(traces.map(({ toGreen }) => toGreen))]
  const shares = traces.map(({ awaited, toReady: whole }) => awaited / whole)
  const ratio = { median: median(shares), least: Math.min(...shares), most: Math.max(...shares) }
  const whole = ms(median(traces.map(one => one.toReady)))
  const limit = ms(median(traces.map(one => one.awaited)))
  const deploy = 'deploy to DEPLOYMENT_READY; limit: git, the program’s start, health checks'
  return [
    within('`npm start` to ready', ready, bars.ready),
    { name: deploy, ours: whole, rival: '–', limit, ratio, bar: '≥ 70 % of it', pass: ratio.median >= bars.awaited },
    within('SWITCHING to the first answer of green', green, bars.green),
  ]
}

const within = (name: string, took: number, most: number): Row => {
  return { name, ours: ms(took), rival: '–', bar: `≤ ${most} ms`, pass: took <= most }
}
