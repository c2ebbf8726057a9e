// Wrong use: exit code 2, a sentence, and what was probably meant. Never a stack.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Cli, objects, pandaCli } from './panda-cli.ts'

let cli: Cli
beforeAll(async () => {
  // Nothing listens there: what is wrong is seen before anybody is asked.
  cli = await pandaCli('http://127.0.0.1:9')
})
afterAll(() => cli?.remove())

it.each([
  ['lst', 'There is no command “lst”', 'Did you mean: panda list'],
  ['abort dep_1', 'There is no command “abort”', 'Did you mean: panda cancel'],
  ['zzz', 'There is no command “zzz”', 'login, connect, deploy'],
  ['connect', 'which: github, aws?', 'panda connect --help'],
  ['connect gihub', 'There is no command “gihub”', 'Did you mean: panda connect github'],
  ['deploy', 'panda deploy needs OWNER/REPO[@BRANCH]', 'Such as: panda deploy panda/hello --watch'],
  ['deploy panda/hello --wach', 'There is no option --wach', 'Did you mean: --watch'],
  ['deploy panda/hello --port 99999', '--port must be 1 to 65535', ''],
  ['deploy panda/hello --concurrency sometimes', '--concurrency must be one of supersede', ''],
  ['deploy panda/hello --env', 'needs a value', 'panda deploy --help'],
  [
    'connect github panda/hello --token ghp_x',
    '--token is not an option, for a reason',
    'every program of the machine',
  ],
  ['connect aws --secret-access-key x', '--secret-access-key is not an option', 'Secrets are never arguments'],
  ['connect github hello', 'Not a repository: hello', 'panda/hello@main'],
  ['connect aws --role a --keys', 'Either --role or --keys', ''],
  ['watch nonsense', 'Not a deployment: nonsense', 'panda list'],
  ['list extra', 'Too much: extra', 'panda list --help'],
  ['list --status gone', 'Not a status: gone', 'DEPLOYMENT_READY'],
  ['list --limit 1000', '--limit must be 1 to 100', ''],
  ['completion tcsh', 'No completion for tcsh', 'panda completion bash'],
  ['login --url ftp://panda', 'Not an http or https address: ftp://panda', 'http://127.0.0.1:8080'],
])('panda %s', async (line, says, suggests) => {
  const { code, out, err } = await cli.run(line.split(' '))
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err).toContain(says)
  expect(err).toContain(suggests)
  expect(err).not.toMatch(/^\s+at |ghp_x/m)
})

it('says it as an object with --json', async () => {
  const { code, err } = await cli.run(['lst', '--json'])
  expect(code).toBe(2)
  expect(objects(err)).toMatchObject([
    { error: { exitCode: 2, next: ['Did you mean: panda list', 'Help: panda --help'] } },
  ])
})

it('shows the help, and the version, without anything else', async () => {
  expect(await cli.run([])).toMatchObject({ code: 0, err: '', out: expect.stringContaining('To begin with:') })
  expect(await cli.run(['--version'])).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) })
})
