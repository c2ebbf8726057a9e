// panda metrics: what is drawn of a report, and what is asked for.
import pc from 'picocolors'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { metricsLines } from '../../cli/screen/metrics.ts'
import { widthOf } from '../../cli/screen/width.ts'
import { sayer } from '../../cli/words.ts'
import { reportOf } from '../../core/metrics-report.ts'
import { runs, window } from '../core/metrics-history.ts'
import { fakeServer, good } from './fake-server.ts'
import { type Cli, objects, pandaCli } from './panda-cli.ts'

const report = reportOf(runs, window)
const other = runs.map(run => ({ ...run, environment: 'prod', place: `${run.place} prod` }))
const two = reportOf([...runs, ...other], window)
const colors = pc.createColors(false)

describe('the table', () => {
  const lines = metricsLines(report, { width: undefined, say: sayer('en'), colors })

  it('has each figure with its target and verdict', () => {
    expect(lines[0]).toBe('The last 10 days: 7 deployments')
    expect(lines[1]).toBe('3 completed, 2 failed, 1 cancelled, 1 under way; 1 of them rollbacks')
    const row = (name: string) => lines.find(line => line.startsWith(name))?.replace(/ {2,}/g, ' | ')
    expect(row('Deployments a week')).toBe('Deployments a week | 2.1 | at least 2 | ✓ met | 3')
    expect(row('Lead time')).toBe('Lead time | 51m 0s | 1h 21m | – | – | 2')
    expect(row('Change failure rate')).toBe('Change failure rate | 66.7% | – | – | 3')
    expect(row('Success rate')).toBe('Success rate | 60% | at least 95% | ✗ missed | 5')
    expect(row('Rollback')).toBe('Rollback | 1m 0s | 15m 0s | at most 10m 0s | ✗ missed | 2')
    expect(row('Downtime')).toBe('Downtime | 1m 30s | at most 0.0s | ✗ missed | 4')
  })

  it('has a bar for each stage, as long as it usually takes, and on to its p95', () => {
    // The longest is the switch with a p95 of 22 min: 40 columns. Its p50 of 2 min: 40 × 2 / 22 = 4.
    expect(lines.find(line => line.startsWith('Switch'))).toContain(`${'━'.repeat(4)}${'─'.repeat(36)}`)
  })

  it('counts in days what is days old', () => {
    const old = { ...runs[0]!, committedAt: '2026-11-17T08:00:00.000Z' }
    // Served at 10:21 three days later.
    const drawn = metricsLines(reportOf([old], window), { width: undefined, say: sayer('en'), colors })
    expect(drawn.find(line => line.startsWith('Lead time'))).toMatch(/ 3d 2h +3d 2h /)
  })

  it('says nothing of what was not measured', () => {
    const failed = metricsLines(reportOf([runs[2]!], window), { width: undefined, say: sayer('en'), colors }).join('\n')
    expect(failed).toMatch(/^Lead time +– +– +– +– +0$/m)
    expect(failed).not.toMatch(/NaN|null|Stages/)
  })

  it('has a line for each service and environment, where there are more than one', () => {
    expect(lines.join('\n')).not.toContain('REPOSITORY')
    const text = metricsLines(two, { width: undefined, say: sayer('en'), colors }).join('\n')
    expect(text).toMatch(/^panda\/hello +prod +2.1 +51m 0s +66.7% +1m 30s +60%$/m)
  })

  it.each([60, 80, 120])('fits %i columns, in Korean', width => {
    const drawn = metricsLines({ ...two, cut: false }, { width, say: sayer('ko'), colors })
    for (const line of drawn) expect(widthOf(line), line).toBeLessThanOrEqual(width)
  })
})

describe('panda metrics', () => {
  let server: Awaited<ReturnType<typeof fakeServer>>
  let cli: Cli
  beforeAll(async () => {
    server = await fakeServer(line => (line === 'GET /api/v1/metrics' ? good(report) : undefined))
    cli = await pandaCli(server.address)
  })
  afterAll(async () => {
    await server?.close()
    await cli?.remove()
  })

  it('shows the figures, or answers them as JSON', async () => {
    const shown = await cli.run(['metrics', '--days', '10', '--repo', 'panda/hello'])
    expect(shown).toMatchObject({ code: 0, err: '' })
    expect(shown.out).toContain('Deployments a week')
    expect(objects((await cli.run(['metrics', '--json'])).out)).toEqual([report])
  })

  it('refuses days that are none before it asks', async () => {
    const asked = server.seen.length
    for (const days of ['0', '91', 'all']) {
      const { code, err } = await cli.run(['metrics', '--days', days])
      expect(code).toBe(2)
      expect(err).toContain('Days are a number from 1 to 90')
    }
    expect(server.seen.length).toBe(asked)
  })
})
