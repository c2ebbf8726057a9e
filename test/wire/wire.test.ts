import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LocalDynamo, localClient, localDynamo } from '../../local/dynamo.ts'
import { loopback } from '../aws/errors/loopback.ts'
import { operationList } from '../aws/errors/operations.ts'
import { json, jsonNo, restNo } from '../aws/errors/shapes.ts'
import { overRegion } from './over-region.ts'
import { suites } from './ports/all.ts'
import type { Report } from './report.ts'
import { type Result, runSuite } from './suite.ts'
import { verdictOf } from './verdict.ts'

const folder = mkdtempSync(join(tmpdir(), 'panda-wire-'))
let local: LocalDynamo
beforeAll(async () => {
  local = await localDynamo(folder)
})
afterAll(async () => {
  await local.close()
  rmSync(folder, { recursive: true })
})

const run = (endpoint: string | undefined, ...more: string[]) =>
  new Promise<{ code: number; out: string; error: string }>(resolve => {
    const { AWS_ENDPOINT_URL: _, AWS_PROFILE: __, ...env } = process.env
    const program = ['--no-warnings', new URL('run.ts', import.meta.url).pathname, ...more]
    execFile(
      process.execPath,
      program,
      { env: { ...env, ...(endpoint && { AWS_ENDPOINT_URL: endpoint }), AWS_REGION: 'eu-central-1' } },
      (fault, out, error) => resolve({ code: Number(fault?.code ?? 0), out, error }),
    )
  })
const those = (results: Result[], verdict: string) =>
  results.filter(result => result.verdict === verdict).map(({ operation }) => operation)

test('against dynalite the table passes, and nothing else is there', async () => {
  const { code, out } = await run(local.endpoint, '--json')
  expect(code, out).toBe(0)
  const { results, failed, leftBehind } = JSON.parse(out) as Report
  expect(those(results, 'passed')).toEqual(
    ['put', 'get', 'change', 'query', 'index', 'take', 'remove'].map(name => `table.${name}`),
  )
  expect(those(results, 'not supported there')).toHaveLength(results.length - 7)
  expect([failed, leftBehind]).toEqual([0, []])
})

test('one service right, one wrong, one unknown: each is called so, and the wrong one is a failure', async () => {
  const place = await loopback()
  const repository = { repositories: [{ repositoryName: 'x', repositoryArn: 'arn:repository' }] }
  place.will({
    PostToConnection: restNo('GoneException', 410),
    DeleteConnection: restNo('GoneException', 410),
    CreateKey: {
      status: 501,
      body: '{"__type":"InternalFailure","message":"API for service kms not yet implemented"}',
    },
    // A registry that makes repositories without their tags.
    DescribeRepositories: json(repository),
    ListTagsForResource: json({ tags: [] }),
    DescribeImages: jsonNo('ImageNotFoundException', 'none'),
    InitiateLayerUpload: jsonNo('UnknownOperationException'),
    DescribeImageScanFindings: jsonNo('UnknownOperationException'),
    GetAuthorizationToken: json({
      authorizationData: [{ authorizationToken: 'QVdTOng=', proxyEndpoint: 'https://r' }],
    }),
  })
  const { code, out } = await run(place.url, '--only', 'sockets,vault,images')
  await place.close()
  expect(code).toBe(1)
  const verdicts = Object.fromEntries(
    out.split('\n').flatMap(line => {
      const [, operation, verdict] = /^(\w+\.\w+) +(passed|not supported there|failed) /.exec(line) ?? []
      return operation ? [[operation, verdict]] : []
    }),
  )
  expect(verdicts).toEqual({
    'sockets.post': 'passed',
    'sockets.close': 'passed',
    'vault.seal': 'not supported there',
    'vault.open': 'not supported there',
    'images.ensure': 'failed',
    'images.find': 'not supported there',
    'images.findings': 'not supported there',
    'images.hasRules': 'failed',
    'images.keep': 'not supported there',
    'images.setRules': 'failed',
    'images.password': 'passed',
  })
  expect(out).toContain('NameTaken')
  expect(out).toMatch(/3 passed, 5 not supported there, 3 failed at http:/)
}, 60_000)

