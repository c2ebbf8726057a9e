// Panda goes away while somebody watches, and comes back: the view says so, resumes, and its keys work.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { type Cli, connectAll, pandaCli } from '../cli/panda-cli.ts'
import { type PandaProcess, startPanda } from '../e2e/panda-process.ts'
import { openScreen, type Screen } from './screen.ts'

let place: PandaProcess | undefined
let cli: Cli | undefined
let screen: Screen | undefined
let dataDir: string | undefined

afterAll(async () => {
  await screen?.close()
  await place?.stop()
  await cli?.remove()
  if (dataDir) await rm(dataDir, { recursive: true, force: true })
})

it('says that the connection is lost, comes back by itself, and goes on', async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'panda-terminal-'))
  place = await startPanda({ dataDir })
  cli = await pandaCli(place.address)
  await connectAll(cli)
  await cli.run(['deploy', 'panda/hello', '--watch'])
  screen = await openScreen(cli)
  await screen.type('panda deploy panda/hello --watch')
  await screen.press('Enter')
  await screen.shows('[s]witch  [c]ancel  [q]uit')
  await place.kill9()
  expect(await screen.shows('The connection is lost')).toContain('✓ Build')
  const port = new URL(place.address).port
  place = await startPanda({ dataDir, env: { PORT: port } })
  await screen.shows(/^(?![\s\S]*The connection is lost)[\s\S]*\[s\]witch/)
  await screen.type('s')
  await screen.shows('Move all traffic to green?')
  await screen.type('y')
  const end = await screen.shows('is live (')
  expect(end.match(/✓ Prepare/g)).toHaveLength(1)
})
