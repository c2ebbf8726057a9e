// Requests a second of CPU through the chain of our API function, against what others build theirs with.
import { bundle, withFolder } from '../bundled.ts'
import { inChild } from '../child.ts'
import { type Figure, perSecond, type Row } from '../figure.ts'
import { interleaved, median, ratioOf } from '../pairs.ts'

const rivals = [
  { name: 'hono', called: 'hono', atLeast: 1.2, aim: '3×' },
  { name: 'powertools', called: 'Powertools’ event handler', atLeast: 1.2 },
  { name: 'express', called: 'express, serverless-http', atLeast: 2 },
  { name: 'fastify', called: 'fastify, its Lambda adapter', atLeast: 2 },
] as const
const names = ['panda', ...rivals.map(({ name }) => name)] as const

export const chain: Figure = {
  number: 3,
  name: 'warm validated requests per second of CPU',
  measure: ({ rounds = 15, told }) =>
    withFolder(async folder => {
      const program = bundle(Object.fromEntries(names.map(name => [name, `chain/${name}.ts`])), folder)
      const run = (name: string) => [name, () => inChild(program(name))] as const
      const measured = await interleaved(Object.fromEntries(names.map(run)), rounds, told)
      const ours = measured.panda!
      return rivals.map(({ name, called, atLeast, ...more }): Row => {
        const ratio = ratioOf(ours, measured[name]!)
        return {
          name: `warm validated request, against ${called}`,
          ...{ ours: perSecond(median(ours)), rival: perSecond(median(measured[name]!)), ratio },
          ...{ bar: `≥ ${atLeast}×`, pass: ratio.median >= atLeast, ...more },
        }
      })
    }),
}
