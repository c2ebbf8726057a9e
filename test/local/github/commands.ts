// git as a user of the stand-in types it.
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'

const execute = promisify(execFile)

export const git = async (cwd: string, ...args: string[]) => {
  const who = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@localhost', '-c', 'commit.gpgsign=false']
  const env = { PATH: process.env.PATH, HOME: cwd, GIT_TERMINAL_PROMPT: '0', GIT_CONFIG_NOSYSTEM: '1', LC_ALL: 'C' }
  return (await execute('git', [...who, ...args], { cwd, env })).stdout.trim()
}

export const temporaryFolder = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'panda-test-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

export const withToken = (url: string, token: string) => url.replace('http://', `http://anyone:${token}@`)
