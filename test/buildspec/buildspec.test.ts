// The very lines of buildspec.yml in bash, as CodeBuild runs them: one shell, a phase ends at its first failing command,
// post_build runs in any case. `aws` is a script that answers from a file, `node` is real.
import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../local/github/commands.ts'

const spec = await readFile(join(import.meta.dirname, '../../buildspec/buildspec.yml'), 'utf8')
const commandsOf = (phase: string) => {
  const part = new RegExp(`^ {2}${phase}:\n((?: {4}.*\n|\n)+)`, 'm').exec(spec)?.[1] ?? ''
  return [...part.matchAll(/^ {6}- \|\n {8}(.+)\n/gm)].map(([, line]) => line!)
}

const aws = `#!/bin/sh
printf '%s\\n' "$@" > asked
for out in "$@"; do :; done
[ -f no-aws ] && { echo 'An error occurred (AccessDeniedException)' >&2; exit 254; }
cp answer "$out"
echo '{ "StatusCode": 200 }'
`

/** The phases in bash; what is exported is what a child of the shell sees. */
const run = async (files: Record<string, string>) => {
  const [folder, bin] = [await temporaryFolder(), await temporaryFolder()]
  await writeFile(join(bin, 'aws'), aws, { mode: 0o755 })
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  const phase = (name: string) => commandsOf(name).map(line => `  [ "$failed" ] || eval ${quoted(line)} || failed=1`)
  const script = [
    ...['phase() { failed=', ...phase('build'), '  outcome=$failed', '  failed='],
    ...[...phase('post_build'), '  [ "$outcome$failed" ] && return 1 || return 0', '}'],
    'phase; code=$?; printenv PANDA_REPORT > exported; exit $code',
  ].join('\n')
  const PATH = [bin, join(process.execPath, '..'), process.env.PATH].join(delimiter)
  const env = { PATH, PANDA_BUILD_CALL: 'panda-build-call', HOME: folder }
  const ended = await promisify(execFile)('bash', ['-c', script], { cwd: folder, env }).then(
    ({ stdout, stderr }) => ({ code: 0, said: stdout + stderr }),
    (fault: { code: number; stdout: string; stderr: string }) => ({
      code: fault.code,
      said: fault.stdout + fault.stderr,
    }),
  )
  const read = (name: string) => readFile(join(folder, name), 'utf8').catch(() => '')
  const exported = (await read('exported')).trim()
  return { ...ended, asked: await read('asked'), exported: exported && JSON.parse(exported) }
}

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`
const answering = (program: string) => ({ answer: JSON.stringify({ program }) })
const before = { errorCode: 'UNEXPECTED_ERROR', message: 'The build ended before it could say why', lines: [] }

test('its commands are all found', () => {
  expect(commandsOf('build')).toHaveLength(4)
  expect(commandsOf('post_build')).toHaveLength(1)
})

test('fetches the program from the one function, runs it, and exports what it leaves behind', async () => {
  const report =
    '{"n":3,"milestones":[{"code":"CLONED","details":{"commitMessage":"it\'s \\"$(touch pwned)\\" 한국어"}}]}'
  const program = `require('fs').writeFileSync('report.json', ${JSON.stringify(report)}); console.log('built')`
  const { code, said, asked, exported } = await run(answering(program))
  expect(said).toContain('built')
  expect(code).toBe(0)
  expect(exported).toEqual(JSON.parse(report))
  expect(asked).toMatch(/^lambda\ninvoke\n--function-name\npanda-build-call\n--payload\n\{"ask":"program"\}\n/)
})

test('ends as the program ends, and still exports', async () => {
  const program = `require('fs').writeFileSync('report.json', '{"n":9}'); process.exit(1)`
  expect(await run(answering(program))).toMatchObject({ code: 1, exported: { n: 9 } })
})

test('a program that is killed has said nothing, and that is said', async () => {
  const program = `process.kill(process.pid, 'SIGKILL')`
  expect(await run(answering(program))).toMatchObject({ code: 1, exported: { n: 0, milestones: [], failure: before } })
})

test.each([
  ['an error', JSON.stringify({ errorMessage: 'Refused', errorType: 'Error' }), 'Panda gave no program: Refused'],
  ['nothing', 'null', ''],
  ['nonsense', '{', 'SyntaxError'],
])('a function that answers %s instead of a program fails the build', async (_, answer, words) => {
  const { code, said, exported } = await run({ answer })
  expect(code).toBe(1)
  expect(said).toContain(words)
  expect(exported.failure).toEqual(before)
})

test('a function that may not be called fails the build, and nothing is run', async () => {
  const { code, said, exported } = await run({ 'no-aws': '', ...answering('console.log("ran")') })
  expect({ code, exported: exported.failure }).toEqual({ code: 1, exported: before })
  expect(said).toContain('AccessDeniedException')
  expect(said).not.toContain('ran')
})
