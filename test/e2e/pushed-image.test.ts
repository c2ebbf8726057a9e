// Another tool pushes an image: a real Panda, a real program, and nobody who asks for a deployment.
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { bodyOf, connect, deployed, followUntil, type PandaProcess, saying, startPanda } from './panda-process.ts'

let panda: PandaProcess
let folder: string
beforeAll(async () => {
  panda = await startPanda()
  folder = await mkdtemp(join(tmpdir(), 'panda-pushed-'))
  await cp(join(import.meta.dirname, '../../local/samples/hello/main'), folder, { recursive: true })
}, 60_000)
afterAll(async () => {
  await panda?.stop()
  await rm(folder, { recursive: true, force: true })
}, 30_000)

/** Two cores are shared with other tests. */
const patient = { timeout: 60_000, interval: 200 }

const post = async (body: object) => {
  const response = await fetch(`${panda.address}/local/push`, { method: 'POST', body: JSON.stringify(body) })
  return { status: response.status, said: (await response.json()) as { digest?: string; message?: string } }
}
/** As another tool builds and pushes it. */
const push = async (tag: string, text: string) => {
  for (const [path, content] of Object.entries(saying(text))) await writeFile(join(folder, path), content)
  const { status, said } = await post({ owner: 'panda', repo: 'hello', tag, folder })
  expect(status, said.message).toBe(200)
  return said.digest!
}
const begun = async () => {
  const { deployments } = await panda.client.deployments()
  return deployments.filter(one => one.deployedBy === 'ecr:panda-hello').reverse()
}

it('starts by its tag, goes through without a build, and once', { timeout: 240_000 }, async () => {
  const connections = await connect(panda.client, 'hello')
  const { version } = await panda.client.setEnvironment(
    { owner: 'panda', repo: 'hello', environment: 'dev' },
    { ...connections, branches: ['main'], imageTags: ['v*'] },
  )
  expect(version).toBe(1)
  // What Panda builds and pushes starts nothing beside itself.
  await deployed(panda, 'hello', { environment: 'dev', ...connections })

  const digest = await push('v1.0.0', 'from another tool')
  await vi.waitFor(async () => expect(await begun()).toHaveLength(1), patient)
  const id = (await begun())[0]!.deploymentId
  const codes = (await followUntil(panda, id)).map(one => one.code)
  for (const code of ['CLONE_STARTED', 'BUILD_STARTED', 'PUSHED']) expect(codes).not.toContain(code)
  const result = await panda.client.result(id)
  expect(result).toMatchObject({
    ...{ status: 'COMPLETED', environment: 'dev', branch: 'main', imageDigest: digest },
    ...{ imageTag: 'v1.0.0', commitHash: null, commitMessage: null },
  })
  expect(await bodyOf(result.url)).toContain('from another tool')

  // The same again, and a tag that the environment does not take.
  expect(await push('v1.0.0', 'from another tool')).toBe(digest)
  await push('nightly', 'from last night')
  // Another image under the tag is another release: once it has begun, the two before it have been heard of.
  const next = await push('v1.0.0', 'pushed once more')
  await vi.waitFor(async () => expect((await begun()).at(-1)?.imageDigest).toBe(next), patient)
  expect((await begun()).map(one => one.imageDigest)).toEqual([digest, next])
  await followUntil(panda, (await begun()).at(-1)!.deploymentId)
  expect(await bodyOf(result.url)).toContain('pushed once more')
})

it('what cannot be built or pushed is answered with its reason', { timeout: 60_000 }, async () => {
  const wrong = await post({ owner: 'panda', repo: 'hello', tag: 'v 2', folder: 'here' })
  expect(wrong.status).toBe(400)
  expect(wrong.said.message).toMatch(/must be a tag[\s\S]*must be a folder/)
  await rm(join(folder, 'Dockerfile'))
  expect(await post({ owner: 'panda', repo: 'hello', tag: 'v2', folder })).toMatchObject({
    status: 400,
    said: { message: expect.stringContaining('Dockerfile') },
  })
})
