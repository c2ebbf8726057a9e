// Bugs of what comes after the end: a release that is taken back while blue is warm.
import { type Bug, withPut } from './bug.ts'

export const afterwards: Bug[] = [
  {
    name: 'what serves after a release was taken back is not written down',
    breaks: ['told'],
    seed: 3,
    plant: parts =>
      withPut(parts, async (put, item, when) => {
        if (!item.sk.startsWith('service#')) return put(item, when)
        const before = await parts.ports.table.get(item)
        const isFewer = Array.isArray(before?.releases) && before.releases.length > (item.releases as unknown[]).length
        return isFewer || put(item, when)
      }),
  },
  {
    name: 'an event about a release that is over leads nowhere',
    breaks: ['told'],
    seed: 53,
    plant: ({ ports: { table } }) => {
      const { get } = table
      table.get = async key => (key.pk.startsWith('watch#codedeploy/') ? undefined : get(key))
    },
  },
]
