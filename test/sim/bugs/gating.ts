// Bugs of gates: what is asked for and not looked at, or looked at and taken for what it is not.
import { type Bug, next, withPut } from './bug.ts'

export const gating: Bug[] = [
  {
    name: 'gates have passed as soon as they are looked at',
    breaks: ['gates'],
    seed: 5,
    plant: parts =>
      withPut(parts, async (put, item, when) => {
        const written = await put(item, when)
        if (written && item.code === 'GATES_STARTED') await put(next(item, 'GATES_PASSED', {}), 'absent')
        return written
      }),
  },
  {
    name: 'a check that has failed is taken for one that has passed',
    breaks: ['gates'],
    seed: 15,
    plant: ({ ports: { github } }) => {
      const { checks } = github
      github.checks = async (...asked) => {
        const said = await checks(...asked)
        if (!said.ok) return said
        const passed = said.checks.map(one => (one.state === 'failed' ? { ...one, state: 'passed' as const } : one))
        return { ok: true, checks: passed }
      }
    },
  },
  {
    name: 'a waiver lets through for ever',
    breaks: ['gates'],
    seed: 18,
    plant: parts =>
      withPut(parts, (put, item, when) => {
        if (item.code !== 'QUEUED') return put(item, when)
        const hidden = JSON.stringify(item.private).replaceAll('2001-01-01', '2099-01-01')
        return put({ ...item, private: JSON.parse(hidden) }, when)
      }),
  },
  {
    name: 'an image that was not scanned is taken for one without findings',
    breaks: ['gates'],
    seed: 15,
    plant: ({ ports: { images } }) => {
      const { findings } = images
      images.findings = async (...asked) => {
        const found = await findings(...asked)
        const none = { counts: { critical: 0, high: 0, medium: 0, low: 0, other: 0 }, findings: [] }
        return found.state === 'unscanned' ? { state: 'scanned', ...none } : found
      }
    },
  },
]
