// Another tool pushes an image: the registry, its event, the customer's rule and bus, the function, the release itself.
import { beforeEach, expect, test } from 'vitest'
import { begin } from '../../../app/begin.ts'
import { type Caller, localCaller } from '../../../app/caller.ts'
import { AwsError } from '../../../region/aws-error.ts'
import { registryPush } from '../../../region/ecr.ts'
import { customer, openPlace, type Place } from '../../place.ts'
import { digestOf } from '../../scripted-builds.ts'

let panda: Place
beforeEach(async () => {
  panda = await openPlace({ PANDA_BAKE_SECONDS: '5' })
  // The repository, the rule towards Panda's bus and the connections are there from the first deployment on.
  await panda.served('a', { environment: 'dev', branch: 'develop' })
})

const idOf = (answer: { data: Record<string, unknown> }, kind: string) =>
  (answer.data.connections as Record<string, string>[])[0]?.[kind]
const connections = async () => ({
  githubConnectionId: idOf(await panda.call('GET /api/v1/connect/github'), 'githubConnectionId'),
  awsConnectionId: idOf(await panda.call('GET /api/v1/connect/aws'), 'awsConnectionId'),
})
const set = async (more: object, environment = 'dev') =>
  panda.call(`PUT /api/v1/environments/panda/hello/${environment}`, { ...(await connections()), ...more })

/** As `docker push` of whoever may. */
const push = async (letter: string, tags: string[], repository = 'panda-hello') => {
  const { registry, password } = await panda.ports.images.password(customer, repository)
  registryPush(panda.region.kernel, { registry, repository, tags, digest: digestOf(letter), password })
  await panda.seconds(10)
}
const event = (letter: string, tag: string, more: object = {}) => ({
  ...{ source: 'aws.ecr', 'detail-type': 'ECR Image Action', account: customer.accountId, region: customer.region },
  detail: {
    ...{ 'action-type': 'PUSH', result: 'SUCCESS', 'repository-name': 'panda-hello' },
    ...{ 'image-tag': tag, 'image-digest': digestOf(letter) },
  },
  ...more,
})
const hear = (said: object) =>
  begin({
    ports: panda.ports,
    settings: panda.settings,
    log: (_, fault) => panda.story.push(String(fault)),
    locale: 'en',
  })(said)

type Listed = { deploymentId: string; environment: string; branch: string; deployedBy: string }
/** Newest last, without those of people. */
const begun = async () => {
  const { data } = await panda.call('GET /api/v1/deploy')
  return (data.deployments as Listed[]).filter(one => one.deployedBy.startsWith('ecr:')).reverse()
}
const audited = async () => {
  const { data } = await panda.call('GET /api/v1/audit')
  const all = data.entries as { by: string; reason?: string; outcome: { errorCode: string | null } }[]
  return all.filter(one => one.by === 'ecr:panda-hello')
}

test('is released as it is, without a build and without a commit, once; the audit log names tag and digest', async () => {
  expect((await set({ imageTags: ['v*'] })).status).toBe(200)
  const builds = panda.built.length
  await push('b', ['v1.2.3'])
  const all = await begun()
  expect(all).toMatchObject([{ environment: 'dev', branch: 'develop', deployedBy: 'ecr:panda-hello' }])
  const { deploymentId: id } = all[0]!
  const state = await panda.end(id)
  expect(state).toMatchObject({ status: 'COMPLETED', imageDigest: digestOf('b'), imageTag: 'v1.2.3', commitHash: null })
  expect(panda.serves(state.url)).toBe('b')
  expect(panda.built).toHaveLength(builds)
  const { data } = await panda.call(`GET /api/v1/deploy/${id}/result`)
  expect(data).toMatchObject({ commitHash: null, commitMessage: null, imageTag: 'v1.2.3' })
  const [row] = await audited()
  expect(row).toMatchObject({ reason: `image v1.2.3 pushed to panda-hello, ${digestOf('b')}` })
  await hear(event('b', 'v1.2.3'))
  await Promise.all([1, 2, 3].map(() => hear(event('b', 'v1.2.3'))))
  expect(await begun()).toHaveLength(1)
})

test('what Panda pushes starts nothing, not even the tags with which it keeps what another tool has pushed', async () => {
  await set({ imageTags: ['*'] })
  await panda.served('b', { environment: 'dev', branch: 'develop' })
  expect(await begun()).toEqual([])
  // A tag of git's that the build has set, told of before or after anything else of the build: the registry knows whose it is.
  await push('b', ['v2.0.0'])
  expect(await begun()).toEqual([])
  await push('c', ['nightly'])
  await panda.end((await begun())[0]!.deploymentId)
  await push('d', ['buildcache', 'panda-keep-x-1'])
  await panda.minutes(5)
  expect(await begun()).toHaveLength(1)
})

test('a tag of another tool that only looks like one of Panda’s builds starts like any other', async () => {
  await set({ imageTags: ['2026*'] })
  await push('b', ['20261121_103505'])
  expect(await begun()).toHaveLength(1)
})

test('the same tag on another image starts again; back on the one of before it does not', async () => {
  await set({ imageTags: ['stable'] })
  for (const letter of ['b', 'c']) {
    await push(letter, ['stable'])
    await panda.end((await begun()).at(-1)!.deploymentId)
  }
  await push('b', ['stable'])
  expect(await begun()).toHaveLength(2)
})

