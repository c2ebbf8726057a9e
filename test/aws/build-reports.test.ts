import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { mockClient } from 'aws-sdk-client-mock'
import { describe, expect, test } from 'vitest'
import { buildReports } from '../../aws/build-reports.ts'
import { machine } from '../../core/machine.ts'
import type { BuildReport } from '../../core/ports.ts'
import { internalRules } from '../../core/rules.ts'
import { install } from '../../region/install.ts'
import { overRegion } from './adapters.ts'

const report: BuildReport = {
  deploymentId: 'dep_1',
  buildId: 'panda-build:1',
  nonce: 'only-once',
  n: 3,
  milestones: [{ code: 'CLONED', details: { commitHash: 'abc' } }],
}

const place = async () => {
  const setup = overRegion()
  const heard: { source: string; detail: BuildReport }[] = []
  setup.region.register('panda-build-report', async event => void heard.push(event as (typeof heard)[0]))
  setup.region.register('panda-event', async () => undefined)
  const { busArn } = await install(setup.region, {
    rules: internalRules,
    machine: { name: 'panda', definition: JSON.stringify(machine('panda-step')) },
  })
  const send = async (one: BuildReport) => {
    await buildReports(setup.clients, busArn('panda-internal')).send(one)
    await setup.timeline.advance(0)
  }
  return { ...setup, heard, send }
}

test('what a build says gets to whoever puts it into the log', async () => {
  const { send, heard } = await place()
  await send(report)
  expect(heard).toMatchObject([{ source: 'panda.build', 'detail-type': 'Build Report', detail: report }])
})

describe('what is too large for a message', () => {
  const lines = (count: number) => Array.from({ length: count }, (_, at) => `${at} ${'x'.repeat(1_000)}`)

  test('loses its output, and says so in its place', async () => {
    const { send, heard } = await place()
    await send({ ...report, output: { chunk: 7, lines: lines(300) } })
    const output = { chunk: 7, lines: ['… 300 lines left out: too long for a message'] }
    expect(heard[0]?.detail).toEqual({ ...report, output })
  })

  test('loses the last lines of a failure too, and keeps why it failed', async () => {
    const { send, heard } = await place()
    const failure = { errorCode: 'DOCKER_BUILD_FAILED' as const, message: 'line 3', lines: lines(300) }
    await send({ ...report, failure, output: { chunk: 1, lines: lines(300) } })
    expect(heard[0]?.detail).toMatchObject({ milestones: report.milestones, failure: { ...failure, lines: [] } })
  })

  test('even so is a fault', async () => {
    const { send } = await place()
    const milestones = [{ code: 'CLONED' as const, details: { path: 'x'.repeat(300_000) } }]
    await expect(send({ ...report, milestones })).rejects.toMatchObject({ name: 'CloudFault', kind: 'invalid' })
  })
})

test('an entry that was not taken is a fault, though the answer is 200', async () => {
  const mock = mockClient(EventBridgeClient)
  const eventbridge = () => new EventBridgeClient({ region: 'eu-test-1' })
  const clients = { platform: { eventbridge } } as Parameters<typeof buildReports>[0]
  const answers = (ErrorCode: string, ErrorMessage: string) =>
    mock.on(PutEventsCommand).resolves({ FailedEntryCount: 1, Entries: [{ ErrorCode, ErrorMessage }] })
  const sent = () =>
    buildReports(clients, 'arn:aws:events:eu-test-1:999999999999:event-bus/panda-internal').send(report)
  answers('ThrottlingException', 'Rate exceeded')
  await expect(sent()).rejects.toMatchObject({ name: 'CloudFault', kind: 'throttled', operation: 'events:PutEvents' })
  answers('InternalFailure', 'try again')
  await expect(sent()).rejects.toMatchObject({ kind: 'unreachable' })
  answers('AccessDeniedException', 'not for you')
  await expect(sent()).rejects.toMatchObject({ kind: 'denied', message: 'not for you' })
})

test('a bus that is not there is a fault', async () => {
  const { clients } = overRegion()
  await expect(buildReports(clients, 'panda-internal').send(report)).rejects.toMatchObject({ name: 'CloudFault' })
})
