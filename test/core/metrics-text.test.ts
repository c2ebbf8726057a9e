// What Prometheus reads: one gauge a figure, labels escaped, nothing that was not measured, no tenant.
import { expect, it } from 'vitest'
import { reportOf } from '../../core/metrics-report.ts'
import { textOf } from '../../core/metrics-text.ts'
import { runs, window } from './metrics-history.ts'

const text = textOf(reportOf(runs, window))
const lines = text.split('\n')
const service = 'owner="panda",repo="hello",environment="default"'

it('ends each line, and says of each metric what it is before its first sample', () => {
  expect(text.endsWith('\n')).toBe(true)
  for (const line of lines.slice(0, -1))
    expect(line).toMatch(/^(# HELP \w+ .+|# TYPE \w+ gauge|\w+(\{(\w+="([^"\\\n]|\\.)*",?)+\})? [0-9.e+-]+)$/)
  const told = new Set<string>()
  for (const line of lines.slice(0, -1)) {
    const type = /^# TYPE (\w+) gauge$/.exec(line)?.[1]
    if (type) expect(told.has(type), `${type} is told twice`).toBe(false)
    if (type) told.add(type)
    if (!line.startsWith('#')) expect([...told].at(-1)).toBe(/^\w+/.exec(line)![0])
  }
})

it('has the figures of the history, of each service and environment', () => {
  // The same as in metrics.test.ts, where they are worked out.
  expect(lines).toContain(`panda_deployments_per_week{${service}} 2.1`)
  expect(lines).toContain(`panda_lead_time_seconds{${service},quantile="0.95"} ${81 * 60}`)
  expect(lines).toContain(`panda_change_failure_ratio{${service}} 0.6667`)
  expect(lines).toContain(`panda_success_ratio{${service}} 0.6`)
  expect(lines).toContain(`panda_deployments{${service},outcome="failed"} 2`)
  expect(lines).toContain(`panda_stage_seconds{${service},stage="SWITCH",quantile="0.95"} ${22 * 60}`)
  expect(lines).toContain(`panda_downtime_seconds{${service}} 90`)
  expect(lines).toContain('panda_target{figure="time_to_restore_seconds"} 1800')
  expect(lines).toContain('panda_window_days 10')
})

it('has no sample of what was not measured', () => {
  const failed = textOf(reportOf([runs[2]!], window))
  expect(failed).toContain('# TYPE panda_lead_time_seconds gauge')
  expect(failed).not.toMatch(/^panda_(lead_time|time_to_restore|rollback|downtime|pipeline)_seconds/m)
  expect(failed).not.toMatch(/null|NaN|undefined/)
})

it('escapes what stands in a label', () => {
  const strange = { ...runs[0]!, owner: 'a"b\\c\nd' }
  expect(textOf(reportOf([strange], window))).toContain('owner="a\\"b\\\\c\\nd",repo="hello"')
})
