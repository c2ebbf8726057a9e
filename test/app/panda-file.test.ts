// panda.yml as whoever deploys meets it.
import { beforeEach, expect, it } from 'vitest'
import { load } from '../../app/record.ts'
import { place } from './calls-place.ts'

let here: ReturnType<typeof place>
beforeEach(() => {
  here = place()
})

const requestOf = async (id: string) => (await load(here.context.ports, id))!.request
const refusal = async (more: object = {}) => {
  const { status, body } = await here.call('POST /api/v1/deploy', { body: await here.deployBody(more) })
  return { status, ...body } as { status: number; errorCode: string; message: string; faults: { field: string }[] }
}

it('gives what nobody has set, and is kept with the deployment', async () => {
  here.files.pandaYml = 'environments:\n  dev:\n    healthPath: /up\n    approvals:\n      reviewers: 1\n'
  const id = await here.deploy({ environment: 'dev', branch: 'develop' })
  here.files.pandaYml = null
  expect(await requestOf(id)).toMatchObject({ healthPath: '/up', approvals: { reviewers: 1 }, autoSwitch: true })
})

it('is nothing to an environment that it does not name', async () => {
  here.files.pandaYml = 'environments: {dev: {healthPath: /up}}'
  expect(await requestOf(await here.deploy())).toMatchObject({ healthPath: '/health' })
})

it('loses against what is set and what is asked for', async () => {
  here.files.pandaYml = 'environments: {dev: {healthPath: /file, port: 1000}}'
  await here.connect()
  await here.data('PUT /api/v1/environments/panda/hello/dev', { body: { healthPath: '/set' } })
  const id = await here.deploy({ environment: 'dev', branch: 'develop', port: 2000 })
  expect(await requestOf(id)).toMatchObject({ healthPath: '/set', port: 2000 })
})

it('does not let in whom the settings keep out', async () => {
  here.files.pandaYml = 'environments: {prod: {approvals: {reviewers: 0, waitMinutes: 0}}}'
  const id = await here.deploy({ environment: 'prod' })
  expect(await requestOf(id)).toMatchObject({ approvals: { reviewers: 2, waitMinutes: 5 } })
})

it('refuses the deployment where it is wrong, with file, line, column and what is right, for each fault', async () => {
  here.files.pandaYml = 'environments:\n  dev:\n    port: http\n    reviewers: 3\n'
  const { status, errorCode, faults } = await refusal({ environment: 'dev', branch: 'develop' })
  expect([status, errorCode]).toEqual([400, 'INVALID_REQUEST'])
  expect(faults).toEqual([
    { field: 'panda.yml:3:11 environments.dev.port', message: expect.any(String) },
    { field: 'panda.yml:4:5 environments.dev.reviewers', message: expect.stringContaining('is not known here') },
  ])
})

it('freezes: what is pushed before a holiday is refused as any other is', async () => {
  here.files.pandaYml =
    'environments: {dev: {freezes: [{from: "2026-11-20T00:00:00Z", to: "2026-11-21T00:00:00Z", reason: audit}]}}'
  expect((await refusal({ environment: 'dev', branch: 'develop' })).errorCode).toBe('OUTSIDE_WINDOW')
})
