// Cold start: what it takes to load each function, against the least that uses DynamoDB.
import { join } from 'node:path'
import type { Entry } from '../../lambdas/platform/needs.ts'
import { bundleEntries } from '../../lib/bundle.ts'
import { entryNames } from '../../lib/entries.ts'
import { environment } from '../../test/lambdas/bundles.ts'
import { bundle, withFolder } from '../bundled.ts'
import { inChild } from '../child.ts'
import { type Figure, ms, type Row } from '../figure.ts'
import { interleaved, median, ratioOf } from '../pairs.ts'

type Bar = { most: number; aim?: string }

/** The others are shown. */
const bars: Partial<Record<Entry, Bar>> = { api: { most: 1.3, aim: '≤ 0.7' }, step: { most: 1.5 }, push: { most: 1.1 } }

const program = join(import.meta.dirname, 'import.mjs')

export const start: Figure = {
  number: 1,
  name: 'cold start',
  measure: ({ rounds = 25, told }) =>
    withFolder(async folder => {
      const folderOf = bundleEntries(entryNames, folder)
      // The SDK as it is. That the credentials of a function are in its environment is what ours know more: what that leaves of
      // the rival is the limit.
      const rival = bundle({ dynamodb: 'start/dynamodb.ts' }, folder, { alias: {} })('dynamodb')
      const least = bundle({ least: 'start/dynamodb.ts' }, folder)('least')
      const files = {
        ...{ dynamodb: rival, least },
        ...Object.fromEntries(entryNames.map(name => [name, join(folderOf(name), 'index.js')])),
      }
      const run = ([name, file]: [string, string]) =>
        [name, async () => (await inChild(program, [file], environment)) / 1_000] as const
      const measured = await interleaved(Object.fromEntries(Object.entries(files).map(run)), rounds, told)
      return entryNames.map((name): Row => {
        const ratio = ratioOf(measured[name]!, measured.dynamodb!)
        const { most = Number.POSITIVE_INFINITY, aim } = bars[name] ?? {}
        return {
          name: `cold start of ${name}, against client-dynamodb with one command`,
          ...{
            ours: ms(median(measured[name]!)),
            rival: ms(median(measured.dynamodb!)),
            limit: ms(median(measured.least!)),
          },
          ...{ ratio, bar: bars[name] ? `≤ ${most}` : '–', ...(aim && { aim }), pass: ratio.median <= most },
        }
      })
    }),
}
