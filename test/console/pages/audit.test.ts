// The page's questions to the audit log, and its file.
import { describe, expect, it } from 'vitest'
import type { AuditEntry, AuditFilter } from '../../../client/types.ts'
import { collected } from '../../../console/audit/export.ts'
import { askedOf, firstFilter } from '../../../console/audit/filter.ts'

describe('the filter', () => {
  const now = Date.parse('2026-11-20T10:00:00Z')

  it('asks for the last week at first', () => {
    expect(askedOf(firstFilter, now)).toEqual({ from: '2026-11-13T10:00:00.000Z' })
  })

  it('asks for what is filled in, without blanks around it', () => {
    expect(askedOf({ period: 'all', by: ' kim ', operation: 'deploy' }, now)).toEqual({
      by: 'kim',
      operation: 'deploy',
    })
  })
})

describe('what is collected', () => {
  const server = (rows: number) => {
    const asked: AuditFilter[] = []
    const audit = async (filter: AuditFilter = {}) => {
      asked.push(filter)
      const start = Number(filter.cursor ?? 0)
      const end = Math.min(rows, start + (filter.limit ?? 0))
      const entries = Array.from({ length: end - start }, (_, n) => ({ id: `au_${start + n}` }) as AuditEntry)
      return { entries, ...(end < rows && { cursor: String(end) }) }
    }
    return { panda: { audit }, asked }
  }

  it('page after page, each row once', async () => {
    const { panda, asked } = server(2_500)
    const { entries, more } = await collected(panda, { by: 'kim' })
    expect([new Set(entries.map(({ id }) => id)).size, more]).toEqual([2_500, false])
    expect(asked.map(({ by, limit }) => [by, limit])).toEqual([
      ['kim', 1_000],
      ['kim', 1_000],
      ['kim', 1_000],
    ])
  })

  it('has an end, and says that there is more', async () => {
    const { panda, asked } = server(50_000)
    expect((await collected(panda, {})).more).toBe(true)
    expect(asked).toHaveLength(10)
    expect((await collected(panda, {}, 30)).entries).toHaveLength(30)
  })
})
