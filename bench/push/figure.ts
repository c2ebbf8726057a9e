// One message to 300 sockets through a gateway that takes 10 ms for each.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { bundle, withFolder } from '../bundled.ts'
import { inChild } from '../child.ts'
import { type Figure, perSecond } from '../figure.ts'
import { interleaved, median, ratioOf } from '../pairs.ts'
import { ratioWords } from '../report.ts'

const atLeast = 3
const ofLimit = 0.75
const own = { AWS_ACCESS_KEY_ID: 'AKIATEST', AWS_SECRET_ACCESS_KEY: 'secret', AWS_REGION: 'us-east-1' }

export const push: Figure = {
  number: 6,
  name: 'push to 300 sockets',
  measure: ({ rounds = 15, told }) =>
    withFolder(async folder => {
      const names = ['panda', 'plain', 'raw'] as const
      const program = bundle(Object.fromEntries(names.map(name => [name, `push/${name}.ts`])), folder)
      const gateway = fork(new URL('gateway.ts', import.meta.url))
      try {
        const [port] = (await once(gateway, 'message')) as [number]
        const run = (name: string) => () => inChild(program(name), [`http://127.0.0.1:${port}`], own)
        const contenders = { panda: run('panda'), plain: run('plain'), raw: run('raw') }
        const { panda, plain, raw } = await interleaved(contenders, rounds, told)
        const ratio = ratioOf(panda, plain)
        return [
          {
            name: 'posts to 300 sockets, gateway 10 ms, against PostToConnection used plainly',
            ...{
              ours: perSecond(median(panda)),
              rival: perSecond(median(plain)),
              limit: perSecond(median(raw)),
              ratio,
            },
            ...{ bar: `≥ ${atLeast}×`, pass: ratio.median >= atLeast },
            aim: `${ofLimit} of the limit; is ${ratioWords(ratioOf(panda, raw))}`,
          },
        ]
      } finally {
        gateway.kill()
      }
    }),
}
