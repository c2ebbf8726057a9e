// What has been good in dev goes to prod only once two people who did not start it have agreed, and not before its time; what
// then runs there are the bytes that ran in dev.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { panda as clientOf } from '../../client/api.ts'
import { bodyOf, connect, deployTo, followUntil, type PandaProcess, startPanda } from './panda-process.ts'

let panda: PandaProcess
let connections: Awaited<ReturnType<typeof connect>>
beforeAll(async () => {
  panda = await startPanda()
  connections = await connect(panda.client, 'hello')
}, 60_000)
afterAll(() => panda?.stop(), 30_000)

/** On one machine a name is said, not proven. */
const as = (name: string) =>
  clientOf({
    baseUrl: panda.address,
    fetch: (input, init) => fetch(input, { ...init, headers: { ...init?.headers, 'panda-user': name } }),
  })
const hello = { owner: 'panda', repo: 'hello' }
const minute = 60_000

it('a promotion waits for two who have not started it, and for its time', { timeout: 4 * minute }, async () => {
  await panda.client.setEnvironment(
    { ...hello, environment: 'prod' },
    {
      ...connections,
      autoSwitch: true,
      approvals: { reviewers: 2, waitMinutes: 1 },
      promotion: { from: ['dev'], only: true },
    },
  )
  await expect(as('dana').deploy({ ...hello, ...connections, branch: 'main', environment: 'prod' })).rejects.toThrow(
    /promote/,
  )

  await panda.client.setEnvironment({ ...hello, environment: 'dev' }, { ...connections, branches: ['main'] })
  const dev = await deployTo(panda.client, 'hello', { ...connections, environment: 'dev', autoSwitch: true })
  await followUntil(panda, dev)
  const { deploymentId: prod } = await as('dana').promote(dev, { environment: 'prod' })
  const before = await followUntil(panda, prod, ['AWAITING_APPROVAL'])
  const asked = Date.parse(before.at(-1)!.timestamp)

  await expect(as('dana').approve(prod, { comment: 'Mine is fine' })).rejects.toThrow(/started it|may not approve/)
  await as('rob').approve(prod, { comment: 'Looked at the diff' })
  await as('rob')
    .approve(prod, {})
    .catch(() => undefined)
  // The same one twice is one.
  expect((await panda.client.deployment(prod)).approval?.approvals).toHaveLength(1)
  await as('rosa').approve(prod, { comment: 'So did I' })

  const rest = await followUntil(panda, prod, [], { after: before.length, withinMs: 3 * minute })
  const granted = rest.find(({ code }) => code === 'APPROVAL_GRANTED')!
  expect(Date.parse(granted.timestamp) - asked).toBeGreaterThanOrEqual(minute - 1_000)
  const codes = rest.map(({ code }) => code)
  expect(codes.indexOf('RELEASE_STARTED')).toBeGreaterThan(codes.indexOf('APPROVAL_GRANTED'))
  expect(codes).not.toContain('BUILD_STARTED')
  expect(codes.at(-1)).toBe('COMPLETED')

  const [there, here] = [await panda.client.deployment(dev), await panda.client.deployment(prod)]
  expect(here.imageDigest).toBe(there.imageDigest)
  expect(await bodyOf(here.url)).toBe(await bodyOf(there.url))
  expect(here.approval?.approvals.map(({ by, comment }) => [by, comment])).toEqual([
    ['rob', 'Looked at the diff'],
    ['rosa', 'So did I'],
  ])
})
