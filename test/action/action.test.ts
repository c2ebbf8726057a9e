// The action of action.yml, as a runner starts it: against a whole Panda, and against one that is in trouble.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { parse } from 'yaml'
import { connect, type PandaProcess, startPanda } from '../e2e/panda-process.ts'
import { temporaryFolder } from '../local/github/commands.ts'

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))

const serve = async (answer: (request: IncomingMessage, response: ServerResponse) => void) => {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** GitHub's: a token for whoever shows the job's own, numbered. */
const oidc = async () => {
  const asked: { audience: string | null; authorization: string | undefined }[] = []
  const url = await serve((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://x')
    asked.push({ audience: searchParams.get('audience'), authorization: request.headers.authorization })
    response.end(JSON.stringify({ value: `jwt-${asked.length}` }))
  })
  return { url: `${url}/token?api-version=2.0`, asked }
}

/** By the environment that the runner makes of action.yml, its defaults included. */
const runAction = async (inputs: Record<string, string>, more: Record<string, string> = {}) => {
  const { runs, inputs: known } = parse(await readFile(at('action.yml'), 'utf8'))
  const github: Record<string, string> = {
    'github.repository': 'panda/hello',
    'github.head_ref || github.ref_name': 'main',
  }
  const filled = (text: string): string =>
    text.replace(/\$\{\{ (.+?) \}\}/g, (_, what: string) => {
      const name = what.replace('inputs.', '')
      return what.startsWith('inputs.') ? filled(inputs[name] ?? known[name].default ?? '') : (github[what] ?? '')
    })
  const env = Object.fromEntries(Object.entries<string>(runs.steps[0].env).map(([name, text]) => [name, filled(text)]))
  const folder = await temporaryFolder()
  const files = { GITHUB_OUTPUT: join(folder, 'output'), GITHUB_STEP_SUMMARY: join(folder, 'summary') }
  for (const file of Object.values(files)) await writeFile(file, '')
  const usual = { GITHUB_RUN_ID: '77', GITHUB_RUN_ATTEMPT: '1', GITHUB_ACTION_PATH: at(''), PANDA_PAUSE_MS: '50' }
  const path = { PATH: process.env.PATH ?? '' }
  const child = spawn('bash', ['-c', runs.steps[0].run], { env: { ...path, ...usual, ...env, ...files, ...more } })
  let out = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (out += text))
  const [code] = await once(child, 'close')
  const [outputs, summary] = await Promise.all([
    readFile(files.GITHUB_OUTPUT, 'utf8'),
    readFile(files.GITHUB_STEP_SUMMARY, 'utf8'),
  ])
  const pairs = [...outputs.matchAll(/^(\w+)=(.*)$/gm)].map(([, name, value]) => [name, value])
  await rm(folder, { recursive: true })
  return { code: code as number, out, summary, outputs: Object.fromEntries(pairs) as Record<string, string> }
}

const withToken = async () => {
  const { url, asked } = await oidc()
  return { asked, env: { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'of-the-job' } }
}

describe('against a whole Panda', () => {
  let panda: PandaProcess
  beforeAll(async () => {
    panda = await startPanda()
    const connections = await connect(panda.client, 'hello')
    for (const environment of ['dev', 'stage']) {
      const body = JSON.stringify({ ...connections, branches: ['*'] })
      await fetch(`${panda.address}/api/v1/environments/panda/hello/${environment}`, { method: 'PUT', body })
    }
  }, 60_000)
  afterAll(() => panda?.stop(), 30_000)

  it('deploys, tells its stages, and says where it is; run twice it is one deployment', {
    timeout: 120_000,
  }, async () => {
    const { env, asked } = await withToken()
    const inputs = { server: panda.address, environment: 'dev' }
    const { code, out, summary, outputs } = await runAction(inputs, env)
    expect({ code, out }).toMatchObject({ code: 0 })
    expect(asked).toEqual([{ audience: 'panda', authorization: 'Bearer of-the-job' }])
    expect(outputs).toMatchObject({ deploymentId: expect.stringMatching(/^dep_/), status: 'COMPLETED' })
    expect(await (await fetch(outputs.url!)).text()).toContain('Hello')
    const groups = out.split('\n').filter(line => line.startsWith('::group::'))
    expect(groups[0]).toBe('::group::0/6 Prepare')
    expect(groups).toContain('::group::1/6 Build')
    expect(out.match(/::endgroup::/g)!.length).toBeGreaterThanOrEqual(groups.length)
    expect(out).toMatch(/^\d\d:\d\d:\d\d \[Stage 1\] Docker image built$/m)
    expect(out).toContain('::add-mask::jwt-1')
    expect(summary).toContain(outputs.deploymentId)
    expect(summary).toMatch(/\| Environment \| dev \|/)
    expect(summary).toMatch(/\| BUILD \| [\d.]+ s \|/)
    expect((await runAction(inputs, env)).outputs).toEqual(outputs)
    const { deployments } = await panda.client.deployments()
    expect(deployments.map(one => one.deploymentId)).toEqual([outputs.deploymentId])
  })

  it('ends where green waits for somebody, and says how to switch', { timeout: 120_000 }, async () => {
    const { env } = await withToken()
    const inputs = { server: panda.address, environment: 'stage' }
    // Of a first release there is no blue: it goes through.
    expect(await runAction(inputs, env)).toMatchObject({ code: 0, outputs: { status: 'COMPLETED' } })
    const { code, out, outputs } = await runAction(inputs, { ...env, GITHUB_RUN_ATTEMPT: '2' })
    expect({ code, status: outputs.status }).toEqual({ code: 0, status: 'DEPLOYMENT_READY' })
    expect(out).toContain(`To switch: panda switch ${outputs.deploymentId}`)
    await panda.client.cancel(outputs.deploymentId!)
  })

  it('fails with what Panda says, and where the deployment fails', { timeout: 120_000 }, async () => {
    const { env } = await withToken()
    const nowhere = await runAction({ server: panda.address, environment: 'nowhere' }, env)
    expect(nowhere.code).toBe(1)
    expect(nowhere.out).toContain('::error title=Panda::Panda says 400 INVALID_REQUEST: githubConnectionId: is missing')
    const ids = await connect(panda.client, 'no-dockerfile')
    const connections = { 'github-connection': ids.githubConnectionId, 'aws-connection': ids.awsConnectionId }
    const inputs = { server: panda.address, repository: 'panda/no-dockerfile', ...connections }
    const failed = await runAction(inputs, env)
    expect({ code: failed.code, status: failed.outputs.status }).toEqual({ code: 1, status: 'FAILED' })
    expect(failed.out).toMatch(/::error title=Panda::FAILED: .*Dockerfile/)
    expect(failed.summary).toContain('| Why |')
  })
})

