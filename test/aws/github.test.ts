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

describe('checks of a commit', () => {
  const at = { owner: 'panda', repo: 'hello', commit: `${'c0ffee'.repeat(6)}1234` }
  const run = (name: string, status: string, conclusion: string | null = null) => ({ name, status, conclusion })

  /** As GitHub answers: check runs of apps in one place, statuses in another. */
  const saying = (check_runs: object[], statuses: object[] = []) =>
    answering((request, response) => {
      const isRuns = request.url?.includes('/check-runs')
      response.writeHead(200).end(JSON.stringify(isRuns ? { check_runs } : { statuses }))
    })
  const stand = async (port: Awaited<ReturnType<typeof saying>>, ...names: string[]) => {
    const asked = await port.checks(at, names, 'ghp_local')
    return asked.ok ? asked.checks.map(one => one.state) : asked.errorCode
  }

  test('what GitHub itself lets through is good; whatever else has ended is not', async () => {
    const ends = ['success', 'neutral', 'skipped', 'failure', 'cancelled', 'timed_out', 'action_required', 'stale']
    const port = await saying(ends.map(end => run(end, 'completed', end)))
    const [good, bad] = [Array(3).fill('passed'), Array(5).fill('failed')]
    expect(await stand(port, ...ends)).toEqual([...good, ...bad])
  })

  test('runs and statuses count alike, by their names; one that nobody has named is missing', async () => {
    const port = await saying(
      [run('build', 'in_progress'), run('test', 'queued')],
      [
        { context: 'ci/lint', state: 'success' },
        { context: 'ci/e2e', state: 'error' },
        { context: 'ci/slow', state: 'pending' },
      ],
    )
    const stands = await stand(port, 'build', 'test', 'ci/lint', 'ci/e2e', 'ci/slow', 'ci/other')
    expect(stands).toEqual(['pending', 'pending', 'passed', 'failed', 'pending', 'missing'])
  })

  test('of two with one name the worse counts', async () => {
    const port = await saying([run('ci', 'completed', 'success')], [{ context: 'ci', state: 'failure' }])
    expect(await stand(port, 'ci')).toEqual(['failed'])
  })

  test('it looks on other pages, too', async () => {
    const port = await answering((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://github')
      const isFirst = searchParams.get('page') === '1' && pathname.endsWith('/check-runs')
      const check_runs = isFirst ? [run('one', 'completed', 'success')] : [run('two', 'completed', 'success')]
      response.writeHead(200, isFirst ? { link: `<http://x${pathname}?page=2>; rel="next"` } : {})
      response.end(JSON.stringify(pathname.endsWith('/check-runs') ? { check_runs } : { statuses: [] }))
    })
    expect(await stand(port, 'one', 'two')).toEqual(['passed', 'passed'])
  })

  test('what is no commit is asked nowhere', async () => {
    const port = await answering(() => expect.unreachable())
    const asked = await port.checks({ ...at, commit: '../../user' }, ['ci'], 'ghp_local')
    expect(asked).toMatchObject({ ok: false, errorCode: 'GITHUB_REPOSITORY_NOT_FOUND' })
  })

  test('the stand-in is told by whoever plays CI, and says it again after a restart', async () => {
    const dataDir = await temporaryFolder()
    const standIn = await githubStandIn({ dataDir, tokens: ['ghp_local'] })
    const repo = `${standIn.apiUrl}/repos/panda/hello`
    const headers = { authorization: 'Bearer ghp_local' }
    const { commit } = (await (await fetch(`${repo}/branches/main`, { headers })).json()) as { commit: { sha: string } }
    const set = async (state: string) =>
      fetch(`${repo}/statuses/${commit.sha}`, {
        ...{ method: 'POST', headers },
        body: JSON.stringify({ state, context: 'ci/test' }),
      })
    const asked = (apiUrl: string) =>
      github({ apiUrl, cloneBase: standIn.url }).checks({ ...at, commit: commit.sha }, ['ci/test'], 'ghp_local')
    const said = (state: string) => ({ ok: true, checks: [{ name: 'ci/test', state }] })
    expect(await asked(standIn.apiUrl)).toEqual(said('missing'))
    expect((await set('sideways')).status).toBe(422)
    await set('pending')
    expect(await asked(standIn.apiUrl)).toEqual(said('pending'))
    expect((await set('success')).status).toBe(201)
    await standIn.close()
    const again = await githubStandIn({ dataDir, tokens: ['ghp_local'] })
    onTestFinished(() => again.close())
    expect(await asked(again.apiUrl)).toEqual(said('passed'))
  })
})
