// What a release runs with goes with it: from the first release on, into the next, to another environment, and back.
import { beforeEach, expect, test } from 'vitest'
import { names } from '../../../core/names.ts'
import { expectPeace } from '../../invariants.ts'
import { customer, openPlace, type Place } from '../../place.ts'

let panda: Place
beforeEach(async () => {
  panda = await openPlace({ PANDA_BAKE_SECONDS: '5' })
  await panda.call('POST /api/v1/connect/github', { owner: 'panda', repo: 'hello', branch: 'main', token: 'ghp_local' })
})

const set = async (body: object, environment = 'default') =>
  expect((await panda.call(`PUT /api/v1/environments/panda/hello/${environment}`, body)).status).toBe(200)
const told = (letter: string) => panda.world.environments(letter).map(({ PORT: _, ...env }) => env)
const sizeOf = async (id: string) => {
  const { taskDefinition } = (await panda.state(id)).release!
  const caller = { accountId: customer.accountId, region: customer.region, arn: 'arn:aws:iam::000000000000:user/x' }
  type Described = { taskDefinition: { cpu: string; memory: string } }
  const { cpu, memory } = (
    await panda.region.kernel.call<Described>('ecs', 'DescribeTaskDefinition', { taskDefinition }, caller)
  ).taskDefinition
  return { cpu, memory }
}
const alive = (letter: string) => panda.world.alive().filter(one => one === letter).length

test('the very first release has its size, its count and its variables', async () => {
  await set({ cpu: 512, memory: 2048, count: 3, variables: { LOG_LEVEL: 'debug', EMPTY: '' } })
  const id = await panda.served('a')
  expect(told('a')).toEqual(Array(3).fill({ LOG_LEVEL: 'debug', EMPTY: '' }))
  expect(await sizeOf(id)).toEqual({ cpu: '512', memory: '2048' })
  await expectPeace(panda)
})

test('what is set later holds for the next release, and a rollback brings back what was, warm or not', async () => {
  await set({ cpu: 512, count: 3, variables: { NAME: 'old', GONE: 'x' } })
  const first = await panda.served('a')
  await set({ cpu: 1024, count: 2, variables: { NAME: 'new' } })
  const second = await panda.served('b')
  expect(told('b')).toEqual(Array(2).fill({ NAME: 'new' }))
  expect(await sizeOf(second)).toEqual({ cpu: '1024', memory: '2048' })
  const warm = await panda.rollback(second)
  expect((await panda.end(warm)).release).toMatchObject({ mode: 'warm-back', count: { from: 2, to: 3 } })
  expect(told('a')).toEqual(Array(3).fill({ NAME: 'old', GONE: 'x' }))
  await panda.minutes(70)
  const forward = await panda.rollback(warm, { to: second })
  expect((await panda.end(forward)).release?.mode).toBe('blue-green')
  await panda.minutes(70)
  expect(panda.world.environments('a')).toEqual([])
  expect(told('b')).toEqual(Array(2).fill({ NAME: 'new' }))
  const cold = await panda.rollback(forward, { to: first })
  const state = await panda.end(cold)
  expect(state.release?.mode).toBe('blue-green')
  expect(told('a')).toEqual(Array(3).fill({ NAME: 'old', GONE: 'x' }))
  expect(await sizeOf(cold)).toEqual({ cpu: '512', memory: '1024' })
  expect(state.request.program).toMatchObject({ cpu: 512, count: 3, variables: { NAME: 'old' } })
  await expectPeace(panda)
})

test('what is set while a deployment is under way changes nothing of it', async () => {
  await set({ variables: { NAME: 'then' } })
  const id = await panda.deploy('a')
  await set({ variables: { NAME: 'later' } })
  await panda.end(id)
  expect(told('a')).toEqual(Array(2).fill({ NAME: 'then' }))
})

test('promoted, the same image runs with what is set where it comes to', async () => {
  await set({ variables: { NAME: 'dev' } }, 'dev')
  await set({ variables: { NAME: 'staging' }, promotion: { from: ['dev'] }, strategy: 'all-at-once' }, 'staging')
  const source = await panda.served('a', { environment: 'dev', branch: 'develop' })
  expect(told('a')).toEqual(Array(2).fill({ NAME: 'dev' }))
  const { data } = await panda.call(`POST /api/v1/deploy/${source}/promote`, { environment: 'staging' })
  expect((await panda.end(String(data.deploymentId))).status).toBe('COMPLETED')
  expect(told('a').map(one => one.NAME)).toEqual(['dev', 'dev', 'staging', 'staging'])
})

test('a size that nobody wishes any more goes; one that the customer has given it stays', async () => {
  await set({ cpu: 2048 })
  await panda.served('a')
  await set({})
  expect(await sizeOf(await panda.served('b'))).toEqual({ cpu: '256', memory: '512' })
})

test('what the customer’s scaling has made of the count stays, until a release brings another', async () => {
  await set({ count: 3 })
  const id = await panda.served('a')
  await panda.ports.releases.scale(customer, await namesOf(id), 5)
  await panda.served('b')
  expect(alive('b')).toBe(5)
  await set({})
  await panda.served('c')
  expect(alive('c')).toBe(5)
  await set({ count: 4 })
  await panda.served('d')
  expect(alive('d')).toBe(4)
  await expectPeace(panda)
})