describe('in trouble', () => {
  const event = (seq: number, code: string, stage: number, message = code) => {
    const body = { seq, code, message, timestamp: '2026-11-20T10:35:05.120Z', details: { stage } }
    return `id: ${seq}\nevent: stage\ndata: ${JSON.stringify(body)}\n\n`
  }
  const state = {
    owner: 'panda',
    repo: 'hello',
    deploymentId: 'dep_1',
    status: 'COMPLETED',
    url: 'http://x',
    stages: [],
  }

  it('goes on: what passes is asked again, a broken stream from its last event', async () => {
    const { env, asked } = await withToken()
    const heard: string[] = []
    const keys = new Set<unknown>()
    const server = await serve((request, response) => {
      const { url = '', headers } = request
      heard.push(`${request.method} ${url} ${headers.authorization} ${headers['last-event-id'] ?? ''}`)
      if (headers['idempotency-key']) keys.add(headers['idempotency-key'])
      const tries = heard.filter(line => line.includes(` ${url} `)).length
      if (request.method === 'POST') {
        if (tries === 1) return void request.socket.destroy()
        if (tries === 2) return void response.writeHead(503).end('{"message":"Service Unavailable"}')
        if (tries === 3) return void response.writeHead(429, { 'retry-after': '1' }).end('{"errorCode":"RATE_LIMITED"}')
        return void response.end('{"data":{"deploymentId":"dep_1"}}')
      }
      if (!url.endsWith('/events')) return void response.end(JSON.stringify({ data: state }))
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      if (tries === 1)
        return void response.write(event(1, 'QUEUED', 0) + event(2, 'CLONED', 1).slice(0, 30), () => response.destroy())
      if (tries === 2) return void response.end(event(2, 'CLONED', 1, 'one\n::error::two'))
      response.end(event(2, 'CLONED', 1) + event(3, 'COMPLETED', 6))
    })
    const { code, out, outputs } = await runAction({ server, environment: 'prod' }, env)
    expect({ code, out }).toMatchObject({ code: 0 })
    expect(outputs).toEqual({ deploymentId: 'dep_1', url: 'http://x', status: 'COMPLETED' })
    expect([...keys]).toEqual(['77-1-prod'])
    const streams = heard.filter(line => line.includes('/events'))
    expect(streams.map(line => line.split(' ').at(-1))).toEqual(['0', '1', '2'])
    expect(out.match(/CLONED|one/g)).toHaveLength(1)
    expect(out).not.toMatch(/^::error/m)
    expect(asked).toHaveLength(1)
  })

  it('says what is missing where GitHub gives no token, and sends none in the clear', async () => {
    const none = await runAction({ server: 'http://127.0.0.1:1' })
    expect([none.code, none.out]).toEqual([1, expect.stringContaining('permissions: id-token: write')])
    const { env, asked } = await withToken()
    const clear = await runAction({ server: 'http://panda.example.com' }, env)
    expect([clear.code, clear.out]).toEqual([1, expect.stringContaining('must begin with https://')])
    expect(asked).toEqual([])
  })

  it('is refused at once where the token is not taken', async () => {
    const { env } = await withToken()
    const said = JSON.stringify({ errorCode: 'UNAUTHENTICATED', message: 'The subject is not let in' })
    const server = await serve((_, response) => void response.writeHead(401).end(said))
    const { code, out } = await runAction({ server }, env)
    expect([code, out]).toEqual([1, expect.stringContaining('401 UNAUTHENTICATED: The subject is not let in')])
  })
})
