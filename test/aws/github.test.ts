import { appendFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { github } from '../../aws/github.ts'
import { githubStandIn } from '../../local/github/stand-in.ts'
import { git, temporaryFolder } from '../local/github/commands.ts'

const hello = { owner: 'panda', repo: 'hello', branch: 'main' }

const answering = async (listener: RequestListener, timeoutMs?: number) => {
  const server = createServer(listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const apiUrl = `http://127.0.0.1:${address.port}/`
  return github({ apiUrl, cloneBase: 'https://github.example/', timeoutMs })
}

const always = (status: number, headers: Record<string, string> = {}, body = '{"message":"ghp_secret"}') =>
  answering((_, response) => response.writeHead(status, headers).end(body))

describe('against the stand-in', () => {
  test('a repository and branch that are there, and each that is not', async () => {
    const standIn = await githubStandIn({ dataDir: await temporaryFolder(), tokens: ['ghp_local'] })
    onTestFinished(() => standIn.close())
    const port = github({ apiUrl: standIn.apiUrl, cloneBase: standIn.url })
    expect(await port.check(hello, 'ghp_local')).toEqual({ ok: true })
    expect(await port.check(hello, 'ghp_bad')).toEqual({
      ok: false,
      errorCode: 'GITHUB_BAD_CREDENTIALS',
      message: 'GitHub connection failed: Bad credentials',
    })
    expect(await port.check({ ...hello, repo: 'other' }, 'ghp_local')).toEqual({
      ok: false,
      errorCode: 'GITHUB_REPOSITORY_NOT_FOUND',
      message: 'GitHub connection failed: Repository not found: panda/other',
    })
    expect(await port.check({ ...hello, branch: 'a/b' }, 'ghp_local')).toEqual({
      ok: false,
      errorCode: 'GITHUB_BRANCH_NOT_FOUND',
      message: 'GitHub connection failed: Branch not found: a/b',
    })
    expect(port.cloneUrl(hello)).toBe(`${standIn.url}/panda/hello.git`)
  })

  test('the branches of a repository, and of one that is not there', async () => {
    const dataDir = await temporaryFolder()
    const standIn = await githubStandIn({ dataDir, tokens: ['ghp_local'] })
    onTestFinished(() => standIn.close())
    const port = github({ apiUrl: standIn.apiUrl, cloneBase: standIn.url })
    const found = { ok: true, branches: ['main', 'v2'], defaultBranch: 'main', truncated: false }
    expect(await port.branches(hello, 'ghp_local')).toEqual(found)
    expect(await port.branches({ ...hello, repo: 'other' }, 'ghp_local')).toMatchObject({
      errorCode: 'GITHUB_REPOSITORY_NOT_FOUND',
    })
    expect(await port.branches(hello, 'ghp_bad')).toMatchObject({ errorCode: 'GITHUB_BAD_CREDENTIALS' })
    // More than one page, and more than all pages that are read.
    const gitDir = join(dataDir, 'github/panda/hello.git')
    const commit = await git(gitDir, 'rev-parse', 'main')
    const names = Array.from({ length: 299 }, (_, n) => `many/${String(n + 1).padStart(3, '0')}`)
    const create = (some: string[]) =>
      appendFile(join(gitDir, 'packed-refs'), some.map(name => `${commit} refs/heads/${name}\n`).join(''))
    await create(names.slice(0, 98))
    expect(await port.branches(hello, 'ghp_local')).toMatchObject({ truncated: false, branches: { length: 100 } })
    await create(names.slice(98, 298))
    expect(await port.branches(hello, 'ghp_local')).toMatchObject({ truncated: false, branches: { length: 300 } })
    await create(names.slice(298))
    const { branches, truncated } = { branches: [], truncated: undefined, ...(await port.branches(hello, 'ghp_local')) }
    expect([branches.length, new Set(branches).size, truncated]).toEqual([300, 300, true])
  })
})

describe('against other answers', () => {
  test('asks with the token in one header, and every part of the path encoded', async () => {
    const asked: string[] = []
    const port = await answering((request, response) => {
      asked.push(`${request.url} ${request.headers.authorization}`)
      response.end('{"name":"a/b#c"}')
    })
    expect(await port.check({ owner: 'o', repo: '../r', branch: 'a/b#c' }, 'ghp_x')).toEqual({ ok: true })
    expect(asked).toEqual(['/repos/o/..%2Fr Bearer ghp_x', '/repos/o/..%2Fr/branches/a%2Fb%23c Bearer ghp_x'])
  })

  test('a renamed branch is not the one that was named', async () => {
    const port = await always(200, {}, '{"name":"main"}')
    expect(await port.check({ ...hello, branch: 'master' }, 'ghp_x')).toMatchObject({
      errorCode: 'GITHUB_BRANCH_NOT_FOUND',
    })
  })

  const limited = { 'x-ratelimit-remaining': '0' }
  test.each([
    [403, {}, 'GITHUB_BAD_CREDENTIALS', 'The token may not read this repository'],
    [403, limited, 'GITHUB_TIMEOUT', 'Rate limit reached, try again later'],
    [429, {}, 'GITHUB_TIMEOUT', 'Rate limit reached, try again later'],
    [502, {}, 'GITHUB_TIMEOUT', 'GitHub answered 502'],
  ])('%i %o', async (status, headers, errorCode, words) => {
    const port = await always(status, headers)
    const message = `GitHub connection failed: ${words}`
    expect(await port.check(hello, 'ghp_secret')).toEqual({ ok: false, errorCode, message })
    expect(await port.branches(hello, 'ghp_secret')).toEqual({ ok: false, errorCode, message })
  })

  test('words that are no JSON', async () => {
    const port = await always(200, {}, '<html>')
    expect(await port.check(hello, 'ghp_x')).toMatchObject({ errorCode: 'GITHUB_TIMEOUT' })
    for (const body of ['<html>', '{"name":"hello"}', '{"default_branch":"main"}', '[]']) {
      const other = await always(200, {}, body)
      expect(await other.branches(hello, 'ghp_x')).toMatchObject({ errorCode: 'GITHUB_TIMEOUT' })
    }
  })

  test('no answer in time, or nobody there', async () => {
    const timeout = { ok: false, errorCode: 'GITHUB_TIMEOUT', message: 'GitHub connection failed: Connection timeout' }
    const silent = await answering(() => undefined, 50)
    expect(await silent.check(hello, 'ghp_x')).toEqual(timeout)
    expect(await silent.branches(hello, 'ghp_x')).toEqual(timeout)
    const nobody = github({ apiUrl: 'http://127.0.0.1:1', cloneBase: 'http://127.0.0.1:1' })
    expect(await nobody.check(hello, 'ghp_x')).toEqual(timeout)
  })

  test.each(['', 'ghp_x\r\nx-evil: 1', 'ghp_한글', 'a b'])('%j is no token, and nobody is asked', async token => {
    const port = await answering(() => expect.unreachable())
    expect(await port.check(hello, token)).toMatchObject({ errorCode: 'GITHUB_BAD_CREDENTIALS' })
    expect(await port.branches(hello, token)).toMatchObject({ errorCode: 'GITHUB_BAD_CREDENTIALS' })
  })
})
