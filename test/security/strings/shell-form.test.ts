// Where Panda keeps its data is its user's choice. A program's shell form names paths that are turned into paths in there.
import { access, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cloneArguments, refusal } from '../../../buildspec/git-arguments.ts'
import { commandFor } from '../../../local/machines/command.ts'
import { keep } from '../../../local/machines/keeper.ts'
import { temporaryFolder } from '../../local/github/commands.ts'

const lines = ['cat /app/said', 'cat "/app/said"', "cat '/app/said'", 'cat "no /app/said" /app/said 2>/dev/null']
const names = [
  'plain',
  'two words',
  '$(touch canary)',
  '`touch canary`',
  '";touch canary;"',
  "';touch canary;'",
  '\ntouch canary\n',
  '$HOME',
  'a\\',
]

test.each(names.flatMap(name => lines.map(line => [name, line] as const)))('in a folder %j: %s', async (name, line) => {
  const folder = await temporaryFolder()
  const root = join(folder, name, 'root')
  await mkdir(join(root, 'app'), { recursive: true })
  await writeFile(join(root, 'app', 'said'), 'it')
  const config = {
    env: {},
    entrypoint: [],
    cmd: ['/bin/sh', '-c', line],
    workdir: '/',
    port: 80,
    stopSignal: 'SIGTERM',
  }
  const program = await keep(commandFor(config, { root, tmp: folder, bin: '/usr/bin' }, {}, 80))
  const said: string[] = []
  program.stdout.setEncoding('utf8').on('data', (text: string) => said.push(text))
  program.stderr.resume()
  await program.ended
  expect(said.join('')).toBe('it')
  await expect(access(join(root, 'canary'))).rejects.toThrow('ENOENT')
})

test.each([
  "https://git'hub.com/a/b.git",
  'https://git*hub.com/a/b.git',
  'https://git"hub.com/a/b.git',
  "https:'//github.com/a/b",
])('git is not sent to %s', cloneUrl => expect(refusal({ cloneUrl, branch: 'main' })).toContain('not allowed'))

test.each([
  'https://github.com/a/b.git',
  'http://127.0.0.1:8081/a/b.git',
  'http://[::1]:80/a/b.git',
  'https://ghe.example.co.kr/a/b',
])('git is sent to %s', cloneUrl => {
  expect(refusal({ cloneUrl, branch: 'main' })).toBeUndefined()
  expect(cloneArguments({ cloneUrl, branch: 'main', into: '/w' }).slice(-3)).toEqual(['--', cloneUrl, '/w'])
})
