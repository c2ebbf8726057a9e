// What becomes of images: old ones go by ECR's own rules, and none that a release or a rollback needs ever does.
import { beforeEach, expect, test } from 'vitest'
import { customer, openPlace, type Place } from '../../place.ts'
import { digestOf } from '../../scripted-builds.ts'

let panda: Place
beforeEach(async () => {
  panda = await openPlace({ PANDA_BAKE_SECONDS: '5' })
})

const day = 86_400
const named = (n: number) => n.toString(16).padStart(2, 'e')
const isThere = async (digest: string) =>
  (await panda.ports.images.find(customer, 'panda-hello', { digest })) !== undefined
const offered = async () => {
  const { data } = await panda.call('GET /api/v1/services/panda/hello')
  const { services } = data as { services: { environment: string; releases: { imageDigest: string }[] }[] }
  return services.map(({ environment, releases }) => [environment, releases.map(one => one.imageDigest)] as const)
}
const tagsOf = (digest: string) => {
  const all = panda.shelf.list<{ digest: string; tags: string[] }>('ecr.image').map(([, image]) => image)
  return all.find(one => one.digest === digest)?.tags ?? []
}

test('an image is tagged for people: its time, its commit, the newest, and when it was for dev', async () => {
  await panda.served('a', { environment: 'dev', branch: 'develop' })
  await panda.served('b')
  expect(tagsOf(digestOf('a'))).toEqual(
    expect.arrayContaining([
      'aaaaaaa',
      expect.stringMatching(/^\d{8}_\d{6}$/),
      expect.stringMatching(/^dev-\d{8}_\d{6}$/),
    ]),
  )
  expect(tagsOf(digestOf('b'))).toEqual(expect.arrayContaining(['bbbbbbb', 'latest']))
  expect(tagsOf(digestOf('a'))).not.toContain('latest')
})

test('the fortieth deployment later old images are gone, and every digest that a rollback offers is there', async () => {
  for (const letter of ['a', 'b', 'c']) await panda.served(letter, { environment: 'dev', branch: 'develop' })
  for (let n = 1; n <= 40; n++) {
    await panda.served(named(n))
    await panda.seconds(day)
  }
  const all = await offered()
  expect(all.map(([environment, releases]) => [environment, releases.length]).sort()).toEqual([
    ['default', 10],
    ['dev', 3],
  ])
  for (const [, releases] of all)
    for (const digest of releases) expect([digest, await isThere(digest)]).toEqual([digest, true])
  const left = []
  for (let n = 1; n <= 40; n++) if (await isThere(digestOf(named(n)))) left.push(n)
  expect(left[0]).toBeGreaterThan(27)
  expect(await isThere(digestOf(named(1)))).toBe(false)
}, 120_000)

test('what failed is not kept: it goes when ten newer ones are there', async () => {
  panda.weather.programs.set('d', { healthyAfterMs: null })
  await panda.served('a')
  const failed = await panda.deploy('d')
  expect((await panda.end(failed)).status).toBe('FAILED')
  expect(await isThere(digestOf('d'))).toBe(true)
  for (let n = 1; n <= 13; n++) await panda.served(named(n))
  expect(await isThere(digestOf('d'))).toBe(false)
}, 60_000)

test('one that waits for its reviewers is there when they have agreed, whatever else was pushed meanwhile', async () => {
  const id = await panda.deploy('a', { environment: 'prod' })
  await panda.until(id, 'AWAITING_APPROVAL')
  for (let n = 1; n <= 14; n++) await panda.served(named(n), { environment: 'staging' })
  expect(await isThere(digestOf('a'))).toBe(true)
}, 60_000)

test('rules of the customer’s own stay as they are', async () => {
  await panda.ports.images.ensure(customer, 'panda-hello', { 'panda:owner': 'panda', 'panda:repo': 'hello' })
  const rule = { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 100 }
  const own = JSON.stringify({ rules: [{ rulePriority: 1, selection: rule, action: { type: 'expire' } }] })
  await panda.ports.images.setRules(customer, 'panda-hello', own)
  for (let n = 1; n <= 12; n++) await panda.served(named(n))
  expect(await isThere(digestOf(named(1)))).toBe(true)
}, 60_000)

test('a role that may not set rules deploys as ever, and nothing is deleted', async () => {
  panda.weather.before = async ({ command }) => {
    if (command === 'GetLifecyclePolicy' || command === 'PutLifecyclePolicy')
      throw Object.assign(new Error('not authorized'), {
        name: 'AccessDeniedException',
        $metadata: { httpStatusCode: 400 },
      })
  }
  for (let n = 1; n <= 12; n++) await panda.served(named(n))
  expect(await isThere(digestOf(named(1)))).toBe(true)
}, 60_000)

test('what was released before there were any rules is kept by the first deployment after', async () => {
  const denied = async ({ command }: { command: string }) => {
    if (['BatchGetImage', 'GetLifecyclePolicy'].includes(command))
      throw Object.assign(new Error('no'), { name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } })
  }
  panda.weather.before = denied
  await panda.served('a', { environment: 'staging' })
  panda.weather.before = async () => {}
  for (let n = 1; n <= 14; n++) await panda.served(named(n))
  expect(await isThere(digestOf('a'))).toBe(true)
}, 60_000)
