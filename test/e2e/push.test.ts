// A push to the stand-in's repository starts `dev`: a real Panda, a real git, nobody else.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { git, temporaryFolder, withToken } from '../local/github/commands.ts'
import { connect, followUntil, goodToken, type PandaProcess, startPanda } from './panda-process.ts'

let panda: PandaProcess
beforeAll(async () => {
  panda = await startPanda()
}, 60_000)
afterAll(() => panda?.stop(), 30_000)

/** Two cores are shared with other tests. */
const patient = { timeout: 60_000, interval: 200 }

const put = async (environment: string, body: object) => {
  const address = `${panda.address}/api/v1/environments/panda/hello/${environment}`
  const response = await fetch(address, { method: 'PUT', body: JSON.stringify(body) })
  expect(response.status).toBe(200)
}

const standIn = async () => {
  const port = await readFile(join(panda.dataDir, 'github', 'port'), 'utf8')
  return `http://127.0.0.1:${port.trim()}`
}

const register = async (url: string, secret: string) => {
  const body = JSON.stringify({ name: 'web', events: ['push'], config: { url, content_type: 'json', secret } })
  const headers = { authorization: `Bearer ${goodToken}` }
  const at = `${await standIn()}/api/v3/repos/panda/hello/hooks`
  const response = await fetch(at, { method: 'POST', headers, body })
  expect(response.status).toBe(201)
  return `${at}/${(await response.json()).id}/deliveries`
}

type Delivery = { guid: string; event: string; status_code: number; answer: string }

it('goes through by itself, as the program that was pushed, and once', { timeout: 180_000 }, async () => {
  const connections = await connect(panda.client, 'hello')
  await put('dev', connections)
  const { url, secret } = await panda.client.createHook({ owner: 'panda', repo: 'hello' })
  const deliveries = await register(url, secret)
  const heard = async () =>
    (await (await fetch(deliveries, { headers: { authorization: `Bearer ${goodToken}` } })).json()) as Delivery[]
  await vi.waitFor(async () => expect(await heard()).toMatchObject([{ event: 'ping', status_code: 200 }]), patient)

  const folder = join(await temporaryFolder(), 'hello')
  const remote = withToken(`${await standIn()}/panda/hello.git`, goodToken).replace('anyone:', 'octocat:')
  await git(join(folder, '..'), 'clone', '--quiet', remote, folder)
  await git(folder, 'checkout', '--quiet', '-b', 'develop')
  await writeFile(join(folder, 'README.md'), 'Pushed\n')
  await git(folder, 'add', '.')
  await git(folder, 'commit', '--quiet', '-m', 'Say hello from a push')
  const commit = await git(folder, 'rev-parse', 'HEAD')
  await git(folder, 'push', '--quiet', 'origin', 'develop')

  await vi.waitFor(async () => expect((await heard())[0]).toMatchObject({ event: 'push', status_code: 200 }), patient)
  const { data } = JSON.parse((await heard())[0]!.answer)
  expect(data.started).toEqual([{ environment: 'dev', deploymentId: expect.stringMatching(/^dep_/) }])
  const id = String(data.started[0].deploymentId)
  await followUntil(panda, id)
  const result = await panda.client.result(id)
  expect(result).toMatchObject({
    ...{ status: 'COMPLETED', environment: 'dev', branch: 'develop', deployedBy: 'github:octocat' },
    ...{ commitHash: commit, commitMessage: 'Say hello from a push' },
  })
  expect(await (await fetch(result.url!)).text()).toContain('Hello')

  // Nothing that dev takes: a tag, another branch, a commit that asks for nothing.
  await git(folder, 'push', '--quiet', 'origin', 'develop:refs/heads/feature', 'develop:refs/tags/v1')
  await git(folder, 'commit', '--quiet', '--allow-empty', '-m', 'Words only [skip deploy]')
  await git(folder, 'push', '--quiet', 'origin', 'develop')
  await vi.waitFor(async () => expect(await heard()).toHaveLength(5), patient)
  const { deployments } = await panda.client.deployments()
  expect(deployments.map(one => one.deploymentId)).toEqual([id])
})
