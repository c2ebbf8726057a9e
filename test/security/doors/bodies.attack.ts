// Bodies, headers and bytes that are meant to do harm, to a Panda of its own process: each is answered, soon, in few words; the
// process lives, knows nothing it should not, grows no more than it may, and has started nothing.
import { routes } from '../../../app/routes.ts'
import { type Dice, diceFor } from '../../sim/dice.ts'
import type { Attack, Wish } from '../attack.ts'
import { bodies, contentTypes, rawRequests } from './bodies.ts'
import { exchange, type Heard, head, healthMs, memoryOf, openTarget, post, stack, type Target } from './wire.ts'

/** Requests that are spoiled byte by byte. */
const spoiled = { ci: 1_000, full: 20_000 }
/** A small answer to whatever was sent. */
const longestAnswer = 20_000
/** What the heap may reach before Node cleans it, on top of where it began. */
const mostGrowthMb = 300
const slowestMs = 4_000

type Siege = { target: Target; tried: number; bad: string[]; slowest: number }

const run = async ({ size, seed, say }: Wish) => {
  const target = await openTarget()
  const siege: Siege = { target, tried: 0, bad: [], slowest: 0 }
  try {
    await healthMs(target.port)
    const before = memoryOf(target.pid)
    const untouched = await canary(target)
    await everyCall(siege, say)
    await asBytes(siege, say)
    await asStranger(siege)
    await spoil(siege, diceFor(seed, 'bodies'), spoiled[size], say)
    const growth = Math.round(memoryOf(target.pid) - before)
    if (growth > mostGrowthMb) siege.bad.push(`grew by ${growth} MB`)
    if ((await canary(target)) !== untouched) siege.bad.push('answers otherwise than before: something is polluted')
    const { deployments } = await target.client.deployments()
    if (deployments.length > 0) siege.bad.push(`started ${deployments.length} deployments`)
    if (stack.test(target.output())) siege.bad.push(`had faults: ${target.output().slice(0, 2_000)}`)
    return {
      tried: siege.tried,
      violations: siege.bad,
      figures: { 'slowest answer, ms': Math.round(siege.slowest), 'growth, MB': growth },
    }
  } finally {
    await target.stop()
  }
}

export default {
  name: 'bodies',
  about: 'polluting, huge, deep and broken bodies, headers and requests over the wire',
  run,
} satisfies Attack

