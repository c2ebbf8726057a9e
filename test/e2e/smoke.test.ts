// npm run smoke, as one runs it against a real account: here against npm start, so that it works on the day it is needed.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { checks } from '../smoke/checks.ts'
import { type PandaProcess, startPanda } from './panda-process.ts'

let place: PandaProcess
beforeAll(async () => {
  place = await startPanda()
}, 40_000)
afterAll(() => place?.stop(), 30_000)

it('passes all that one machine can show, and says what it left out', { timeout: 120_000 }, async () => {
  const run = spawn(process.execPath, ['test/smoke/run.ts', '--url', place.address], { stdio: 'pipe' })
  let output = ''
  run.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  const [code] = await once(run, 'close')
  const leftOut = checks.filter(({ onlyOnAws }) => onlyOnAws).length
  expect(output).toContain(`${checks.length - leftOut} passed, 0 failed, ${leftOut} left out`)
  expect(code).toBe(0)
})

it.each([[[]], [['--profile', 'x']], [['--nonsense']]])('says how it is used, given %j', args => {
  const run = spawnSync(process.execPath, ['test/smoke/run.ts', ...args], { encoding: 'utf8' })
  expect(run.stderr).toContain('npm run smoke -- --profile NAME')
  expect(run.status).toBe(2)
})
