// Functions that are called by name: by the machine, by a build, by the hour.
import { expect, test } from 'vitest'
import { CloudFault } from '../../core/faults.ts'
import { openPlace } from './place.ts'
import { scheduled } from './shapes/events.ts'

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-wait-token: the payload is what the
 *  machine's text says, and the token some 700 characters. */
const stepPayload = {
  deploymentId: 'dep_0000000000000000000000ff',
  state: 'Claim',
  token: `AQCEAAAAKgAAAAMAAAAA${'x'.repeat(700)}`,
  enteredAt: '2026-11-20T10:00:00.000Z',
}

test.each([
  ['nothing', undefined],
  ['an object without a token', { ...stepPayload, token: undefined }],
  ['a state that there is not', { ...stepPayload, state: 'Begin' }],
  ['a text', 'Claim'],
])('the machine calls with %s: a fault that it does not try again', async (_, payload) => {
  const { functions, told } = await openPlace()
  await expect(functions.step(payload)).rejects.toMatchObject({ name: '$ZodError' })
  expect(told.faults).toHaveLength(1)
})

test('a step of a deployment that has no log ends its token; what else is in the payload does not matter', async () => {
  const { functions, calls, told } = await openPlace()
  await functions.step({ ...stepPayload, more: { of: 'it' } })
  expect(calls.at(-1)).toMatchObject({ entry: 'step', action: 'states:SendTaskFailure' })
  expect(told.lines).toMatchObject([{ outcome: 'done', deploymentId: stepPayload.deploymentId, state: 'Claim' }])
  expect(JSON.stringify(told)).not.toContain(stepPayload.token)
})

test('a table that throttles is what the machine tries again by name', async () => {
  const panda = await openPlace()
  panda.weather.before = ({ action }) => {
    if (action === 'dynamodb:PutItem') throw new CloudFault('throttled', 'PutItem', 'Rate exceeded')
  }
  await expect(panda.functions.step(stepPayload)).rejects.toMatchObject({ name: 'CloudFault' })
})

test('a build gets its program for the asking, and nothing else', async () => {
  const panda = await openPlace()
  const ask = panda.functions['build-call']
  expect(await ask({ ask: 'program', more: 1 })).toEqual({ program: 'the program' })
  const trade = { ask: 'trade', deploymentId: 'dep_1', buildId: 'panda-build:1', nonce: 'guessed' }
  const report = { deploymentId: 'dep_1', buildId: 'panda-build:1', nonce: 'guessed', n: 1, milestones: [] }
  for (const call of [trade, { ask: 'report', report }, { ask: 'keys' }, {}, null, 'trade', { ...trade, nonce: 7 }])
    await expect(ask(call)).rejects.toMatchObject({ name: 'Refusal' })
  expect(panda.told.counts).toEqual([])
  expect(panda.told.lines.slice(1)).toMatchObject(Array(7).fill({ outcome: 'refused' }))
  expect(JSON.stringify(panda.told)).not.toContain('guessed')
})

test('a nonce is traded once, and the line says for whom', async () => {
  const panda = await openPlace()
  const id = await panda.deploy('a', await panda.connect(), { autoSwitch: true })
  await panda.until(id, ['CLONE_STARTED'])
  const { env, order } = panda.built[0]!
  const again = { ask: 'trade', deploymentId: id, buildId: order.buildId, nonce: env.PANDA_NONCE }
  await expect(panda.functions['build-call'](again)).rejects.toMatchObject({ name: 'Refusal' })
  const lines = panda.told.lines.filter(line => line.ask === 'trade')
  expect(lines).toMatchObject([
    { outcome: 'done', deploymentId: id },
    { outcome: 'refused', deploymentId: id, errorCode: 'FORBIDDEN' },
  ])
})

test('every hour, what has nobody working on it is taken up again', async () => {
  const panda = await openPlace()
  const id = await panda.deploy('a', await panda.connect(), { autoSwitch: true })
  await panda.until(id, ['CLONED'])
  const { region } = panda
  for (const [, { arn, status }] of panda.shelf.list<{ arn: string; status: string }>('states.execution'))
    if (status === 'RUNNING')
      await region.kernel.call('states', 'StopExecution', { executionArn: arn }, region.platform)
  await panda.functions.sweep(scheduled)
  await panda.functions.sweep({})
  expect((await panda.end(id)).status).toBe('COMPLETED')
  expect(panda.told.faults).toEqual([])
})
