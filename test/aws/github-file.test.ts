// A file of a repository, over the stand-in, which answers as GitHub does.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { github } from '../../aws/github.ts'
import { githubStandIn } from '../../local/github/stand-in.ts'
import { git, temporaryFolder, withToken } from '../local/github/commands.ts'

const text = 'environments:\n  dev:\n    healthPath: /안녕\n'.repeat(9)

test('is read at a branch or a commit; one that is not there is none', async () => {
  const standIn = await githubStandIn({ dataDir: await temporaryFolder(), tokens: ['ghp_local'] })
  onTestFinished(() => standIn.close())
  const folder = await temporaryFolder()
  await git(folder, 'clone', '--quiet', withToken(`${standIn.url}/panda/hello.git`, 'ghp_local'), 'one')
  const at = join(folder, 'one')
  await writeFile(join(at, 'panda.yml'), text)
  await git(at, 'add', 'panda.yml')
  await git(at, 'commit', '--quiet', '-m', 'settings')
  await git(at, 'push', '--quiet', 'origin', 'HEAD:feature/x')
  const commit = (await git(at, 'rev-parse', 'HEAD')).trim()
  const port = github({ apiUrl: standIn.apiUrl, cloneBase: standIn.url })
  const read = (ref: string, path = 'panda.yml', token = 'ghp_local') =>
    port.file({ owner: 'panda', repo: 'hello', ref, path }, token)
  expect(await read('feature/x')).toEqual({ ok: true, text })
  expect(await read(commit)).toEqual({ ok: true, text })
  for (const [ref, path] of [
    ['main'],
    ['nowhere'],
    ['feature/x', 'other.yml'],
    ['--all'],
    ['feature/x', '../config'],
  ] as const)
    expect(await read(ref, path)).toEqual({ ok: true, text: null })
  expect(await read('main', 'panda.yml', 'ghp_bad')).toMatchObject({ ok: false, errorCode: 'GITHUB_BAD_CREDENTIALS' })
})

test.each([
  ['a folder', '[{"type":"file"}]', { ok: true, text: null }],
  ['a link', '{"type":"symlink","target":"/etc/passwd"}', { ok: true, text: null }],
  ['no text', '{"type":"file","encoding":"none","content":""}', { ok: false, errorCode: 'GITHUB_TIMEOUT' }],
])('%s of that name', async (_, body, expected) => {
  const answer: typeof fetch = async () => new Response(body, { headers: { 'content-type': 'application/json' } })
  const port = github({ apiUrl: 'http://api', cloneBase: 'http://github', fetch: answer })
  expect(await port.file({ owner: 'a', repo: 'b', ref: 'main', path: 'panda.yml' }, 'ghp_1')).toMatchObject(expected)
})
