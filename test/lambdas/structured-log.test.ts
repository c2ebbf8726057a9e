// What CloudWatch reads: a line of JSON for each, metrics in the form that it takes out of them.
import { afterEach, expect, test, vi } from 'vitest'
import { structuredLog } from '../../lambdas/platform/structured-log.ts'

const lines: string[] = []
const log = structuredLog('panda-api', line => void lines.push(line))
const last = () => JSON.parse(lines.at(-1)!) as Record<string, unknown>
afterEach(() => {
  vi.unstubAllEnvs()
  lines.length = 0
})

test('what was done is one line, with its facts beside it', () => {
  log.line({ outcome: 'done', requestId: 'r-1', status: 200, tenant: undefined })
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatch(/^[^\n]+\n$/)
  expect(last()).toEqual({
    ...{ level: 'INFO', message: 'done', service: 'panda-api', timestamp: expect.stringMatching(/^\d{4}-.*Z$/) },
    ...{ outcome: 'done', requestId: 'r-1', status: 200 },
  })
})

test('a fault has its words and its stack in one line', () => {
  log.fault({ name: 'Gone', message: 'It is\nnot there', stack: 'Gone: It is\n  at x' }, { reference: 'abc' })
  expect(lines).toHaveLength(1)
  expect(last()).toMatchObject({
    ...{ level: 'ERROR', message: 'It is\nnot there', reference: 'abc' },
    fault: { name: 'Gone', stack: 'Gone: It is\n  at x' },
  })
})

test('the trace of this very call is named', () => {
  vi.stubEnv('_X_AMZN_TRACE_ID', 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1')
  log.line({ outcome: 'done' })
  expect(last()).toMatchObject({ xray_trace_id: '1-5759e988-bd862e3fe1be46a994272793' })
})

test('a metric is counted once, under the function’s name', () => {
  log.count('Faults')
  expect(last()).toEqual({
    _aws: {
      Timestamp: expect.any(Number),
      CloudWatchMetrics: [
        { Namespace: 'Panda', Dimensions: [['service']], Metrics: [{ Name: 'Faults', Unit: 'Count' }] },
      ],
    },
    service: 'panda-api',
    Faults: 1,
  })
})
