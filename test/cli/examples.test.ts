// Every example that a --help shows is typed as it stands, in a shell, and works.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { receiver } from '../e2e/notices-receiver.ts'
import { deployTo, followUntil, type PandaProcess, startPanda } from '../e2e/panda-process.ts'
import { type Cli, pandaCli } from './panda-cli.ts'

let place: PandaProcess
let cli: Cli
let people: Awaited<ReturnType<typeof receiver>>

beforeAll(async () => {
  place = await startPanda()
  cli = await pandaCli(place.address)
  await writeFile(join(cli.home, 'token.txt'), 'ghp_local\n')
  people = await receiver(() => 200)
  await writeFile(join(cli.home, 'slack-address.txt'), `${people.address('/slack/canary')}\n`)
  await writeFile(join(cli.home, 'webhook-address.txt'), `${people.address('/hook/canary')}\n`)
  await writeFile(join(cli.home, 'email-address.txt'), 'ops@example.com\n')
  await mkdir(join(cli.home, 'deploy'))
  for (const folder of ['', 'deploy'])
    await writeFile(join(cli.home, folder, 'panda.yml'), 'environments: {dev: {port: 3000}}\n')
}, 60_000)
afterAll(async () => {
  await place?.stop()
  await cli?.remove()
  await people?.close()
}, 30_000)

/** In an order in which each finds what it is about; `connect` itself shows those of its two. */
const commands = [
  ...['connect', 'connect github', 'connect aws', 'deploy', 'watch', 'list', 'status', 'logs', 'switch', 'rollback'],
  ...[
    'cancel',
    'approvals',
    'approve',
    'reject',
    'env',
    'env list',
    'env show',
    'env set',
    'diff',
    'promote',
    'hook',
    'hook add',
    'hook list',
    'hook remove',
    'check',
    'services',
    'metrics',
    'notify',
    'notify add',
    'notify list',
  ],
  ...['notify test', 'notify remove', 'notify deliveries', 'open', 'doctor'],
  ...['grant', 'grant add', 'grant list', 'grant remove', 'audit', 'completion', 'login'],
]

/** What must be going on for it. */
const before: Record<string, () => Promise<unknown>> = {
  switch: () => greenWaits(),
  cancel: () => greenWaits(),
  approve: () => reviewersWait(),
  reject: () => reviewersWait(),
  'notify test': () => oneIsTold(),
  'notify remove': () => oneIsTold(),
  'notify deliveries': () => someoneWasTold(),
}

/** `test` and `remove` without an id are about the only one. */
const oneIsTold = async () => {
  for (const { id } of await place.client.notifications()) await place.client.removeNotification(id)
  await place.client.createNotification({ kind: 'slack', address: people.address('/slack/canary') })
}

const someoneWasTold = async () => {
  await oneIsTold()
  await followUntil(place, await deployTo(place.client, 'hello'), ['CLONED'])
  await vi.waitFor(async () => expect(await place.client.deliveries()).not.toEqual([]), { timeout: 20_000 })
}

const greenWaits = async () => {
  const id = await deployTo(place.client, 'hello')
  await followUntil(place, id, ['READY'])
}

const reviewersWait = async () => {
  const prod = { owner: 'panda', repo: 'hello', environment: 'prod' }
  await place.client.setEnvironment(prod, { branches: ['*'], approvals: { reviewers: 1 } })
  const id = await deployTo(place.client, 'hello', { environment: 'prod' })
  await followUntil(place, id, ['AWAITING_APPROVAL'])
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
