// Panda's calls without a network: the table in memory, hand-written GitHub, STS and vault, a clock that stands still.
import { expect } from 'vitest'
import { answerOf } from '../../app/answer-of.ts'
import { type Caller, type Context, localCaller } from '../../app/caller.ts'
import { api, type Reply } from '../../app/http.ts'
import { matcher, segmentsOf } from '../../app/match.ts'
import { record } from '../../app/record.ts'
import { routes } from '../../app/routes.ts'
import * as admission from '../../app/store/admission.ts'
import { readLog } from '../../app/store/log.ts'
import type * as services from '../../app/store/services.ts'
import * as summaries from '../../app/store/summaries.ts'
import * as answers from '../../core/answers.ts'
import type { Draft } from '../../core/decide.ts'
import { CloudFault } from '../../core/faults.ts'
import { fold } from '../../core/fold.ts'
import type { Access, PermissionCheck } from '../../core/ports.ts'
import { readSettings, type Settings } from '../../core/settings.ts'
import { liveView } from '../../core/view.ts'
import { errors } from '../../core/vocabulary.ts'
import { memoryTable } from '../../region/memory-table.ts'

const matched = matcher(routes)

export type Said = {
  caller?: Caller
  body?: unknown
  raw?: string
  headers?: Record<string, string>
  signal?: AbortSignal
}
export type Heard = { status: number; headers: Record<string, string>; body: Record<string, unknown>; text: string }

export const secrets = { token: 'ghp_good', secretAccessKey: 'very-secret', sessionToken: 'session' }

