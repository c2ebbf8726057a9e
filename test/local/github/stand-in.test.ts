import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { githubStandIn, type StandInOptions } from '../../../local/github/stand-in.ts'
import { git, temporaryFolder, withToken } from './commands.ts'

const start = async (options: Partial<StandInOptions> = {}) => {
  const dataDir = options.dataDir ?? (await temporaryFolder())
  const standIn = await githubStandIn({ dataDir, tokens: ['ghp_local'], ...options })
  onTestFinished(() => standIn.close())
  return { ...standIn, dataDir }
}

const ask = async (apiUrl: string, path: string, authorization = 'Bearer ghp_local', method = 'GET') => {
  const response = await fetch(apiUrl + path, { method, headers: authorization ? { authorization } : {} })
  return { status: response.status, body: await response.json() }
}

/** A repository of the user's with two branches, as somebody has it on disk. */
const usersRepository = async (name = 'mine') => {
  const folder = join(await temporaryFolder(), name)
  await mkdir(folder)
  await git(folder, 'init', '--quiet', '--initial-branch=trunk')
  await writeFile(join(folder, 'Dockerfile'), 'FROM node:24\n')
  await git(folder, 'add', '.')
  await git(folder, 'commit', '--quiet', '-m', 'One')
  await git(folder, 'branch', 'feature/a+b#1')
  return folder
}

describe('REST', () => {
  test('a repository, its branches, and one of them', async () => {
    const { url, apiUrl } = await start()
    const repository = await ask(apiUrl, '/repos/panda/hello')
    expect(repository.body).toMatchObject({
      full_name: 'panda/hello',
      owner: { login: 'panda' },
      default_branch: 'main',
      clone_url: `${url}/panda/hello.git`,
    })
    const all = await ask(apiUrl, '/repos/panda/hello/branches')
    expect(all.body.map((branch: { name: string }) => branch.name)).toEqual(['main', 'v2'])
    const one = await ask(apiUrl, '/repos/Panda/Hello/branches/v2')
    expect(one).toMatchObject({
      status: 200,
      body: { name: 'v2', commit: { sha: expect.stringMatching(/^[0-9a-f]{40}$/) } },
    })
    expect((await ask(apiUrl, '/repos/panda/hello/branches?per_page=1&page=2')).body).toMatchObject([{ name: 'v2' }])
  })

  test('every sample is there', async () => {
    const { apiUrl } = await start()
    const { body } = await ask(apiUrl, '/user/repos', 'token ghp_local')
    expect(body.map((one: { full_name: string }) => one.full_name)).toEqual([
      'panda/broken-build',
      'panda/hello',
      'panda/needs-run',
      'panda/no-dockerfile',
      'panda/sick-after-switch',
      'panda/slow-start',
      'panda/unhealthy',
    ])
  })

  test('says no as GitHub does', async () => {
    const { apiUrl } = await start()
    const said = async (path: string, authorization?: string, method?: string) => {
      const { status, body } = await ask(apiUrl, path, authorization, method)
      return `${status} ${body.message}`
    }
    expect(await said('/repos/panda/hello', 'Bearer ghp_bad')).toBe('401 Bad credentials')
    expect(await said('/user/repos', '')).toBe('401 Requires authentication')
    expect(await said('/repos/panda/other')).toBe('404 Not Found')
    expect(await said('/repos/other/hello')).toBe('404 Not Found')
    expect(await said('/repos/panda/%2e%2e%2fhello')).toBe('404 Not Found')
    expect(await said('/repos/panda/hello/branches/%zz')).toBe('404 Branch not found')
    expect(await said('/repos/panda/hello/branches/v3')).toBe('404 Branch not found')
    expect(await said('/repos/panda/hello', undefined, 'DELETE')).toBe('404 Not Found')
  })
})

describe('git', () => {
  test('clones a branch, and a pushed change is there for the next', async () => {
    const { url, apiUrl } = await start()
    const folder = await temporaryFolder()
    await git(folder, 'clone', '--quiet', withToken(`${url}/panda/hello.git`, 'ghp_local'), 'one')
    const one = join(folder, 'one')
    expect(JSON.parse(await readFile(join(one, 'message.json'), 'utf8'))).toMatchObject({ version: 'v1' })
    await writeFile(join(one, 'message.json'), '{ "version": "v3", "text": "Mine" }')
    await git(one, 'commit', '--quiet', '-am', 'Change it')
    await git(one, 'push', '--quiet', 'origin', 'main', 'main:feature/mine')
    const pushed = await ask(apiUrl, `/repos/panda/hello/branches/${encodeURIComponent('feature/mine')}`)
    expect(pushed.body.commit.sha).toBe(await git(one, 'rev-parse', 'HEAD'))
    await git(folder, 'clone', '--quiet', '--depth=1', withToken(`${url}/panda/hello`, 'ghp_local'), 'two')
    expect(await readFile(join(folder, 'two', 'message.json'), 'utf8')).toContain('Mine')
  })

  test('takes and gives more than fits into one piece', async () => {
    const { url } = await start()
    const folder = await temporaryFolder()
    const remote = withToken(`${url}/panda/hello.git`, 'ghp_local')
    await git(folder, 'clone', '--quiet', remote, 'one')
    // git sends more than 1 MB in chunks, without a length.
    const large = randomBytes(3_000_000)
    await writeFile(join(folder, 'one/large'), large)
    await git(join(folder, 'one'), 'add', '.')
    await git(join(folder, 'one'), 'commit', '--quiet', '-m', 'Large')
    await git(join(folder, 'one'), 'push', '--quiet')
    await git(folder, 'clone', '--quiet', remote, 'two')
    expect((await readFile(join(folder, 'two/large'))).equals(large)).toBe(true)
  })

  test('takes no other token, nor none', async () => {
    const { url } = await start()
    const folder = await temporaryFolder()
    const wrong = git(folder, 'clone', withToken(`${url}/panda/hello.git`, 'ghp_bad'), 'a')
    await expect(wrong).rejects.toThrow('Authentication failed')
    await expect(git(folder, 'clone', `${url}/panda/hello.git`, 'b')).rejects.toThrow('could not read Username')
    const unknown = git(folder, 'clone', withToken(`${url}/panda/other.git`, 'ghp_local'), 'c')
    await expect(unknown).rejects.toThrow('Repository not found')
  })

  test('serves nothing else of a repository', async () => {
    const { url } = await start()
    const authorization = `Basic ${Buffer.from('x:ghp_local').toString('base64')}`
    for (const path of ['config', 'HEAD', 'objects/info/packs', '../hello.git/config']) {
      const { status } = await fetch(`${url}/panda/hello.git/${path}`, { headers: { authorization } })
      expect(status).toBe(404)
    }
  })
})

