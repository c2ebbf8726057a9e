// A program that turns sick once it serves, with real users: it is back on blue within seconds, and nobody notices the way there.
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { EnvironmentSettings, PandaEvent } from '../../client/types.ts'
import { pause } from './load.ts'
import { openLoad } from './open-load.ts'
import { bodyOf, deployed, deployTo, followUntil, type PandaProcess, pushCommit, startPanda } from './panda-process.ts'

const old = 'Hello from Panda, version 1'
const hello = { owner: 'panda', repo: 'hello', environment: 'default' }

/** Of one text, and of a mood that it finds in a file: well without one. */
const program = (text: string, moodFile: string) => `
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
let ending = false
const mood = () => (existsSync(${JSON.stringify(moodFile)}) ? readFileSync(${JSON.stringify(moodFile)}, 'utf8') : 'well')
const server = createServer((request, response) => {
  if (ending) response.setHeader('connection', 'close')
  const [now, path] = [mood(), request.url]
  if (now === 'shouting' && path === '/') console.log('FATAL: the disk is full')
  const isBad = (now === 'failing' && path === '/') || (now === 'closed' && path === '/shop')
  response.writeHead(isBad ? 500 : 200).end(isBad ? 'sick' : ${JSON.stringify(text)})
})
process.on('SIGTERM', () => {
  ending = true
  server.close(() => process.exit(0))
})
server.keepAliveTimeout = 65_000
server.listen(process.env.PORT)
`

let place: PandaProcess
let url: string
let moodFile: string
let version = 1

beforeAll(async () => {
  place = await startPanda({ env: { PANDA_BAKE_CHECK_SECONDS: '1' } })
  moodFile = join(place.dataDir, 'mood')
  const { deploymentId } = await deployed(place, 'hello', { autoSwitch: true })
  url = (await place.client.result(deploymentId)).url!
}, 120_000)
afterAll(() => place?.stop(), 30_000)
beforeEach(() => rm(moodFile, { force: true }))

/** A new version with these settings, up to its switch. */
const switched = async (settings: EnvironmentSettings) => {
  await place.client.setEnvironment(hello, settings)
  const text = `Version ${++version}`
  await pushCommit(place.dataDir, { repo: 'hello', branch: 'main', files: { 'server.mjs': program(text, moodFile) } })
  const id = await deployTo(place.client, 'hello', { autoSwitch: true })
  const events = await followUntil(place, id, ['SWITCHED'])
  expect(events.at(-1), JSON.stringify(final(events))).toMatchObject({ code: 'SWITCHED' })
  expect(await bodyOf(url)).toBe(text)
  return { id, text }
}

const final = (events: PandaEvent[]): Record<string, unknown> => events.at(-1)?.details ?? {}
const timeOf = (events: PandaEvent[], code: string) =>
  Date.parse(events.find(event => event.code === code)?.timestamp ?? '')

it('errors: back on blue within 15 s of the first, and no request fails for the switch', {
  timeout: 120_000,
}, async () => {
  const users = openLoad(url)
  const { id, text } = await switched({ rollback: { bakeSeconds: 60 } })
  await pause(1_000)
  await writeFile(moodFile, 'failing')
  const events = await followUntil(place, id)
  await pause(2_000)
  await users.stop()
  expect(final(events)).toMatchObject({ errorCode: 'HEALTH_CHECK_FAILED', rule: 'serverErrors', finalService: 'blue' })
  const sick = users.asked.filter(({ status, said }) => status === 500 && said === 'sick')
  expect(sick.length).toBeGreaterThan(10)
  const firstBad = sick[0]!.at
  const lastBad = Math.max(...sick.map(({ at }) => at))
  console.log(
    `back on blue ${timeOf(events, 'ROLLED_BACK') - firstBad} ms after the first bad answer, the last ${lastBad - firstBad} ms after it`,
  )
  expect(timeOf(events, 'ROLLED_BACK') - firstBad).toBeLessThan(15_000)
  expect(lastBad - firstBad).toBeLessThan(15_000)
  // All others were answered, by one of the two.
  const others = users.asked.filter(one => !sick.includes(one))
  expect(others.filter(({ status, said }) => status !== 200 || (said !== old && said !== text))).toEqual([])
  expect(users.asked.filter(({ at }) => at > lastBad).every(({ said }) => said === old)).toBe(true)
  const { since } = final(events)
  expect(Date.parse(String(since))).toBeLessThanOrEqual(firstBad + 1_000)
})

it('a rule that only warns tells, and the release stays', { timeout: 120_000 }, async () => {
  const users = openLoad(url)
  const rule = { severity: 'warn' as const, criticalOver: null }
  const { id, text } = await switched({ rollback: { bakeSeconds: 8, serverErrors: rule } })
  await writeFile(moodFile, 'failing')
  const events = await followUntil(place, id, ['RULE_WARNED'])
  await rm(moodFile)
  const rest = await followUntil(place, id)
  await users.stop()
  expect(final(events)).toMatchObject({
    rule: 'serverErrors',
    said: expect.stringMatching(/answers of 5xx in 5 minutes/),
  })
  expect(rest.at(-1)?.code).toBe('COMPLETED')
  expect(await bodyOf(url)).toBe(text)
  const back = await place.client.rollback(id)
  await followUntil(place, back.deploymentId)
  expect(await bodyOf(url)).toBe(old)
})

it('a smoke request of production that fails: back on blue', { timeout: 120_000 }, async () => {
  const smoke = [{ path: '/shop', status: 200, body: 'Version *' }]
  const { id } = await switched({ smoke, rollback: { bakeSeconds: 4 } })
  await writeFile(moodFile, 'closed')
  const events = await followUntil(place, id)
  expect(final(events)).toMatchObject({
    errorCode: 'SMOKE_TEST_FAILED',
    finalService: 'blue',
    smoke: { of: 'production', path: '/shop', got: expect.stringMatching(/^500 in \d+ ms: "sick"$/) },
  })
  expect(await bodyOf(url)).toBe(old)
})

it('an error in what it prints: back on blue', { timeout: 120_000 }, async () => {
  const { id } = await switched({ rollback: { bakeSeconds: 60, errorLog: { patterns: ['FATAL*disk'] } } })
  await writeFile(moodFile, 'shouting')
  await bodyOf(url)
  const events = await followUntil(place, id)
  expect(final(events)).toMatchObject({ rule: 'errorLog', finalService: 'blue' })
  expect(final(events).errorMessage).toContain('FATAL: the disk is full')
  expect(await bodyOf(url)).toBe(old)
})
