// What a function has to load: the sizes of the bundles, from esbuild's own account of them.
import type { Entry } from '../../lambdas/platform/needs.ts'
import { bundleAll, clientsIn, clientsOf, entries, localesIn } from '../../test/lambdas/bundles.ts'
import { withFolder } from '../bundled.ts'
import { type Figure, kilobytes, type Row } from '../figure.ts'

/** kB; what the others may have is in their test. */
const bars: [entry: Entry, most: number, aim?: string][] = [
  ['api', 450, '≤ 250 kB'],
  ['push', 340],
  ['step', 450],
]

export const size: Figure = {
  number: 2,
  name: 'bundle size',
  measure: ({ told }) =>
    withFolder(async folder => {
      const bundles = bundleAll(folder)
      told(1, 1)
      const strangers = entries.flatMap(entry => {
        const wanted = clientsOf(entry)
        const clients = [...clientsIn(bundles[entry])].filter(name => !wanted.has(name))
        const locales = localesIn(bundles[entry]).filter(name => name !== 'en')
        return [...clients, ...locales].map(name => `${name} in ${entry}`)
      })
      const rows = bars.map(([entry, most, aim]): Row => {
        const { bytes } = bundles[entry]
        const name = `bundle of ${entry}${entry === 'step' ? ', its main chunk' : ''}`
        return {
          name,
          ours: kilobytes(bytes),
          rival: '–',
          bar: `≤ ${most} kB`,
          ...(aim && { aim }),
          pass: bytes <= most * 1_000,
        }
      })
      const none = strangers.length === 0
      const name = 'languages of zod, and AWS clients, that an entry does not use'
      return [...rows, { name, ours: none ? '0' : strangers.join(', '), rival: '–', bar: '0', pass: none }]
    }),
}
