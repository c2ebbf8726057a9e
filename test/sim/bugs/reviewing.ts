// Bugs of reviews: what is written past those who decide.
import { type Bug, isEvent, next, withPut } from './bug.ts'

export const reviewing: Bug[] = [
  {
    name: 'the author’s own yes gets into the log',
    breaks: ['review'],
    seed: 2,
    plant: parts => {
      const authors = new Map<string, string>()
      withPut(parts, async (put, item, when) => {
        const written = await put(item, when)
        if (written && item.code === 'QUEUED') authors.set(item.pk, (item.details as { by: string }).by)
        if (written && item.code === 'AWAITING_APPROVAL')
          await put(next(item, 'APPROVED', { by: authors.get(item.pk) }), 'absent')
        return written
      })
    },
  },
  {
    name: 'it is granted as soon as somebody is asked',
    breaks: ['review'],
    seed: 2,
    plant: parts =>
      withPut(parts, async (put, item, when) => {
        const written = await put(item, when)
        if (written && item.code === 'AWAITING_APPROVAL')
          await put(next(item, 'APPROVAL_GRANTED', { approvals: [], skippedBy: null }), 'absent')
        return written
      }),
  },
  {
    name: 'a no is taken for a yes',
    breaks: ['review'],
    seed: 666,
    plant: parts =>
      withPut(parts, (put, item, when) => {
        const isNo = isEvent(item) && (item.details as { errorCode?: string }).errorCode === 'APPROVAL_REJECTED'
        if (!isNo || item.code !== 'STOPPING') return put(item, when)
        const { stage } = item.details as { stage: number }
        return put({ ...item, code: 'APPROVAL_GRANTED', details: { stage, approvals: [], skippedBy: null } }, when)
      }),
  },
  {
    name: 'what only takes promotions takes anything',
    breaks: ['review'],
    seed: 16,
    plant: ({ ports: { table } }) => {
      const { get } = table
      table.get = async key => {
        const item = await get(key)
        return key.sk.startsWith('env#') && item ? { ...item, set: {} } : item
      }
    },
  },
]