/** What a call says that lacks everything: were a field in a prototype, it would not be missing. */
const canary = async ({ port }: Target) => {
  const answers = []
  for (const path of ['/api/v1/deploy', '/api/v1/connect/github', '/api/v1/connect/aws', '/api/v1/tokens']) {
    const { text } = await exchange(port, post(path, '{}'))
    answers.push(text.replace(/"timestamp":"[^"]*"/, '').replace(/^Date:.*$/m, ''))
  }
  return answers.join('\n')
}

const everyCall = async (siege: Siege, say: Wish['say']) => {
  const calls = routes.filter(({ body }) => body)
  for (const [n, { path }] of calls.entries()) {
    const address = path.replace('{id}', 'dep_1')
    say(`POST ${path}`, n / (calls.length + 3))
    for (const [what, body] of Object.entries(bodies))
      await answered(siege, post(address, body), {
        what: `${what} to ${path}`,
        taken: what === 'blanks' || what === 'a byte order mark',
      })
    for (const type of contentTypes)
      await answered(siege, post(address, '{"x":1}', { 'Content-Type': type }), { what: `${type} to ${path}` })
  }
}

type Expected = { what: string; taken?: boolean; words?: boolean }

const answered = async (siege: Siege, bytes: string | Buffer, { what, taken = false, words = true }: Expected) => {
  const heard = await exchange(siege.target.port, bytes, 8_000)
  siege.tried++
  siege.slowest = Math.max(siege.slowest, heard.ms)
  siege.bad.push(...wrongWith(heard, { taken, words }).map(wrong => `${what}: ${wrong}: ${heard.text.slice(0, 300)}`))
}

const wrongWith = (
  { status, text, ms, ended }: Heard,
  { taken, words }: Pick<Expected, 'taken' | 'words'>,
): string[] => {
  const body = text.slice(text.indexOf('\r\n\r\n') + 4)
  return [
    ...(ended ? [] : ['is neither answered nor hung up on']),
    ...(words && status === 0 ? ['has no answer'] : []),
    ...(status >= 500 && status !== 501 && status !== 505 ? [`answered ${status}`] : []),
    ...(words && !taken && status === 200 ? ['is taken'] : []),
    ...(words && status >= 400 && !body.includes('"errorCode"') ? ['is refused in no words of Panda'] : []),
    ...(text.length > longestAnswer ? [`answered ${text.length} characters`] : []),
    ...(ms > slowestMs ? [`took ${Math.round(ms)} ms`] : []),
    ...(stack.test(body) ? ['tells of code'] : []),
  ]
}

/** These may end without a word, which is what Node says to what is no HTTP. */
const asBytes = async (siege: Siege, say: Wish['say']) => {
  for (const path of ['/api/v1/deploy', '/api/v1/connect/github', '/nothing']) {
    say(`raw requests to ${path}`, 0.8)
    for (const [what, bytes] of Object.entries(rawRequests(path))) {
      if (what === 'many at once') continue
      await answered(siege, bytes, { what: `${what}: ${path}`, words: false })
    }
  }
  const many = await exchange(siege.target.port, rawRequests('/health')['many at once']!)
  const count = many.text.split('"UP"').length - 1
  if (count !== 501) siege.bad.push(`501 questions in one go have ${count} answers`)
}

/** A page of somewhere else, whose name may have been pointed at this machine. */
const asStranger = async (siege: Siege) => {
  const strangers: Record<string, string>[] = [
    ...[
      'evil.test',
      '127.0.0.1.evil.test',
      'localhost.evil.test',
      '10.0.0.1',
      '[::2]',
      '',
      'localhost:1@evil.test',
      '0.0.0.0',
    ].map(Host => ({ Host })),
    ...['http://evil.test', 'null', 'https://localhost.evil.test', 'file://', 'http://127.0.0.1.evil.test', 'x'].map(
      Origin => ({ Origin }),
    ),
  ]
  for (const headers of strangers)
    for (const line of ['GET /api/v1/deploy', 'GET /api/v1/connect/github', 'POST /api/v1/tokens', 'GET /health']) {
      const { status, text } = await exchange(siege.target.port, head(line, { ...headers, 'Content-Length': '0' }))
      siege.tried++
      if (status !== 403 && status !== 400)
        siege.bad.push(`${line} of ${JSON.stringify(headers)}: ${status} ${text.slice(0, 200)}`)
    }
}

/** A good request, some of whose bytes are others; many beside each other. */
const spoil = async (siege: Siege, dice: Dice, count: number, say: Wish['say']) => {
  const goods = [
    post('/api/v1/deploy', '{"owner":"panda","repo":"hello","branch":"main"}'),
    post('/api/v1/connect/aws', '{"region":"local-1"}'),
    Buffer.from(head('GET /api/v1/deploy?limit=1')),
  ]
  const width = 64
  for (let done = 0; done < count; done += width) {
    if (done % (width * 5) === 0) say('spoiled requests', 0.85 + (0.15 * done) / count)
    const spoiling = Array.from({ length: width }, () => spoilt(dice.pick(goods), dice))
    await Promise.all(spoiling.map(bytes => spoiledOne(siege, bytes)))
  }
}

/** Half of them lack their end: those are the slow attack's. */
const spoiledOne = async (siege: Siege, bytes: Buffer) => {
  const { status, text } = await exchange(siege.target.port, bytes, 1_000)
  siege.tried++
  if (status >= 500 && status !== 501 && status !== 505)
    siege.bad.push(`spoiled: ${JSON.stringify(bytes.toString('latin1'))}: ${text.slice(0, 300)}`)
  if (text.length > longestAnswer) siege.bad.push(`spoiled: answered ${text.length} characters`)
}

const spoilt = (good: Buffer, dice: Dice) => {
  const bytes = Buffer.from(good)
  for (let left = 1 + dice.int(4); left > 0; left--)
    bytes[dice.int(bytes.length)] = dice.chance(0.5) ? dice.int(256) : dice.pick([0, 10, 13, 32, 58, 34])
  return dice.chance(0.1) ? bytes.subarray(0, dice.int(bytes.length)) : bytes
}