test('without a place to go it says how to name one; where nobody is, nothing has passed', async () => {
  // Port 9 is discard: nothing listens.
  const nobodys = 'http://127.0.0.1:9'
  const [nowhere, nobody, nothing] = await Promise.all([
    run(undefined),
    run(nobodys, '--only', 'sockets'),
    run(nobodys, '--only', 'nothing'),
  ])
  expect([nowhere.code, nobody.code, nothing.code]).toEqual([2, 2, 2])
  expect(nowhere.error).toContain('AWS_ENDPOINT_URL=http://127.0.0.1:4566 npm run test:wire')
  expect(nobody.error).toContain('Nobody answers at http://127.0.0.1:9')
})

test('over the pretend region every check passes whose set-up it knows', async () => {
  const { place, close } = overRegion(localClient(local.endpoint))
  const outcomes = await Promise.all(suites.map(suite => runSuite(suite, place)))
  close()
  const results = outcomes.flatMap(one => one.results)
  expect(results.filter(({ verdict }) => verdict === 'failed')).toEqual([])
  // Making keys, projects, images, groups of schedules and workers by hand is nothing that Panda does.
  expect(those(results, 'not supported there').sort()).toEqual([
    'builds.look',
    'builds.start',
    'builds.stop',
    'executions.fail',
    'executions.running',
    'executions.start',
    'executions.succeed',
    'images.find',
    'images.keep',
    'laterNotices.send',
    'schedules.remove',
    'schedules.set',
    'vault.open',
    'vault.seal',
  ])
  expect(outcomes.flatMap(one => one.leftBehind)).toEqual([])
}, 60_000)

test('every operation that reaches AWS has a check', () => {
  const checked = suites.flatMap(({ port, operations }) => operations.map(name => `${port}.${name}`)).sort()
  expect(checked).toEqual(operationList.map(([name]) => name).sort())
})

describe('a check', () => {
  const error = (name: string, httpStatusCode: number, message = 'no') =>
    Object.assign(new Error(message), { name, $metadata: { httpStatusCode } })

  test.each([
    error('UnknownOperationException', 400),
    error('InvalidAction', 400),
    error('InternalFailure', 501),
    error('NotFound', 404),
    error('Unknown', 404),
    error('NotFoundException', 404, 'Unknown'),
    error('SyntaxError', 404, "Unexpected token '<'"),
    error('InternalError', 500, 'The create_key action has not been implemented'),
    Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
    new Error('wrapped', { cause: error('UnknownOperationException', 400) }),
    new AggregateError([Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })]),
  ])('of what is not there: %s', fault => {
    expect(verdictOf(fault).verdict).toBe('not supported there')
  })

  test.each([
    error('NoSuchEntityException', 404),
    error('NotFoundException', 404, 'Topic does not exist'),
    error('ResourceNotFoundException', 404),
    error('InternalFailure', 500),
    error('SyntaxError', 200, "Unexpected token '<'"),
    error('AccessDenied', 403),
    new Error('it is not what it should be'),
    'thrown text',
  ])('of what is wrong: %s', fault => {
    expect(verdictOf(fault).verdict).toBe('failed')
  })

  const suite = (run: Parameters<typeof runSuite>[0]['run']) =>
    runSuite({ port: 'x', operations: ['a', 'b'], run }, onNothing)
  const onNothing = { name: () => 'n' } as Parameters<typeof runSuite>[1]

  test('that was never tried has not passed', async () => {
    const { results } = await suite(async () => {})
    expect(results.map(({ verdict }) => verdict)).toEqual(['failed', 'failed'])
  })

  test('takes away what it made, the last first, whatever came between; what stays is named', async () => {
    const gone: string[] = []
    const { results, leftBehind } = await suite(async (_, check, later) => {
      later('one', async () => gone.push('one'))
      await check('a', async () => {})
      later('two', async () => {
        gone.push('two')
        throw new Error('in use')
      })
      throw new Error('oops')
    })
    expect(gone).toEqual(['two', 'one'])
    expect(leftBehind).toEqual(['two: in use'])
    expect(results).toMatchObject([
      { operation: 'x.a', verdict: 'passed' },
      { operation: 'x.b', verdict: 'failed', why: 'before it could be tried: oops' },
    ])
  })
})
