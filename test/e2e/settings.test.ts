// What a release runs with, in real programs: told by its environment, brought along by its release, and back by a rollback.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { bodyOf, deployed, followUntil, type PandaProcess, pushCommit, startPanda } from './panda-process.ts'

const program = `
const { GREETING = 'nothing', ONCE = '-' } = process.env
require('node:http')
  .createServer((_, answer) => answer.end(\`\${GREETING} \${ONCE}\`))
  .listen(process.env.PORT)
process.on('SIGTERM', () => process.exit(0))
`
const hello = { owner: 'panda', repo: 'hello', environment: 'default' }

let place: PandaProcess
beforeAll(async () => {
  place = await startPanda()
  const files = { 'server.js': program, Dockerfile: 'FROM node:24-slim\nCOPY server.js .\nCMD ["node", "server.js"]\n' }
  await pushCommit(place.dataDir, { repo: 'hello', branch: 'main', files })
}, 120_000)
afterAll(() => place?.stop(), 30_000)

const said = async (id: string) => bodyOf((await place.client.result(id)).url!)

it('settings hold for the next release, and are restored by a rollback', { timeout: 120_000 }, async () => {
  const nothing = await deployed(place, 'hello', { autoSwitch: true })
  expect(await said(nothing.deploymentId)).toBe('nothing -')
  await place.client.setEnvironment(hello, { count: 1, variables: { GREETING: 'one; $(two) "three"', ONCE: 'yes' } })
  // What is set changes nothing of what serves.
  expect(await said(nothing.deploymentId)).toBe('nothing -')
  const old = await deployed(place, 'hello', { autoSwitch: true })
  expect(await said(old.deploymentId)).toBe('one; $(two) "three" yes')
  await place.client.setEnvironment(hello, { count: 2, variables: { GREETING: 'changed' } })
  const next = await deployed(place, 'hello', { autoSwitch: true })
  expect(await said(next.deploymentId)).toBe('changed -')
  const warm = await place.client.rollback(next.deploymentId)
  await followUntil(place, warm.deploymentId)
  expect(await said(warm.deploymentId)).toBe('one; $(two) "three" yes')
  const anew = await place.client.rollback(warm.deploymentId, { to: nothing.deploymentId })
  await followUntil(place, anew.deploymentId)
  expect(await said(anew.deploymentId)).toBe('nothing -')
})
