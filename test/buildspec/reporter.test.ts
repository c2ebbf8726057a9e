import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Report } from '../../buildspec/host.ts'
import { redactor } from '../../buildspec/redactor.ts'
import { Reporter } from '../../buildspec/reporter.ts'

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }))
afterEach(() => void vi.useRealTimers())

type Sent = Report & { at: number }

const recording = (refuses: (report: Report, attempt: number) => boolean = () => false) => {
  const sent: Sent[] = []
  let attempts = 0
  const stop = new AbortController()
  const reporter = new Reporter({
    deploymentId: 'dep_1',
    now: () => Date.now(),
    redact: redactor(['ghp_canary']),
    signal: stop.signal,
    send: async report => {
      if (refuses(report, ++attempts)) throw new Error('not now')
      sent.push(structuredClone({ ...report, at: Date.now() - 1_000_000 }))
    },
  })
  return { reporter, sent, stop, attempts: () => attempts }
}

const codes = ({ milestones }: Report) => milestones.map(({ code }) => code).join(' ')

test('each report lists all milestones so far, and goes out at once', async () => {
  const { reporter, sent } = recording()
  reporter.milestone('CLONED', { path: '/p' })
  await vi.advanceTimersByTimeAsync(0)
  reporter.milestone('DOCKERFILE_SEARCHING')
  await vi.advanceTimersByTimeAsync(0)
  expect(sent.map(report => [report.n, report.at, codes(report)])).toEqual([
    [1, 0, 'CLONED'],
    [2, 0, 'CLONED DOCKERFILE_SEARCHING'],
  ])
  expect(sent[0]?.milestones[0]).toEqual({ code: 'CLONED', details: { path: '/p' } })
})

test('progress is told every two seconds at most, the latest of it', async () => {
  const { reporter, sent } = recording()
  for (let step = 1; step <= 50; step++) {
    reporter.progress({ code: 'BUILD_PROGRESS', message: `step ${step}`, step, steps: 50 })
    await vi.advanceTimersByTimeAsync(100)
  }
  await vi.advanceTimersByTimeAsync(10_000)
  expect(sent.map(report => [report.at, report.progress?.step])).toEqual([
    [0, 1],
    [2_000, 20],
    [4_000, 40],
    [6_000, 50],
  ])
})

test('a milestone does not wait for progress, and takes with it what is over', async () => {
  const { reporter, sent } = recording()
  reporter.progress({ code: 'BUILD_PROGRESS', message: 'one' })
  await vi.advanceTimersByTimeAsync(500)
  reporter.progress({ code: 'BUILD_PROGRESS', message: 'two' })
  reporter.milestone('BUILD_COMPLETED', { imageName: 'i' })
  await vi.advanceTimersByTimeAsync(5_000)
  expect(sent.map(report => [report.at, report.progress?.message, codes(report)])).toEqual([
    [0, 'one', ''],
    [500, undefined, 'BUILD_COMPLETED'],
  ])
})

describe('output', () => {
  const chunks = (sent: Sent[]) => sent.flatMap(({ at, output }) => (output ? [{ at, ...output }] : []))

  test('goes in numbered chunks, one a second at most, the rest at the end', async () => {
    const { reporter, sent } = recording()
    for (let line = 1; line <= 25; line++) {
      reporter.line(`line ${line}`)
      await vi.advanceTimersByTimeAsync(100)
    }
    reporter.line('the end')
    await reporter.finish()
    const told = chunks(sent)
    expect(told.map(({ at, chunk, lines }) => [at, chunk, lines.length])).toEqual([
      [0, 1, 1],
      [1_000, 2, 9],
      [2_000, 3, 10],
      [2_500, 4, 6],
    ])
    expect(told.flatMap(({ lines }) => lines)).toEqual([
      ...Array.from({ length: 25 }, (_, at) => `line ${at + 1}`),
      'the end',
    ])
  })

  test('chunks are of 60 kB at most, whatever is in them', async () => {
    const { reporter, sent } = recording()
    for (let line = 0; line < 300; line++) reporter.line('\u0001'.repeat(1_000))
    await reporter.finish()
    expect(chunks(sent).flatMap(({ lines }) => lines)).toHaveLength(300)
    for (const report of sent) expect(Buffer.byteLength(JSON.stringify(report))).toBeLessThan(61_000)
  })

  test('that comes too fast is left out, and that is said', async () => {
    const { reporter, sent } = recording()
    for (let line = 0; line < 20_000; line++) reporter.line(`line ${line}`)
    await reporter.finish()
    const lines = chunks(sent).flatMap(told => told.lines)
    expect(lines.length).toBeLessThan(6_000)
    expect(lines).toContainEqual(expect.stringMatching(/^… \d+ lines left out$/))
  })

  test('a chunk that did not arrive is sent again, the same', async () => {
    const { reporter, sent } = recording((_, attempt) => attempt <= 4)
    reporter.line('one')
    await vi.advanceTimersByTimeAsync(3_000)
    expect(sent).toEqual([])
    reporter.line('two')
    await vi.advanceTimersByTimeAsync(20_000)
    expect(chunks(sent)).toMatchObject([
      { chunk: 1, lines: ['one'] },
      { chunk: 2, lines: ['two'] },
    ])
  })
})

describe('a host that cannot be told', () => {
  test('is told again, some times', async () => {
    const { reporter, sent, attempts } = recording((_, attempt) => attempt < 3)
    reporter.milestone('CLONED')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(attempts()).toBe(3)
    expect(sent.map(({ n }) => n)).toEqual([1])
  })

  test('does not keep the build from ending', async () => {
    const { reporter, attempts } = recording(() => true)
    reporter.milestone('CLONED')
    const finished = reporter.finish(reporter.failure('DOCKER_BUILD_FAILED', 'no'))
    await vi.advanceTimersByTimeAsync(10_000)
    await finished
    expect(attempts()).toBe(8)
    expect(reporter.said()).toMatchObject({ milestones: [{ code: 'CLONED' }], failure: { message: 'no' } })
  })
})

test('a failure has the last 40 lines, and no secret', async () => {
  const { reporter, sent } = recording()
  for (let line = 1; line <= 100; line++) reporter.line(`line ${line} ghp_canary`)
  const failure = reporter.failure('DOCKER_BUILD_FAILED', 'no ghp_canary')
  await reporter.finish(failure)
  expect(sent.at(-1)?.failure).toMatchObject({ errorCode: 'DOCKER_BUILD_FAILED', message: 'no ***' })
  expect(failure.lines).toHaveLength(40)
  expect(failure.lines.at(-1)).toBe('line 100 ***')
})

test('nothing more is said once it is told to stop', async () => {
  const { reporter, sent, stop } = recording()
  stop.abort()
  reporter.milestone('CLONED')
  reporter.line('x')
  await vi.advanceTimersByTimeAsync(5_000)
  expect(sent).toEqual([])
})
