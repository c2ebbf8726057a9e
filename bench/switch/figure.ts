// Traffic across a switch: through the load balancer of `npm start`, and through an nginx that reloads its upstream.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { withFolder } from '../bundled.ts'
import { type Figure, ms, type Row } from '../figure.ts'
import { interleaved, median, quantile, type Ratio } from '../pairs.ts'
import { load } from './load.ts'
import { type Front, isThere, nginx } from './nginx.ts'

const most = 1.5
const name = '200 requests/s across a switch'

export const switching: Figure = {
  number: 11,
  name: 'traffic across a switch',
  measure: ({ rounds = 15, told }) =>
    withFolder(async folder => {
      if (!isThere()) return [absent]
      const targets = fork(new URL('targets.ts', import.meta.url))
      try {
        const [ports] = (await once(targets, 'message')) as [number[]]
        const failed = { panda: 0, nginx: 0, plain: 0, direct: 0 }
        const through = (contender: keyof typeof failed, open: () => Promise<Front>) => async () => {
          const front = await open()
          try {
            const loaded = await load(front.port, front.switch)
            failed[contender] += loaded.failed
            if (contender !== 'direct' && !loaded.colors.has('green')) throw new Error(`${contender} did not switch`)
            return quantile(loaded.times, 0.99)
          } finally {
            front.stop()
          }
        }
        let n = 0
        const measured = await interleaved(
          {
            panda: through('panda', () => ours(new URL('balancer.ts', import.meta.url), ports)),
            plain: through('plain', () => ours(new URL('plain.ts', import.meta.url), ports)),
            nginx: through('nginx', () => nginx(join(folder, `nginx-${n++}`), ports)),
            direct: through('direct', async () => ({ port: ports[0]!, switch: async () => {}, stop: () => {} })),
          },
          rounds,
          told,
        )
        return rowsOf(measured, failed)
      } finally {
        targets.kill()
      }
    }),
}

const ours = async (program: URL, ports: readonly number[]): Promise<Front> => {
  const child = fork(program, ports.map(String))
  const [port] = (await once(child, 'message')) as [number]
  return { port, switch: async () => void child.send('switch'), stop: () => void child.kill() }
}

type Measured = Record<'panda' | 'nginx' | 'plain' | 'direct', number[]>

const rowsOf = (measured: Measured, failed: { panda: number; nginx: number }): Row[] => {
  // Two p99 that hardly differ: less than a twentieth of a millisecond is none.
  const added = (times: number[]) => times.map((time, n) => Math.max(0.05, time - measured.direct[n]!))
  const [panda, other, plain] = [added(measured.panda), added(measured.nginx), added(measured.plain)]
  const pairs = panda.map((time, n) => time / other[n]!)
  const ratio: Ratio = { median: median(pairs), least: Math.min(...pairs), most: Math.max(...pairs) }
  return [
    {
      name: `${name}: failed, against nginx`,
      ...{ ours: String(failed.panda), rival: String(failed.nginx), bar: '0', pass: failed.panda === 0 },
    },
    {
      name: `${name}: what p99 is above a direct one, against nginx`,
      ...{ ours: ms(median(panda)), rival: ms(median(other)), limit: ms(median(plain)), ratio },
      ...{ bar: `≤ ${most}×`, aim: '1.0' },
      pass: ratio.median <= most,
    },
  ]
}

const absent: Row = {
  ...{ name: `${name}, against nginx`, ours: '–', rival: 'no nginx here: apt-get install -y nginx-light' },
  ...{ bar: `≤ ${most}×`, pass: false },
}