export const place = (settings: Record<string, string> = {}, more: Partial<Context> = {}) => {
  const clock = {
    at: Date.parse('2026-11-20T10:35:05.120Z'),
    now: () => new Date(clock.at).toISOString(),
    sleep: async () => {},
  }
  let dice = 0
  const faults: unknown[] = []
  const asked: Access[] = []
  const table = memoryTable()
  /** Environments of which was told that their schedule is another. */
  const changed: object[] = []
  const files: { pandaYml: string | null } = { pandaYml: null }
  const bus: { admitted: string[]; room: number; fault?: CloudFault } = { admitted: [], room: 300 }
  const context: Context = {
    ports: {
      clock,
      table,
      random: { hex: bytes => (++dice).toString(16).padStart(bytes * 2, '0') },
      vault: {
        seal: async (given, plaintext) =>
          `sealed ${JSON.stringify(given)} ${Buffer.from(plaintext).toString('base64')}`,
        open: async (given, sealed) => {
          const [, context, box = ''] = sealed.split(' ')
          if (context !== JSON.stringify(given)) throw new CloudFault('invalid', 'vault', 'Not of this context')
          return Buffer.from(box, 'base64').toString()
        },
      },
      github: {
        check: async (_, token) => github(token),
        branches: async (_, token) => {
          const said = github(token)
          return said.ok ? { ok: true, branches: ['main', 'v2'], defaultBranch: 'main', truncated: false } : said
        },
        checks: async (_, names) => ({ ok: true, checks: names.map(name => ({ name, state: 'passed' as const })) }),
        file: async (_, token) => {
          const said = github(token)
          return said.ok ? { ok: true, text: files.pandaYml } : said
        },
        cloneUrl: ({ owner, repo }) => `${owner}/${repo}`,
      },
      accounts: {
        whoAmI: async ({ access }) => {
          asked.push(access)
          return whoAmI(access)
        },
        permissions: async ({ access }) => permissions(access),
      },
      eventRules: {
        ensure: async () => ({ rule: 'panda-events' }),
        admits: async account => bus.admitted.includes(account),
        admit: async accounts => {
          if (bus.fault) throw bus.fault
          bus.admitted = accounts.slice(0, bus.room)
          return bus.admitted
        },
      },
      posts: {
        unfit: address => (address.startsWith('https://') ? undefined : 'must begin with https://'),
        post: async () => ({ httpStatus: 200, ms: 12, body: 'ok' }),
      },
      changes: { tell: async of => void changed.push(of) },
      mail: { subscribe: async () => 'arn:aws:sns:local-1:999999999999:panda-notices', send: async () => {} },
    },
    settings: readSettings(settings) as Settings,
    addresses: { api: 'http://127.0.0.1:8080', socket: 'ws://127.0.0.1:8080/ws', onboardingTemplate: null },
    log: (_, fault) => faults.push(fault),
    ...more,
  }
  const handle = api(context)

  const raw = (
    call: string,
    { caller = localCaller, body, raw: text, headers = {}, signal }: Said = {},
  ): Promise<Reply> => {
    const [method = '', url = ''] = call.split(' ')
    const [path = '', query = ''] = url.split('?')
    const sent = text ?? (body === undefined ? undefined : JSON.stringify(body))
    return handle({ method, path, query, headers, body: sent, caller, signal })
  }
  /** Holds every answer against what the table and /api-docs promise. */
  const call = async (line: string, said: Said = {}): Promise<Heard> => {
    const reply = await raw(line, said)
    const text = 'body' in reply ? reply.body : await collected(reply.stream)
    const isJson = reply.headers['content-type']?.startsWith('application/json') ?? false
    const heard = { status: reply.status, headers: reply.headers, body: isJson ? JSON.parse(text) : {}, text }
    if (isJson) asPromised(line, heard)
    return heard
  }
  const data = async <T = Record<string, unknown>>(line: string, said: Said = {}) => {
    const { status, text, body } = await call(line, said)
    expect(status, text).toBe(200)
    return body.data as T
  }

  const connect = async (caller = localCaller) => {
    const { githubConnectionId } = await data('POST /api/v1/connect/github', { caller, body: githubBody })
    const { awsConnectionId } = await data('POST /api/v1/connect/aws', { caller, body: awsBody })
    return { githubConnectionId: String(githubConnectionId), awsConnectionId: String(awsConnectionId) }
  }
  const deployBody = async (more: object = {}, caller = localCaller) => ({
    ...(await connect(caller)),
    ...{ owner: 'panda', repo: 'hello', branch: 'main' },
    ...more,
  })
  const deploy = async (more: object = {}, caller = localCaller) =>
    String((await data('POST /api/v1/deploy', { caller, body: await deployBody(more, caller) })).deploymentId)

  /** What steps would note. */
  const note = async (id: string, ...drafts: Draft[]) => {
    for (const draft of drafts) await record(context.ports, id, { type: 'note', note: draft })
  }
  /** What the stream's reader does. */
  const summarize = async (id: string) => {
    const state = fold(await readLog(context.ports, id))!
    const { tenant, owner, repo, branch, environment } = state.request
    const summary = { deploymentId: id, tenant, createdAt: state.createdAt, lastSeq: state.seq, owner, repo, branch }
    await summaries.keep(context.ports, { ...summary, environment, status: state.status, state: liveView(state) })
  }
  const accepted = async (tenant = 'local') => (await admission.read({ table }, admission.slotsKey(tenant))).accepted

  return {
    files,
    context,
    table,
    clock,
    faults,
    asked,
    bus,
    handle,
    raw,
    call,
    data,
    connect,
    deployBody,
    deploy,
    note,
    summarize,
    accepted,
  }
}

export const githubBody = { owner: 'panda', repo: 'hello', branch: 'main', token: secrets.token }
export const awsBody = { region: 'local-1', accessKeyId: 'AKIALOCAL', secretAccessKey: secrets.secretAccessKey }
export const other: Caller = { tenant: 'other', by: 'eve', role: 'admin' }

export const initialized: Draft = { code: 'INITIALIZED', details: {}, private: { blue: null } }
export const ready: Draft = { code: 'READY', details: { status: 'DEPLOYMENT_READY' } }
export const switched: Draft = { code: 'SWITCHED', details: { activeService: 'green' } }
export const completed: Draft = {
  code: 'COMPLETED',
  details: {
    ...{
      status: 'COMPLETED',
      finalService: 'green',
      url: 'http://x',
      imageUri: 'uri',
      commitHash: 'abc',
      branch: 'main',
    },
    durationSeconds: 12,
  },
}
export const failed: Draft = {
  code: 'FAILED',
  details: { status: 'FAILED', errorCode: 'CLONE_FAILED', errorMessage: 'no', finalService: 'blue', rolledBack: false },
}
export const cancelled: Draft = {
  code: 'CANCELLED',
  details: { status: 'CANCELLED', reason: 'cancelled', finalService: 'blue' },
}

