// What a release runs with, in real programs: told by its environment, brought along by its release, and back by a rollback.
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { bodyOf, deployed, followUntil, type PandaProcess, pushCommit, startPanda } from './panda-process.ts'

const program = `
const { GREETING = 'nothing', ONCE = '-', DB_PASSWORD } = process.env
const hash = text => require('node:crypto').createHash('sha256').update(text).digest('hex')
require('node:http')
  .createServer((_, answer) => answer.end(DB_PASSWORD ? hash(DB_PASSWORD) : \`\${GREETING} \${ONCE}\`))
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

it('a secret reaches the program, and no answer, event, log or file but its own; a rollback brings it back', {
  timeout: 120_000,
}, async () => {
  const canary = `cAnArY+/=%&~${'0123456789abcdef'.repeat(2)}`
  const reference = '/panda/panda/hello/default/DB_PASSWORD'
  const file = join(place.dataDir, 'parameters', reference)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, `${canary}\n`)
  const answers: unknown[] = [
    await place.client.setEnvironment(hello, { secrets: { DB_PASSWORD: reference }, variables: {} }),
  ]
  const given = await deployed(place, 'hello', { autoSwitch: true })
  const hash = createHash('sha256').update(canary).digest('hex')
  expect(await said(given.deploymentId)).toBe(hash)
  await place.client.setEnvironment(hello, {})
  const without = await deployed(place, 'hello', { autoSwitch: true })
  expect(await said(without.deploymentId)).toBe('nothing -')
  const back = await place.client.rollback(without.deploymentId)
  const events = await followUntil(place, back.deploymentId)
  expect(await said(back.deploymentId)).toBe(hash)
  const { client } = place
  answers.push(given.events, events, await client.environment(hello), await client.services())
  for (const { deploymentId } of [given, back])
    answers.push(
      await client.result(deploymentId),
      await client.deployment(deploymentId),
      await client.logs(deploymentId),
    )
  expect(JSON.stringify(answers)).toContain(reference)
  expect(JSON.stringify(answers)).not.toContain('cAnArY')
  expect(place.output()).not.toContain('cAnArY')
  expect(await filesWith(place.dataDir, 'cAnArY')).toEqual([join('parameters', reference)])
})

const filesWith = async (folder: string, text: string): Promise<string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter(one => one.isFile()).map(one => join(one.parentPath, one.name))
  const found: string[] = []
  for (const path of paths)
    if ((await readFile(path).catch(() => '')).includes(text)) found.push(relative(folder, path))
  return found
}
