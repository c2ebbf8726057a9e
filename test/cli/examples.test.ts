// Every example that a --help shows is typed as it stands, in a shell, and works.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deployTo, followUntil, type PandaProcess, startPanda } from '../e2e/panda-process.ts'
import { type Cli, pandaCli } from './panda-cli.ts'

let place: PandaProcess
let cli: Cli

beforeAll(async () => {
  place = await startPanda()
  cli = await pandaCli(place.address)
  await writeFile(join(cli.home, 'token.txt'), 'ghp_local\n')
}, 60_000)
afterAll(async () => {
  await place?.stop()
  await cli?.remove()
}, 30_000)

/** In an order in which each finds what it is about; `connect` itself shows those of its two. */
const commands = [
  ...['connect', 'connect github', 'connect aws', 'deploy', 'watch', 'list', 'status', 'logs', 'switch', 'rollback'],
  ...['cancel', 'services', 'metrics', 'open', 'doctor', 'audit', 'completion', 'login'],
]

/** What must be going on for it. */
const before: Record<string, () => Promise<unknown>> = {
  switch: () => greenWaits(),
  cancel: () => greenWaits(),
}

const greenWaits = async () => {
  const id = await deployTo(place.client, 'hello')
  await followUntil(place, id, ['READY'])
}

const examplesOf = async (command: string) => {
  const { out } = await cli.shell(`panda ${command} --help`)
  const [, after = ''] = out.split('Examples:\n')
  return after
    .split('\n\n')[0]!
    .split('\n')
    .map(line => line.trim())
    .filter(Boolean)
}

it('knows every command of the help', async () => {
  const { out } = await cli.shell('panda --help')
  const [, list = ''] = out.split('Commands:\n')
  const named = list
    .split('\n\n')[0]!
    .split('\n')
    .map(line => line.trim().split(/\s+/)[0])
  expect(new Set(commands.map(command => command.split(' ')[0]))).toEqual(new Set(named))
})

describe.each(commands)('panda %s --help', command => {
  it('shows examples that work', { timeout: 100_000 }, async () => {
    const examples = await examplesOf(command)
    expect(examples.length).toBeGreaterThan(0)
    for (const example of examples) {
      await before[command]?.()
      // Only where Panda listens is this test's own, and the token that is asked for on a terminal.
      const line = example.replace('http://127.0.0.1:8080', place.address)
      const env: Record<string, string> = example.includes('connect github') ? { GITHUB_TOKEN: 'ghp_local' } : {}
      const { code, out, err } = await cli.shell(line, { env })
      expect({ line, code, err }).toEqual({ line, code: 0, err: '' })
      expect(out).not.toBe('')
    }
  })
})
