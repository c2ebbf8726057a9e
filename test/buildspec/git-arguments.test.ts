import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import {
  askpassEnvironment,
  askpassScript,
  cloneArguments,
  gitEnvironment,
  refusal,
} from '../../buildspec/git-arguments.ts'
import { temporaryFolder } from '../local/github/commands.ts'

const url = 'https://github.com/panda/hello.git'

test('the branch and address come last, where nothing is an option any more', () => {
  const args = cloneArguments({ cloneUrl: url, branch: 'main', into: '/build/source' })
  expect(args.slice(-5)).toEqual(['--branch', 'main', '--', url, '/build/source'])
})

describe('is not handed to git', () => {
  test.each(['--upload-pack=x', '$(id)', 'main;id', '../x', '', 'a\nb', 'x'.repeat(10_000)])('branch %j', branch => {
    expect(refusal({ cloneUrl: url, branch })).toBe('the branch has a name that is not allowed')
  })
  test.each([
    'ext::sh -c id',
    'file:///etc',
    '/etc',
    'ssh://github.com/a/b',
    'git@github.com:a/b',
    '--upload-pack=x',
    '',
  ])('address %j', cloneUrl => expect(refusal({ cloneUrl, branch: 'main' })).toContain('not http or https'))
  test('an address with credentials', () => {
    const cloneUrl = 'https://x:ghp_secret@github.com/a/b.git'
    const refused = refusal({ cloneUrl, branch: 'main' })
    expect(refused).toBe('the address of the repository has credentials in it')
  })
})

test("git's environment has nothing of the machine's but what it takes to reach the network", () => {
  const machine = { PATH: '/bin', HTTPS_PROXY: 'http://proxy', GIT_DIR: '/x', GIT_SSH_COMMAND: 'x', AWS_SECRET: 's' }
  expect(gitEnvironment('/empty', machine)).toEqual({
    PATH: '/bin',
    HTTPS_PROXY: 'http://proxy',
    HOME: '/empty',
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ALLOW_PROTOCOL: 'http:https',
    GIT_LFS_SKIP_SMUDGE: '1',
  })
})

test("the token is for the repository's host alone", async () => {
  const script = join(await temporaryFolder(), 'askpass')
  await writeFile(script, askpassScript, { mode: 0o700 })
  const asked = async (prompt: string) => {
    const env = { PATH: process.env.PATH, ...askpassEnvironment(script, 'ghp_secret', url) }
    return (await promisify(execFile)(script, [prompt], { env })).stdout
  }
  expect(await asked("Password for 'https://x-access-token@github.com': ")).toBe('ghp_secret\n')
  await expect(asked("Password for 'https://x-access-token@github.com.evil.example': ")).rejects.toThrow()
  await expect(asked("Password for 'https://x-access-token@evil.example': ")).rejects.toThrow()
  await expect(asked("Username for 'https://github.com': ")).rejects.toThrow()
})
