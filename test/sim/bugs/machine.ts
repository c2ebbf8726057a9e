// Bugs of who goes on, and when it is over.
import type { Item } from '../../../core/ports.ts'
import { type Bug, isEvent, withPut } from './bug.ts'

const nextRow = (sk: string) => `e#${String(Number(sk.slice(2)) + 1).padStart(10, '0')}`

export const machine: Bug[] = [
  {
    name: 'a hint advances',
    breaks: ['switch', 'leftovers', 'unexpected', 'serving', 'lock'],
    seed: 1,
    plant: ({ ports: { executions } }) => {
      const { fail } = executions
      executions.fail = (token, error, cause) =>
        error === 'Look' ? executions.succeed(token) : fail(token, error, cause)
    },
  },
  {
    name: 'the token is not kept: nobody can be woken',
    breaks: ['ends'],
    seed: 6,
    plant: parts => withPut(parts, async (put, item, when) => item.sk === 'token' || put(item, when)),
  },
  {
    name: 'the token is saved long after the start',
    breaks: ['ends'],
    seed: 6,
    plant: parts =>
      withPut(parts, async (put, item, when) => {
        if (item.sk !== 'token') return put(item, when)
        parts.ports.clock
          .sleep(40_000)
          .then(() => put(item, when))
          .catch(() => {})
        return true
      }),
  },
  {
    name: 'the end is not written down',
    breaks: ['ends', 'slots', 'log'],
    seed: 3,
    plant: parts => withPut(parts, async (put, item, when) => item.code === 'FAILED' || put(item, when)),
  },
  {
    name: 'an end is written twice',
    breaks: ['finals'],
    seed: 1,
    plant: parts =>
      withPut(parts, async (put, item, when) => {
        const written = await put(item, when)
        if (written && item.code === 'CANCELLED')
          await put({ ...item, sk: nextRow(item.sk), seq: Number(item.seq) + 1 })
        return written
      }),
  },
  {
    name: 'a switch is written twice',
    breaks: ['log'],
    seed: 4,
    plant: parts =>
      withPut(parts, async (put, item, when) => {
        const written = await put(item, when)
        if (written && item.code === 'SWITCH_REQUESTED')
          await put({ ...item, sk: nextRow(item.sk), seq: Number(item.seq) + 1 }, 'absent')
        return written
      }),
  },
  {
    name: 'the stage goes down',
    breaks: ['log'],
    seed: 1,
    plant: parts =>
      withPut(parts, (put, item, when) =>
        put(item.code === 'STOPPING' ? { ...item, details: { ...(item.details as object), stage: 0 } } : item, when),
      ),
  },
  {
    name: 'each writes down its own time',
    breaks: ['log'],
    seed: 7,
    plant: parts =>
      withPut(parts, (put, item, when) =>
        put(isEvent(item) && when ? { ...item, timestamp: parts.ports.clock.now() } : item, when),
      ),
  },
  {
    name: 'the sweep finds nothing',
    breaks: ['ends', 'slots'],
    seed: 4,
    plant: ({ ports: { table } }) => {
      const { index } = table
      table.index = async (name, pk, range) => (name === 'live' ? { items: [] } : index(name, pk, range))
    },
  },
  {
    name: 'a deployment that has ended is not closed',
    breaks: ['slots', 'ends'],
    seed: 1,
    plant: parts =>
      withPut(parts, async (put, item, when) =>
        item.sk === 'summary' && item.livePk === undefined ? true : put(item, when),
      ),
  },
  {
    name: 'the sweep passes by what has ended',
    breaks: ['ends', 'slots'],
    seed: 172,
    plant: ({ ports: { table } }) => {
      const { index } = table
      const ended = ['COMPLETED', 'FAILED', 'CANCELLED']
      const isOver = ({ state }: Item) => ended.includes(String((state as { status?: string } | undefined)?.status))
      table.index = async (name, pk, range) => {
        const found = await index(name, pk, range)
        return name === 'live' ? { ...found, items: found.items.filter(row => !isOver(row)) } : found
      }
    },
  },
  {
    name: 'undoing does not wait for those who still work',
    breaks: ['leftovers', 'lock', 'serving'],
    seed: 953,
    plant: ({ ports: { table } }) => {
      const { get } = table
      table.get = async key => (key.sk === 'at-work' ? undefined : get(key))
    },
  },
]
