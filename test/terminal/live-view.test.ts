// The live view as a person sees it: it draws, keys switch and cancel, Ctrl-C leaves the deployment running.
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { type Cli, connectAll, pandaCli } from '../cli/panda-cli.ts'
import { followUntil, type PandaProcess, startPanda } from '../e2e/panda-process.ts'
import { openScreen, type Screen } from './screen.ts'

let place: PandaProcess
let cli: Cli
let screen: Screen

beforeAll(async () => {
  place = await startPanda()
  cli = await pandaCli(place.address)
  await connectAll(cli)
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

/** What the last command ended with. */
const exitCode = async () => {
  await enter('echo "ended with $?."')
  return /^ended with (\d+)\./m.exec(await screen.shows(/^ended with \d+\./m))![1]
}

const newest = async () => (await place.client.deployments({ limit: 1 })).deployments[0]!

it('draws the stages, a bar and where it is, and ends with the address', async () => {
  await enter('panda deploy panda/hello --watch')
  const drawn = await screen.shows(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] [A-Z]/)
  expect(drawn).toMatch(/panda\/hello@main · default +dep_/)
  expect(drawn).toMatch(/[━─]{40} +\d+%/)
  expect(drawn).toContain('Ctrl-C or q leaves it running')
  const end = await screen.shows('is live (')
  for (const stage of ['Prepare', 'Build', 'Push', 'Infrastructure', 'Blue/green', 'Switch', 'Complete'])
    expect(end).toMatch(new RegExp(`✓ ${stage} +\\d`))
  expect(end).toContain('100%')
  // The picture is drawn over itself: it is there once.
  expect(end.match(/✓ Prepare/g)).toHaveLength(1)
  expect(end).not.toContain('Ctrl-C or q')
  expect(await screen.read({ colors: true })).toContain('\u001b[32m✓')
  expect(await exitCode()).toBe('0')
})

it('shows blue and green and the verdict, asks before it switches, and switches', async () => {
  await enter('panda deploy panda/hello --watch')
  const ready = await screen.shows('[s]witch  [c]ancel  [q]uit')
  expect(ready).toMatch(/● blue +█{8} 100% +\d+ +0 +[\d.]+ ms/)
  expect(ready).toMatch(/● green +░{8} {3}0% +\d+ +0 +[\d.]+ ms/)
  expect(ready).toMatch(/Green is (no slower|better|WORSE): p95 [\d.]+ ms against/)
  await screen.type('s')
  await screen.shows('Move all traffic to green?')
  await screen.type('n')
  await screen.shows('[s]witch  [c]ancel  [q]uit')
  expect((await newest()).status).toBe('DEPLOYMENT_READY')
  await screen.type('s')
  await screen.shows('Move all traffic to green?')
  await screen.type('y')
  const end = await screen.shows('is live (')
  expect(end).toMatch(/● green +█{8} 100%/)
  expect(end).toContain('Changed your mind? panda rollback panda/hello')
  expect(await exitCode()).toBe('0')
})

it('cancels at a key, and says what serves', async () => {
  await enter('panda deploy panda/hello --watch')
  await screen.shows('[s]witch  [c]ancel  [q]uit')
  await screen.type('c')
  await screen.shows('Cancel it? Blue goes on serving.')
  await screen.type('y')
  expect(await screen.shows('■ Cancelled')).toMatch(/Serving now: blue http/)
  expect(await exitCode()).toBe('1')
})

it('leaves it running at Ctrl-C, says how to come back, and comes back', async () => {
  await enter('panda deploy panda/hello --watch')
  await screen.shows(/[━─]{40} +\d+%/)
  await screen.press('C-c')
  const left = await screen.shows('The deployment goes on without you.')
  const [, id] = /panda watch (dep_\w+)/.exec(left)!
  expect(await exitCode()).toBe('130')
  expect(await followUntil(place, id!, ['READY'])).not.toHaveLength(0)
  await enter('clear')
  await enter(`panda watch ${id}`)
  await screen.shows('[s]witch  [c]ancel  [q]uit')
  // With a Korean keyboard it is the same key.
  await screen.type('ㅂ')
  await screen.shows('The deployment goes on without you.')
  expect(await exitCode()).toBe('0')
  expect((await place.client.deployment(id!)).status).toBe('DEPLOYMENT_READY')
  await place.client.cancel(id!)
})

it('leaves the terminal as it was: what is typed is seen, the cursor too', async () => {
  await enter('panda watch panda/hello; stty -a | tr ";" "\\n" | grep -c -e "-echo "')
  // `stty -a` of a terminal in raw mode has "-echo ".
  await screen.shows(/^0$/m)
})

it('fits a small terminal, and one that changes its size', async () => {
  await screen.resize(48, 16)
  await enter('panda deploy panda/hello --watch')
  const small = await screen.shows('[s]witch')
  expect(small).toMatch(/● blue .*100%/)
  for (const line of small.split('\n')) expect([...line].length).toBeLessThanOrEqual(48)
  await screen.resize(110, 34)
  await screen.shows(/requests +errors +p50 +p95/)
  await screen.type('c')
  await screen.type('y')
  await screen.shows('■ Cancelled')
})

it('speaks Korean', async () => {
  await enter('export LANG=ko_KR.UTF-8 LC_ALL=C.UTF-8 PANDA_LOCALE=ko; clear')
  await enter('panda deploy panda/hello --watch')
  const ready = await screen.shows('[s] 전환  [c] 취소  [q] 나가기')
  expect(ready).toMatch(/✓ 준비 +\d/)
  expect(ready).toMatch(/● 블루/)
  await screen.type('q')
  await screen.shows('배포는 계속 진행됩니다.')
  await place.client.cancel((await newest()).deploymentId)
})

it('draws nothing for CI, nor where colours are unwanted any colour', async () => {
  await enter('CI=true panda watch panda/hello')
  const lines = await screen.shows(/Deployment (cancelled|completed)/)
  expect(lines).toMatch(/^\d\d:\d\d:\d\d {2}\[Stage 1\] Docker image built$/m)
  expect(lines).not.toMatch(/[━⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/)
  await enter('clear; NO_COLOR=1 panda list')
  await screen.shows('REPOSITORY')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are that
  expect(await screen.read({ colors: true })).not.toMatch(/\u001b\[\d*m(completed|cancelled)/)
})
