// A server that says hostile things wherever it says a text of somebody's: commit messages, build output, names, addresses. What
// the command line prints of them steers no terminal, and no line of it is theirs.
import { readFile } from 'node:fs/promises'
import { expect, onTestFinished, test } from 'vitest'
import { matcher, segmentsOf } from '../../../app/match.ts'
import { routes } from '../../../app/routes.ts'
import { fakeServer } from '../../cli/fake-server.ts'
import { pandaCli } from '../../cli/panda-cli.ts'

type Example = { answer: { status: number; body: unknown } }
const { calls } = JSON.parse(await readFile('app/api.examples.json', 'utf8')) as { calls: Record<string, Example[]> }

const steering = '\u001b[2J\u001b]0;owned\u0007\u009b31m\u202e\u2066\u061c\u2028\r\nFORGED \b\0\x7f'
/** What is chosen from a list, or is a time, is no text of anybody's. */
const chosen =
  /^(?:status|type|code|stageName|name|verdict|finalService|errorCode|error|concurrency|role|result|state)$/

const hostile = (value: unknown, key = ''): unknown => {
  if (typeof value === 'string')
    return chosen.test(key) || /^\d{4}-\d\d-\d\dT/.test(value) ? value : `${value}${steering}`
  if (Array.isArray(value)) return value.map(one => hostile(one, key))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, hostile(one, name)]))
}

/** /api-docs is not recorded in itself. */
const noExample = { answer: { status: 200, body: { openapi: '3.1.0', info: { title: 'Panda', version: '0.1.0' } } } }

const matched = matcher(routes)

const hostileServer = async (wanted: 'good' | 'bad') => {
  const server = await fakeServer(line => {
    const [method = '', path = ''] = line.split(' ')
    const { route } = matched(method, segmentsOf(path))
    const examples = calls[route.operation] ?? []
    const fits = ({ answer }: Example) => (wanted === 'good' ? answer.status === 200 : answer.status >= 400)
    const { answer } = examples.find(fits) ?? examples[0] ?? noExample
    return { status: answer.status, body: hostile(answer.body) }
  })
  onTestFinished(() => server.close())
  const cli = await pandaCli(server.address)
  onTestFinished(() => cli.remove())
  return cli
}

const commands = [
  ...[
    'list',
    'services',
    'status dep_1',
    'status panda/hello',
    'logs dep_1',
    'cancel dep_1',
    'switch dep_1',
    'rollback dep_1',
  ],
  ...[
    'rollback panda/hello',
    'open dep_1',
    'connect github panda/hello',
    'connect aws --region local-1 --keys',
    'doctor',
  ],
  ...['deploy panda/hello', 'complete -- status dep', 'complete -- deploy pan', 'complete -- deploy --github gh'],
]
const env = {
  AWS_ACCESS_KEY_ID: 'AKIALOCAL',
  AWS_SECRET_ACCESS_KEY: 'local',
  GITHUB_TOKEN: 'ghp_local',
  BROWSER: 'true',
}

const judged = (text: string) => ({
  steered: /[^\P{Cc}\n\t]|\p{Bidi_Control}|[\u2028\u2029]/u.exec(text)?.[0],
  forged: text.split('\n').filter(line => line.trimStart().startsWith('FORGED')),
})

test.each(commands)(
  'panda %s',
  async command => {
    for (const wanted of ['good', 'bad'] as const) {
      const cli = await hostileServer(wanted)
      const { out, err } = await cli.run(command.split(' '), { env, stdin: 'ghp_local\n' })
      expect(judged(out), `${wanted}: ${JSON.stringify(out)}`).toEqual({ steered: undefined, forged: [] })
      expect(judged(err), `${wanted}: ${JSON.stringify(err)}`).toEqual({ steered: undefined, forged: [] })
    }
  },
  120_000,
)
