// Questions on a terminal: secrets are not shown, Enter takes what is offered, Ctrl-C changes nothing.
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { type Cli, pandaCli } from '../cli/panda-cli.ts'
import { type PandaProcess, startPanda } from '../e2e/panda-process.ts'
import { openScreen, type Screen } from './screen.ts'

let place: PandaProcess
let cli: Cli
let screen: Screen

beforeAll(async () => {
  place = await startPanda()
  cli = await pandaCli(place.address)
})
beforeEach(async () => {
  screen = await openScreen(cli)
})
afterEach(() => screen?.close())
afterAll(async () => {
  await place?.stop()
  await cli?.remove()
})

const enter = async (line: string) => {
  await screen.type(line)
  await screen.press('Enter')
}

it('asks for a GitHub token without showing it, and may be left', async () => {
  await enter('panda connect github panda/hello')
  await screen.shows('GitHub token (is not shown')
  await screen.press('C-c')
  await screen.shows('Left; nothing was changed')
  await enter('panda connect github panda/hello')
  await screen.shows(/GitHub token[\s\S]*GitHub token/)
  await screen.type('ghp_locaX')
  await screen.press('BSpace')
  await screen.type('l')
  await screen.press('Enter')
  const done = await screen.shows('GitHub connected: panda/hello@main')
  expect(done).not.toContain('locaX')
  expect(done).not.toMatch(/samples of this machine\): \S/)
})

it('connects the pretended AWS of one machine at Enter', async () => {
  await enter('panda connect aws')
  await screen.shows('Connect that? [Y/n]')
  await screen.press('Enter')
  await screen.shows('AWS connected: account 000000000000, local-1')
})

it('leads through the role, and through keys that are not shown', async () => {
  await enter('panda connect aws --region local-1')
  await screen.shows('Connect that? [Y/n]')
  await enter('n')
  await screen.shows('ARN of the role (Enter: later):')
  await screen.press('Enter')
  await enter('clear; panda connect aws --region local-1 --keys')
  await screen.shows('AWS access key id:')
  await enter('AKIALOCAL')
  await screen.shows('AWS secret access key (is not shown):')
  await enter('local-secret')
  const told = await screen.shows('AWS credentials validation failed')
  expect(told).not.toContain('local-secret')
})

it('asks before a rollback, and no is no', async () => {
  for (const n of [1, 2]) {
    await enter(`clear; panda deploy panda/hello --watch --auto-switch; echo release ${n} out`)
    await screen.shows(new RegExp(`^release ${n} out`, 'm'))
  }
  await enter('clear; panda rollback panda/hello')
  const plan = await screen.shows('Go back? [Y/n]')
  expect(plan).toMatch(/serves now: +[0-9a-f]{7} Say hello/)
  expect(plan).toMatch(/goes back to: +[0-9a-f]{7} Say hello/)
  await enter('n')
  await screen.shows('Nothing was changed')
  await enter('clear; panda rollback panda/hello --watch')
  await screen.shows('Go back? [Y/n]')
  await screen.press('Enter')
  await screen.shows('is live (')
})

it('fits tables to the width', async () => {
  await screen.resize(64, 30)
  await enter('clear; panda list; panda services')
  const shown = await screen.shows(/REPOSITORY[\s\S]*REPOSITORY[\s\S]*\n\$\s*$/)
  expect(shown).toMatch(/^dep_\w+ +panda\/hello@main +completed/m)
  expect(shown).not.toContain('COMMIT')
})
