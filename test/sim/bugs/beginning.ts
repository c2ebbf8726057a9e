// Bugs of what begins by itself, and of what a repository says of its own protection.
import { begin } from '../../../app/begin.ts'
import type { DeploymentRequest } from '../../../core/state.ts'
import { type Bug, withPut } from './bug.ts'

export const beginning: Bug[] = [
  {
    name: 'a schedule that was taken away goes on',
    breaks: ['schedule', 'ends'],
    seed: 39,
    plant: ({ ports: { table, schedules } }) => {
      const { get } = table
      const kept = new Map<string, object>()
      schedules.remove = async () => {}
      table.get = async key => {
        const item = await get(key)
        if (!key.sk.startsWith('env#') || !item) return item
        const set = item.set as { schedule?: object }
        if (set.schedule) kept.set(key.pk, set.schedule)
        return kept.has(key.pk) ? { ...item, set: { ...set, schedule: kept.get(key.pk) } } : item
      }
    },
  },
  {
    name: 'whatever is told twice begins twice',
    breaks: ['schedule'],
    seed: 9,
    plant: ({ ports, region, settings }) => {
      const begins = begin({ ports, settings, log: () => {}, locale: 'en' })
      let n = 0
      region.register('panda-begin', async event => {
        const { detail, ...rest } = event as { detail: { due?: string } }
        n += 1
        await begins({ ...rest, detail: { ...detail, ...(detail.due && { due: `${detail.due} ${n}` }) } })
      })
    },
  },
  {
    name: 'panda.yml wins over what is set',
    breaks: ['protection', 'review'],
    seed: 1,
    plant: parts =>
      withPut(parts, (put, item, when) => {
        if (item.code !== 'QUEUED') return put(item, when)
        const { request } = item.private as { request: DeploymentRequest }
        const approvals = request.approvals && { ...request.approvals, reviewers: 0 }
        return put({ ...item, private: { request: { ...request, approvals } } }, when)
      }),
  },
  {
    name: 'a panda.yml that cannot be read passes for none',
    breaks: ['protection'],
    seed: 51,
    plant: ({ ports: { github } }) => {
      const { file } = github
      github.file = async (...asked) => {
        const said = await file(...asked)
        return said.ok && said.text?.includes('approvals: yes') ? { ok: true, text: null } : said
      }
    },
  },
]