export const release = (n: number, more: Partial<services.Release> = {}): services.Release => ({
  deploymentId: `dep_r${n}`,
  imageDigest: `sha256:${n}`,
  imageUri: `uri${n}`,
  taskDefinition: `task:${n}`,
  commitHash: `${n}abcdef0123`,
  commitMessage: `commit ${n}`,
  at: `2026-11-1${n}T10:00:00.000Z`,
  port: 8080,
  healthPath: '/',
  ...more,
})

export const serviceOf = (more: Partial<services.ServiceRecord> = {}): services.ServiceRecord => ({
  serviceKey: '000000000000/local-1/panda-hello-main-service',
  ...{ owner: 'panda', repo: 'hello', branch: 'main', environment: 'default', accountId: '000000000000' },
  ...{ region: 'local-1', awsConnectionId: 'aws_1', url: 'http://127.0.0.1:9000' },
  current: release(3),
  releases: [release(3), release(2), release(1)],
  version: '2026-11-20T10:00:00.000Z',
  ...more,
})

export const collected = async (stream: AsyncIterable<string>) => {
  let text = ''
  for await (const piece of stream) text += piece
  return text
}

const github = (token: string) => {
  const says = {
    ghp_bad: 'GITHUB_BAD_CREDENTIALS',
    ghp_repo: 'GITHUB_REPOSITORY_NOT_FOUND',
    ghp_branch: 'GITHUB_BRANCH_NOT_FOUND',
    ghp_slow: 'GITHUB_TIMEOUT',
  } as const
  if (token in says)
    return {
      ok: false as const,
      errorCode: says[token as keyof typeof says],
      message: `GitHub connection failed: ${token}`,
    }
  return { ok: true as const }
}

const whoAmI = (access: Access) => {
  const said = access.kind === 'role' ? access.roleArn.split('/')[1] : access.accessKeyId
  const says = { AKIABAD: 'AWS_CREDENTIALS_INVALID', AKIASLOW: 'AWS_TIMEOUT', open: 'ROLE_NOT_PROTECTED' } as const
  if (said !== undefined && said in says)
    return {
      ok: false as const,
      errorCode: says[said as keyof typeof says],
      message: `AWS credentials validation failed: ${said}`,
    }
  return { ok: true as const, accountId: '000000000000' }
}

/** By the name of the role, or the key. */
const permissions = (access: Access): PermissionCheck => {
  const said = access.kind === 'role' ? access.roleArn.split('/')[1] : access.accessKeyId
  if (said === 'narrow') return { checked: true, missing: ['ecr:PutImage', 'iam:PassRole'], unchecked: [] }
  if (said !== 'silent') return { checked: true, missing: [], unchecked: [] }
  return { checked: false, missing: [], unchecked: ['ecr:PutImage'], why: 'not authorized' }
}

const asPromised = (line: string, { status, body, headers }: Heard) => {
  expect(headers['cache-control']).toBe('no-store')
  if (status !== 200) {
    const said = answers.errorBody.parse(body)
    expect(said.status).toBe(status)
    expect(errors[said.errorCode]).toBe(status)
    expect(JSON.stringify(body)).not.toMatch(/Exception|\bat .*\.ts:|Error:/)
    if (status === 404 && said.errorCode === 'ROUTE_NOT_FOUND') return
    if (status === 405) return
    const { route } = matched(line.split(' ')[0]!, segmentsOf(line.split(' ')[1]!.split('?')[0]!))
    const general = ['INVALID_REQUEST', 'PAYLOAD_TOO_LARGE', 'UNAUTHENTICATED', 'FORBIDDEN', 'RATE_LIMITED']
    expect([...route.errors, ...general, 'UNEXPECTED_ERROR']).toContain(said.errorCode)
    return
  }
  const { route } = matched(line.split(' ')[0]!, segmentsOf(line.split(' ')[1]!.split('?')[0]!))
  if (route.operation === 'apiDocs') return
  expect(body.code).toBe(200)
  answerOf[route.operation].parse(body.data)
}
