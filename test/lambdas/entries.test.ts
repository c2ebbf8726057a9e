// The bundles as they are deployed: what is in them, how large they are, and that each is a function.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { type Entry, needs } from '../../lambdas/platform/needs.ts'
import { bundleAll, clientsIn, clientsOf, entries, environment, localesIn, mostKilobytes } from './bundles.ts'
import { httpEvent } from './shapes/http.ts'

const folder = mkdtempSync(join(tmpdir(), 'panda-entries-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const bundles = bundleAll(folder)

test.each(entries)('%s bundles the SDK clients of its row of needs, and no other', entry => {
  expect(clientsIn(bundles[entry])).toEqual(clientsOf(entry))
})

test.each(entries)(
  '%s bundles one language of zod, and neither the region nor what searches for credentials',
  entry => {
    const { inputs, later } = bundles[entry]
    expect(localesIn(bundles[entry])).toEqual(['en'])
    const strangers = /^(region|local|lib\/(?!service-|references)|test)\/|credential-provider-(node|ini|sso)|aws-cdk/
    expect([...inputs, ...later].filter(path => strangers.test(path))).toEqual([])
  },
)

test('bundles are as small as they were', () => {
  const sizes = Object.fromEntries(entries.map(entry => [entry, Math.round(bundles[entry].bytes / 1000)]))
  console.info('kB:', JSON.stringify(sizes))
  for (const entry of entries) expect(sizes[entry], entry).toBeLessThanOrEqual(mostKilobytes[entry])
})

/** As Lambda does: it loads the file, then calls the handler. Answers what was written. */
const run = (entry: Entry, given: Record<string, string>, event?: object) => {
  const { file } = bundles[entry]
  const call = `Promise.resolve(m.handler(${JSON.stringify(event)}, { awsRequestId: 'r-1' })).then(a => console.log('ANSWER ' + JSON.stringify(a)), f => console.log('FAULT ' + f.name))`
  const program = `const m = require(${JSON.stringify(file)}); if (typeof m.handler !== 'function') throw new Error('no handler'); ${event ? call : ''}`
  const { stdout, stderr, status } = spawnSync(process.execPath, ['-e', program], { env: given, encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return stderr + stdout
}

test.each(entries)('%s is a function that loads with its own variables and no others', entry => {
  const own = Object.entries(environment).filter(
    ([name]) => name.startsWith('AWS') || (needs[entry].variables as readonly string[]).includes(name),
  )
  expect(run(entry, Object.fromEntries(own))).toBe('')
})

test('a function that is set up wrongly says everything that is wrong, at its start', () => {
  const wrong = { PANDA_TABLE: '', PANDA_KEY: 'no arn', PANDA_LOCALE: 'fr', PANDA_RUNNING: 'many' }
  const said = () => run('build-call', { ...environment, ...wrong, PANDA_INTERNAL_BUS: '' })
  for (const name of ['PANDA_TABLE', 'PANDA_KEY', 'PANDA_INTERNAL_BUS', 'PANDA_LOCALE', 'PANDA_RUNNING'])
    expect(said).toThrow(name)
})

test('a call is answered, and written down as one line of JSON', () => {
  const written = run('api', environment, httpEvent('GET', { path: '/health' }))
    .trim()
    .split('\n')
  const [line, answer, ...more] = written
  expect(more).toEqual([])
  expect(JSON.parse(line!)).toMatchObject({
    ...{ level: 'INFO', message: 'done', service: 'panda-dev-api', requestId: 'r-1' },
    ...{ method: 'GET', operation: 'health', status: 200, ms: expect.any(Number), timestamp: expect.any(String) },
  })
  expect(answer).toContain('"statusCode":200')
})

test('/api-docs finds its examples beside the bundle, which does not hold them', () => {
  expect(bundles.api.inputs.filter(path => path.endsWith('.examples.json'))).toEqual([])
  const answer = run('api', environment, httpEvent('GET', { path: '/api-docs' })).split('ANSWER ')[1]!
  const { statusCode, body } = JSON.parse(answer) as { statusCode: number; body: string }
  expect(statusCode).toBe(200)
  const { paths } = JSON.parse(body) as { paths: Record<string, { post: { requestBody: { content: object } } }> }
  expect(paths['/api/v1/deploy']?.post.requestBody.content).toHaveProperty(['application/json', 'examples', 'waiting'])
})

test('a fault is one line with its stack, a metric, and its name for whoever called', () => {
  const function_ = { ...environment, AWS_LAMBDA_FUNCTION_NAME: 'panda-step' }
  const written = run('step', function_, { state: 'Claim' }).trim().split('\n')
  expect(written.at(-1)).toBe('FAULT $ZodError')
  const [line, metric] = written.slice(0, 2).map(text => JSON.parse(text) as Record<string, unknown>)
  expect(written).toHaveLength(3)
  expect(line).toMatchObject({ level: 'ERROR', service: 'panda-step', outcome: 'fault', fault: { name: '$ZodError' } })
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
  expect(metric).toMatchObject({
    ...{ _aws: { CloudWatchMetrics: [{ Namespace: 'Panda', Dimensions: [['service']] }] } },
    ...{ service: 'panda-step', Faults: 1 },
  })
})

test('the program of the build is read from beside the bundle', () => {
  writeFileSync(join(folder, 'panda-build.cjs'), 'console.log("building")')
  const written = run('build-call', { ...environment, LAMBDA_TASK_ROOT: folder }, { ask: 'program' })
  expect(written).toContain('ANSWER {"program":"console.log(\\"building\\")"}')
})
