// Connects, deploys, switches, fails, is cancelled, rolls back and is refused, with canaries for secrets; collects all that can
// be seen from outside while it does.
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { panda as client } from '../../../client/api.ts'
import { liveEvents } from '../../../client/socket.ts'
import { githubStandIn } from '../../../local/github/stand-in.ts'
import { deployed, deployTo, followUntil, type PandaProcess, pushCommit, startPanda } from '../../e2e/panda-process.ts'
import { diceFor } from '../../sim/dice.ts'
import type { Wish } from '../attack.ts'
import { sampling } from './process-list.ts'
import type { Canary, Haystack } from './secret-forms.ts'

/** What a program of a user's sees: its environment, its arguments, and those of whoever started it. */
const leaky = `import { createServer } from 'node:http'
import { readFileSync } from 'node:fs'
const seen = () => JSON.stringify({ env: process.env, argv: process.argv, parent: readFileSync(\`/proc/\${process.ppid}/cmdline\`, 'utf8') })
console.log(seen())
createServer((request, response) => response.end(seen())).listen(process.env.PORT)
`
const dockerfile = 'FROM node:24\nCOPY . /app\nWORKDIR /app\nCMD ["node", "server.mjs"]\n'

export const journey = async ({ size, seed, say }: Wish) => {
  const dice = diceFor(seed, 'canaries')
  const make = (what: string, prefix = '', odd = '+/=%&~'): Canary => ({
    what,
    secret: `${prefix}cAnArY${odd}${dice.hex(12)}`,
  })
  const token = make('the GitHub token', 'ghp_')
  const bad = make('a GitHub token that is none', 'ghp_')
  const awsKey = make('an AWS secret key', '')
  const session = make('an AWS session token', '')
  const around = make('a secret of Panda’s environment', '', '')
  const channel = make('the address of a channel', '', '')
  const signing = make('what a webhook is signed with', '', '')
  const [standInDir, dataDir] = await Promise.all([folder('github'), folder('data')])
  const tokens = [token.secret, 'ghp_local']
  const standIn = await githubStandIn({ dataDir: standInDir, tokens })
  await pushCommit(standInDir, {
    repo: 'hello',
    branch: 'leaky',
    from: 'main',
    files: { Dockerfile: dockerfile, 'server.mjs': leaky },
  })
  const answers = recording()
  const secretsAround = Object.fromEntries(
    ['GITHUB_TOKEN', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'NPM_TOKEN', 'DATABASE_URL'].map(name => [
      name,
      around.secret,
    ]),
  )
  const env = { ...secretsAround, PANDA_GITHUB_API: standIn.apiUrl, PANDA_BAKE_SECONDS: '1' }
  const started = await startPanda({ dataDir, env })
  const own = { ...started, client: client({ baseUrl: started.address, fetch: answers.fetch }) }
  const place: PandaProcess = { ...own, live: liveEvents(own.client, { WebSocket: answers.Socket }) }
  const processes = sampling(place.pid)
  const programs: Haystack[] = []
  const violations: string[] = []
  const made: Canary[] = []
  try {
    const rounds = size === 'full' ? 3 : 1
    for (let round = 0; round < rounds; round++) {
      say(`round ${round + 1} of ${rounds}: connects and deploys`, round / rounds)
      await oneRound({ place, token, bad, awsKey, session, channel, signing, tokens, programs, violations, made, say })
    }
  } finally {
    place.live.close()
    processes.end()
    await started.stop()
    await standIn.close()
  }
  const files = await filesIn(dataDir)
  const [answered, heard] = [answers.answers, answers.messages]
  const places = [
    ...files,
    ...answered,
    ...heard,
    ...programs,
    ...processes.seen(),
    { where: 'what it printed', text: place.output() },
  ]
  await Promise.all([standInDir, dataDir].map(one => rm(one, { recursive: true, force: true })))
  const figures = {
    answers: answered.length,
    'socket messages': heard.length,
    files: files.length,
    'command lines': processes.seen().length,
    samples: processes.samples(),
  }
  if (processes.samples() < 20) violations.push(`processes were looked at ${processes.samples()} times only`)
  if (!processes.seen().some(({ text }) => text.includes('clone')))
    violations.push('no git clone was seen in the process list')
  if (heard.length === 0) violations.push('no socket message was heard')
  // AWS's own side: hashes of registry passwords, and the environment of builds, which CodeBuild shows to whoever may look.
  const region = files.filter(({ where }) => where.startsWith('region/'))
  if (!region.some(({ text }) => text.includes('ecr.token')))
    violations.push('no hash of a registry password was found')
  return {
    canaries: [token, bad, awsKey, session, around, channel, signing, ...made],
    places,
    region,
    figures,
    violations,
  }
}

const folder = (what: string) => mkdtemp(join(tmpdir(), `panda-canary-${what}-`))

type Round = {
  place: PandaProcess
  token: Canary
  bad: Canary
  awsKey: Canary
  session: Canary
  channel: Canary
  signing: Canary
  tokens: string[]
  programs: Haystack[]
  violations: string[]
  made: Canary[]
  say: Wish['say']
}