test('more tasks come with green, fewer only once green has proved itself; blue never has less than it had', async () => {
  await set({ count: 3 })
  await panda.served('a')
  await set({ count: 5 })
  const more = await panda.deploy('b')
  await panda.until(more, 'READY')
  expect([alive('a'), alive('b')]).toEqual([5, 5])
  await panda.switch(more)
  await panda.end(more)
  await set({ count: 1 })
  const fewer = await panda.deploy('c')
  await panda.until(fewer, 'READY')
  expect([alive('b'), alive('c')]).toEqual([5, 5])
  await panda.switch(fewer)
  await panda.end(fewer)
  await panda.seconds(5)
  expect([alive('b'), alive('c')]).toEqual([1, 1])
  await expectPeace(panda)
})

test('one that fails leaves as many tasks of blue as there were', async () => {
  await set({ count: 3 })
  await panda.served('a')
  await set({ count: 6, variables: { BROKEN: 'yes' } })
  const id = await panda.deploy('b')
  await panda.until(id, 'READY')
  expect(alive('a')).toBe(6)
  await panda.cancel(id)
  expect((await panda.end(id)).status).toBe('CANCELLED')
  await panda.minutes(1)
  expect(panda.world.alive()).toEqual(['a', 'a', 'a'])
  expect(told('a')).toEqual([{}, {}, {}])
  await expectPeace(panda)
})

const namesOf = async (id: string) => names((await panda.state(id)).request)

const password = '/panda/panda/hello/default/DB_PASSWORD'

test('secrets reach the program and nobody else, and a rollback brings back their references', async () => {
  panda.weather.parameters.set(password.slice(1), 'hunter2-canary')
  await set({ secrets: { DB: password } })
  const first = await panda.served('a')
  expect(told('a')).toEqual(Array(2).fill({ DB: 'hunter2-canary' }))
  await set({})
  const second = await panda.served('b')
  expect(told('b')).toEqual([{}, {}])
  await panda.minutes(70)
  const back = await panda.rollback(second, { to: first })
  expect((await panda.end(back)).request.program?.secrets).toEqual({ DB: password })
  expect(told('a')).toEqual(Array(2).fill({ DB: 'hunter2-canary' }))
  const logs = await Promise.all(panda.ids.map(id => panda.log(id)))
  const kept = ['cloudformation.stacks', 'ecs.definitions', 'ecs.tasks', 'ecs.services'].flatMap(kind =>
    panda.shelf.list(kind),
  )
  expect(JSON.stringify(kept)).toContain(password)
  expect(JSON.stringify([logs, kept, panda.story])).not.toContain('hunter2')
  await expectPeace(panda)
})

test('a stack from before there were secrets is given the policy when the first one is set', async () => {
  await panda.served('a')
  panda.weather.parameters.set(password.slice(1), 'later')
  await set({ secrets: { DB: password } })
  await panda.served('b')
  expect(told('b')).toEqual(Array(2).fill({ DB: 'later' }))
})

test('an account without the policy is told what makes it, blue serves on, and the next one tries again', async () => {
  await panda.served('a')
  panda.weather.parameters.set(password.slice(1), 'x')
  const policy = `arn:aws:iam::${customer.accountId}:policy/panda-secrets`
  panda.shelf.put('iam.policy.missing', policy, true)
  await set({ secrets: { DB: password } })
  const id = await panda.deploy('b', { autoSwitch: true })
  const state = await panda.end(id)
  expect(state).toMatchObject({ status: 'FAILED', finalService: 'blue' })
  expect(state.stopping?.errorMessage).toContain('no policy panda-secrets')
  expect(panda.serves(state.blueUrl)).toBe('a')
  panda.shelf.remove('iam.policy.missing', policy)
  await panda.served('c')
  expect(told('c')).toEqual(Array(2).fill({ DB: 'x' }))
})

test('a secret that is not there is named, and blue serves on', async () => {
  await panda.served('a')
  await set({ secrets: { DB: password } })
  const state = await panda.end(await panda.deploy('b', { autoSwitch: true }))
  expect(state).toMatchObject({ status: 'FAILED', finalService: 'blue' })
  expect(state.stopping?.errorMessage).toContain(`invalid parameters: ${password}`)
})

test('secrets of other services, and of other accounts, are refused', async () => {
  const put = (secrets: object) => panda.call('PUT /api/v1/environments/panda/hello/default', { secrets })
  for (const reference of [
    '/panda/panda/hello/prod/DB',
    '/panda/panda/hello/default/../prod/DB',
    '/other/DB',
    'DB',
    'arn:aws:s3:::bucket',
  ])
    expect((await put({ DB: reference })).errorCode).toBe('INVALID_REQUEST')
  expect((await put({ DB: 'arn:aws:ssm:eu-west-1:123456789012:parameter/x' })).status).toBe(200)
  await expect(panda.deploy('a')).rejects.toThrow('INVALID_REQUEST')
  expect((await put({ DB: `arn:aws:ssm:local-1:${customer.accountId}:parameter${password}` })).status).toBe(200)
  panda.weather.parameters.set(password.slice(1), 'by its ARN')
  await panda.served('b')
  expect(told('b')[0]).toEqual({ DB: 'by its ARN' })
})