test('a forged event changes nothing', async () => {
  await set({ imageTags: ['v*'] })
  await push('b', ['latest', 'v0'])
  const [real] = await begun()
  const { detail } = event('b', 'v1')
  const forged = [
    // No such tag; a tag that leads elsewhere; not a tag of this environment.
    event('b', 'v1'),
    event('c', 'v0'),
    event('b', 'latest'),
    event('b', 'v0', { account: '111122223333' }),
    event('b', 'v0', { region: 'local-2' }),
    event('b', 'v0', { source: 'my.own' }),
    event('b', 'v0', { detail: { ...detail, 'image-tag': 'v0', 'repository-name': 'panda-other' } }),
    event('b', 'v0', { detail: { ...detail, 'image-tag': 'v0', result: 'FAILURE' } }),
    event('b', 'v0', { detail: { ...detail, 'image-tag': '' } }),
    event('b', 'v0', { detail: null }),
  ]
  for (const one of forged) expect(await hear(one)).toEqual([])
  expect(await begun()).toEqual([real])
})

test('two tenants with one account each start what they have said, as themselves', async () => {
  const other: Caller = { tenant: 'other', by: 'eve', role: 'admin' }
  await panda.end(await panda.deploy('a', { environment: 'dev', branch: 'develop' }, other))
  await set({ imageTags: ['v*'] })
  await push('b', ['v1'])
  const theirs = await panda.call('GET /api/v1/deploy', undefined, other)
  expect((theirs.data.deployments as Listed[]).filter(one => one.deployedBy.startsWith('ecr:'))).toEqual([])
  expect(await begun()).toHaveLength(1)
})

test('its environment holds: reviewers, gates and windows; what is refused is in the audit log', async () => {
  await set({ imageTags: ['v*'] }, 'prod')
  await push('b', ['v1'])
  const [waiting] = await begun()
  expect(waiting).toMatchObject({ environment: 'prod', branch: 'main' })
  const id = waiting!.deploymentId
  await panda.until(id, 'AWAITING_APPROVAL')
  for (const by of ['bob', 'cy']) await panda.call(`POST /api/v1/deploy/${id}/approve`, {}, { ...localCaller, by })
  expect((await panda.end(id)).status).toBe('COMPLETED')

  const freeze = { from: '2026-01-01T00:00:00Z', to: '2027-01-01T00:00:00Z', reason: 'audit' }
  await set({ imageTags: ['v*'], freezes: [freeze] }, 'prod')
  await push('c', ['v2'])
  await set({ imageTags: ['v*'], promotion: { only: true } }, 'prod')
  await push('d', ['v3'])
  expect(await begun()).toHaveLength(1)
  const codes = (await audited()).map(one => one.outcome.errorCode)
  expect(codes).toEqual(['PROMOTION_ONLY', 'OUTSIDE_WINDOW', null])
})

test('a check that is required has no commit to ask for: it says so, and fails', async () => {
  await set({ imageTags: ['v*'], gates: { checks: ['test'] } })
  await push('b', ['v1'])
  const state = await panda.end((await begun())[0]!.deploymentId)
  expect(state).toMatchObject({ status: 'FAILED', stopping: { errorCode: 'CHECKS_FAILED' } })
  expect(state.stopping?.errorMessage).toContain('pushed as v1 has no commit')
})

test('it is gone back to and promoted like any other, and still named by its tag', async () => {
  await set({ imageTags: ['v*'] })
  await push('b', ['v1'])
  const first = await panda.end((await begun())[0]!.deploymentId)
  await panda.served('c', { environment: 'dev', branch: 'develop' })
  const { data } = await panda.call('GET /api/v1/services/panda/hello')
  const [{ releases }] = data.services as [{ releases: object[] }]
  expect(releases[1]).toMatchObject({ deploymentId: first.id, commitHash: null, imageTag: 'v1' })
  const back = await panda.end(await panda.rollback(first.id, { to: first.id }))
  expect(back).toMatchObject({ status: 'COMPLETED', imageDigest: digestOf('b'), imageTag: 'v1', commitHash: null })
  expect(panda.serves(back.url)).toBe('b')
  expect(back.request.image).toBeUndefined()

  await set({ approvals: { reviewers: 0, waitMinutes: 0 } }, 'prod')
  const promoted = await panda.call(`POST /api/v1/deploy/${first.id}/promote`, { environment: 'prod' })
  const there = await panda.end(String(promoted.data.deploymentId))
  expect(there).toMatchObject({ status: 'COMPLETED', imageDigest: digestOf('b'), imageTag: 'v1' })
})

test('an account that does not let Panda look is told in the audit log; what passes is tried again', async () => {
  await set({ imageTags: ['v*'] })
  panda.weather.before = async ({ command }) => {
    if (command === 'DescribeImages') throw new AwsError('AccessDeniedException', 'not authorized')
  }
  await push('b', ['v1'])
  expect(await begun()).toEqual([])
  expect(await audited()).toMatchObject([{ outcome: { errorCode: 'AWS_CREDENTIALS_INVALID' } }])
  panda.weather.before = async ({ command }) => {
    if (command === 'DescribeImages') throw new AwsError('ThrottlingException', 'slow down')
  }
  await expect(hear(event('b', 'v1'))).rejects.toThrow('slow down')
  panda.weather.before = async () => {}
  await hear(event('b', 'v1'))
  expect(await begun()).toHaveLength(1)
})

test.each([
  [{ imageTags: [] }, 'dev'],
  [{ imageTags: ['v 1'] }, 'dev'],
  [{ imageTags: ['*v'] }, 'dev'],
  // It goes on as the environment's own branch: there has to be one.
  [{ imageTags: ['v*'] }, 'staging'],
  [{ imageTags: ['v*'], branches: ['release/*'] }, 'dev'],
])('%j of %s is refused', async (settings, environment) => {
  expect(await set(settings, environment)).toMatchObject({ status: 400, errorCode: 'INVALID_REQUEST' })
})