const oneRound = async (round: Round) => {
  const { place, token, bad, awsKey, session, tokens, programs, violations, made, say } = round
  const { client: call } = place
  await toldSecrets(round)
  const repository = { owner: 'panda', repo: 'hello', branch: 'main' }
  const refused = (what: string, promise: Promise<unknown>) =>
    promise.then(
      () => void violations.push(`${what} was taken`),
      () => undefined,
    )
  await refused('a bad token', call.connectGithub({ ...repository, token: bad.secret }))
  await refused(
    'a bad key',
    call.connectAws({ region: 'local-1', accessKeyId: 'AKIALOCAL', secretAccessKey: awsKey.secret }),
  )
  await refused(
    'a bad session',
    call.connectAws({
      region: 'local-1',
      accessKeyId: 'AKIALOCAL',
      secretAccessKey: 'local',
      sessionToken: session.secret,
    }),
  )
  const connections = {
    ...(await call.connectGithub({ ...repository, token: token.secret })),
    ...(await call.connectAws({ region: 'local-1', accessKeyId: 'AKIALOCAL', secretAccessKey: 'local' })),
  }
  const ids = { githubConnectionId: connections.githubConnectionId, awsConnectionId: connections.awsConnectionId }
  const { token: apiToken } = await call.createToken({ name: 'canary', role: 'viewer' })
  made.push({ what: 'an API token', secret: apiToken })
  await deployed(place, 'hello', { ...ids, branch: 'leaky', autoSwitch: true })
  say('waits for the switch, and switches')
  const second = await deployTo(call, 'hello', { ...ids, branch: 'leaky' })
  await followUntil(place, second, ['READY'])
  const ticket = await call.socketTicket(second)
  made.push({ what: 'a socket ticket', secret: ticket.ticket })
  await call.switch(second)
  await followUntil(place, second)
  const { url } = await call.deployment(second)
  programs.push({ where: 'the program’s own view', text: await (await fetch(`${url}/`)).text() })
  say('fails, is cancelled, rolls back')
  const cancelled = await deployTo(call, 'hello', { ...ids, branch: 'v2' })
  await followUntil(place, cancelled, ['CLONED'])
  await call.cancel(cancelled)
  await followUntil(place, cancelled)
  const back = await call.rollback(second, {})
  await followUntil(place, back.deploymentId)
  // The token is withdrawn while a deployment waits for its turn: git is told so, in words of its own.
  const ahead = await deployTo(call, 'hello', { ...ids, branch: 'leaky' })
  await followUntil(place, ahead, ['READY'])
  const waits = await deployTo(call, 'hello', { ...ids, branch: 'leaky', concurrency: 'queue' })
  tokens.splice(tokens.indexOf(token.secret), 1)
  await refused('a withdrawn token', call.deploy({ ...repository, ...ids }))
  await call.cancel(ahead)
  const lost = await followUntil(place, waits)
  if (lost.at(-1)?.code !== 'FAILED') violations.push('a clone with a withdrawn token did not fail')
  tokens.push(token.secret)
  await Promise.all([
    call.connections(),
    call.deployments({}),
    call.services(),
    call.tokens(),
    call.notifications(),
    call.deliveries({ limit: 100 }),
    call.result(second),
    call.events(waits),
    call.logs(waits),
    call.logs(second),
  ])
}

/** Told of everything, at an address that answers with all that it was sent. */
const toldSecrets = async ({ place, channel, signing, violations }: Round) => {
  const echo = createServer((request, response) => {
    response.writeHead(404).end(`Cannot ${request.method} ${request.url} ${JSON.stringify(request.headers)}`)
  })
  echo.listen(0, '127.0.0.1').unref()
  await once(echo, 'listening')
  const address = `http://127.0.0.1:${(echo.address() as AddressInfo).port}/${channel.secret}`
  const { id } = await place.client.createNotification({ kind: 'webhook', address, secret: signing.secret })
  await place.client.createNotification({ kind: 'slack', address })
  if ((await place.client.testNotification(id)).httpStatus !== 404)
    violations.push('the echo of a webhook was not heard')
}

/** Answers and messages as they come, but for the two calls whose answer is a new secret. */
const recording = () => {
  const answers: Haystack[] = []
  const messages: Haystack[] = []
  const recorded: typeof fetch = async (input, init) => {
    const response = await fetch(input, init)
    const where = `the answer to ${init?.method} ${String(input).replace(/^http:\/\/[^/]+/, '')}`
    const text = await response.clone().text()
    if (!/^the answer to POST \S+(?:\/tokens|\/socket-ticket)$/.test(where))
      answers.push({ where, text: `${JSON.stringify([...response.headers])}${text}` })
    return response
  }
  class Socket extends WebSocket {
    constructor(address: string | URL) {
      super(address)
      this.addEventListener(
        'message',
        ({ data }) => void messages.push({ where: 'a socket message', text: String(data) }),
      )
    }
  }
  return { answers, messages, fetch: recorded, Socket }
}

const filesIn = async (folder: string): Promise<Haystack[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
  return Promise.all(paths.map(async path => ({ where: relative(folder, path), text: await readFile(path, 'latin1') })))
}