describe('samples', () => {
  test('have the same commits everywhere, each branch on the one before', async () => {
    const { dataDir } = await start()
    const hashes = await git(join(dataDir, 'github/panda/hello.git'), 'log', '--format=%s %ad %an', '--date=iso', 'v2')
    expect(hashes.split('\n')).toEqual([
      'Say hello, and mean it 2026-01-01 00:01:00 +0000 Panda',
      'Say hello 2026-01-01 00:00:00 +0000 Panda',
    ])
    const again = await start()
    const refs = (folder: string) => git(join(folder, 'github/panda/hello.git'), 'for-each-ref')
    expect(await refs(again.dataDir)).toBe(await refs(dataDir))
    await git(join(dataDir, 'github/panda/hello.git'), 'fsck', '--strict')
  })

  test('what was pushed and the port stay when it starts again; what was half made is made anew', async () => {
    const first = await start()
    const folder = join(first.dataDir, 'github/panda')
    const v2 = await git(join(folder, 'hello.git'), 'rev-parse', 'v2')
    await git(join(folder, 'hello.git'), 'update-ref', 'refs/heads/main', v2)
    await mkdir(join(folder, '.making-abc', 'objects'), { recursive: true })
    await first.close()
    const second = await start({ dataDir: first.dataDir })
    expect(second.url).toBe(first.url)
    const { body } = await ask(second.apiUrl, '/repos/panda/hello/branches/main')
    expect(body.commit.sha).toBe(v2)
    expect((await ask(second.apiUrl, '/user/repos')).body).toHaveLength(7)
  })

  test('takes another port where its own is taken', async () => {
    const first = await start()
    await first.close()
    const other = createServer().listen(Number(new URL(first.url).port), '127.0.0.1')
    onTestFinished(() => void other.close())
    const second = await start({ dataDir: first.dataDir })
    expect(second.url).not.toBe(first.url)
    expect((await ask(second.apiUrl, '/repos/panda/hello')).status).toBe(200)
  })
})

describe("a folder of the user's", () => {
  test('is served as local/NAME, with its branches as they are now, to be read only', async () => {
    const mine = await usersRepository()
    const { url, apiUrl } = await start({ repos: [mine] })
    const { body } = await ask(apiUrl, '/repos/local/mine')
    expect(body).toMatchObject({ full_name: 'local/mine', default_branch: 'trunk' })
    await git(mine, 'branch', 'later')
    const names = (await ask(apiUrl, '/repos/local/mine/branches')).body.map((one: { name: string }) => one.name)
    expect(names).toEqual(['feature/a+b#1', 'later', 'trunk'])
    const branch = await ask(apiUrl, `/repos/local/mine/branches/${encodeURIComponent('feature/a+b#1')}`)
    expect(branch.body.commit.sha).toBe(await git(mine, 'rev-parse', 'trunk'))
    const folder = await temporaryFolder()
    await git(folder, 'clone', '--quiet', withToken(`${url}/local/mine.git`, 'ghp_local'), 'copy')
    const push = git(join(folder, 'copy'), 'push', 'origin', 'trunk:new')
    await expect(push).rejects.toThrow('403')
  })

  test('may be bare, or the work tree of another', async () => {
    const mine = await usersRepository()
    await git(mine, 'clone', '--quiet', '--bare', '.', '../bare.git')
    await git(mine, 'worktree', 'add', '--quiet', '../tree')
    const { url, apiUrl } = await start({ repos: [join(mine, '../bare.git'), join(mine, '../tree')] })
    expect((await ask(apiUrl, '/repos/local/bare/branches/trunk')).status).toBe(200)
    const folder = await temporaryFolder()
    await git(folder, 'clone', '--quiet', '--branch=tree', withToken(`${url}/local/tree.git`, 'ghp_local'), 'copy')
    expect(await readFile(join(folder, 'copy/Dockerfile'), 'utf8')).toBe('FROM node:24\n')
  })

  test('that is none is named', async () => {
    const mine = await usersRepository()
    const inside = join(mine, 'inside')
    await mkdir(inside)
    await expect(start({ repos: [inside] })).rejects.toThrow(`${inside}: this is not a git repository`)
    await expect(start({ repos: ['/not/there'] })).rejects.toThrow('--repo /not/there: there is no such folder')
    await expect(start({ repos: [mine, mine] })).rejects.toThrow('two folders would both be local/mine')
  })
})
