// Bugs of what is written and read.
import { atWork } from '../globals.ts'
import { type Bug, isEvent, withPut } from './bug.ts'

export const storing: Bug[] = [
  {
    name: 'an append has no condition',
    breaks: ['log', 'finals'],
    seed: 5,
    plant: parts => withPut(parts, (put, item, when) => put(item, isEvent(item) ? undefined : when)),
  },
  {
    name: 'the first row has no condition: the same key begins twice',
    breaks: ['log'],
    seed: 8,
    plant: parts => withPut(parts, (put, item, when) => put(item, item.sk === 'e#0000000001' ? undefined : when)),
  },
  {
    name: 'a row is said to be written, and is not',
    breaks: ['log'],
    seed: 1,
    plant: parts => withPut(parts, async (put, item, when) => item.code === 'DOCKERFILE_FOUND' || put(item, when)),
  },
  {
    name: 'a lock takes as many as come',
    breaks: ['lock'],
    seed: 1,
    plant: ({ ports: { table } }) => {
      const { change } = table
      table.change = (key, { room, ...rest }) =>
        change(key, key.sk === 'lock' ? rest : { ...rest, ...(room && { room }) })
    },
  },
  {
    name: 'a lock is not given back',
    breaks: ['slots', 'lock'],
    seed: 1,
    plant: ({ ports: { table } }) => {
      const { change } = table
      table.change = (key, asked) => change(key, key.sk === 'lock' && asked.remove?.holders ? {} : asked)
    },
  },
  {
    name: 'a slot is not given back',
    breaks: ['slots'],
    seed: 1,
    plant: ({ ports: { table } }) => {
      const { change } = table
      table.change = (key, asked) => change(key, key.sk === 'slots' && asked.remove?.accepted ? {} : asked)
    },
  },
  {
    name: 'the lock is given back while the deployment is still being undone',
    breaks: ['lock'],
    seed: 5,
    plant: parts => {
      const { table } = parts.ports
      const locks = new Map<string, { key: { pk: string; sk: string }; member: string }>()
      const { change } = table
      table.change = (key, asked) => {
        const member = asked.add?.holders
        if (key.sk === 'lock' && member) locks.set(member.split(' ')[1]!, { key, member })
        return change(key, asked)
      }
      withPut(parts, async (put, item, when) => {
        const held = item.code === 'STOPPING' ? locks.get(item.pk) : undefined
        if (held) await change(held.key, { remove: { holders: held.member } })
        return put(item, when)
      })
    },
  },
  {
    name: 'an older summary overwrites a newer one',
    breaks: ['log', 'slots'],
    seed: 93,
    plant: parts => withPut(parts, (put, item, when) => put(item, item.sk === 'summary' ? undefined : when)),
  },
  {
    name: 'what serves is not kept',
    breaks: ['told', 'log'],
    seed: 1,
    plant: parts => withPut(parts, async (put, item, when) => item.sk.startsWith('service#') || put(item, when)),
  },
  {
    name: 'a cursor is off by one',
    breaks: ['history', 'log', 'ends', 'unexpected'],
    seed: 3,
    plant: ({ ports: { table } }) => {
      const { query } = table
      const next = (sk: string) => `e#${String(Number(sk.slice(2)) + 1).padStart(10, '0')}`
      table.query = (pk, range) =>
        query(pk, range?.after && range.prefix === 'e#' ? { ...range, after: next(range.after) } : range)
    },
  },
  {
    name: 'secrets are kept as they are',
    breaks: ['secrets'],
    seed: 1,
    plant: ({ ports }) => {
      ports.vault = { seal: async (_, text) => text, open: async (_, text) => text }
    },
  },
  {
    name: "another tenant's deployment passes for one's own",
    breaks: ['tenant'],
    seed: 1,
    plant: ({ ports: { table } }) => {
      const { query } = table
      table.query = async (pk, range) => {
        const rows = await query(pk, range)
        const tenant = atWork.getStore()?.process.about.tenant
        return rows.map(row => {
          const request = (row.private as { request?: object } | undefined)?.request
          return tenant && request ? { ...row, private: { request: { ...request, tenant } } } : row
        })
      }
    },
  },
  {
    name: "a place is taken among another tenant's",
    breaks: ['tenant'],
    seed: 1,
    plant: ({ ports: { table } }) => {
      const { change } = table
      table.change = (key, asked) =>
        change(key.sk === 'slots' && asked.add?.accepted ? { ...key, pk: 'tenant#tenant-0' } : key, asked)
    },
  },
]
