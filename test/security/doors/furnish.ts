// What a tenant has: something of everything that a call can name, in every state that it can be in.
import { newToken } from '../../../app/calls/create-token.ts'
import { serviceKeyOf } from '../../../app/calls/refuse-if-busy.ts'
import { load, record } from '../../../app/record.ts'
import { putChunk } from '../../../app/store/output.ts'
import * as services from '../../../app/store/services.ts'
import type { Draft } from '../../../core/decide.ts'
import { type Role, roles } from '../../../core/vocabulary.ts'
import type { House, Question } from './house.ts'
import { secrets } from './world.ts'

export type Things = {
  tenant: string
  /** By role: the header of whoever has it. */
  bearers: Record<Role, string>
  deployments: Record<Stage, string>
  github: string
  aws: string
  tokens: { good: string; expired: string; revoked: string }
  notification: string
  grant: string
  hook: string
  /** A service's repository. */
  service: { owner: string; repo: string }
  /** Of a release that is kept. */
  commit: string
}
export type Stage = 'queued' | 'building' | 'asked' | 'ready' | 'completed' | 'failed' | 'cancelled'

export const furnish = async (house: House, tenant: string): Promise<Things> => {
  house.acts(tenant)
  const bearers = {} as Things['bearers']
  for (const role of roles) bearers[role] = `Bearer ${(await madeToken(house, tenant, role, 300)).token}`
  const ask = asking(house, bearers.admin)
  const repository = { owner: 'panda', repo: 'hello', branch: 'main' }
  const { githubConnectionId: github } = await ask('POST /api/v1/connect/github', {
    ...repository,
    token: secrets.github,
  })
  const keys = { accessKeyId: 'AKIALOCAL', secretAccessKey: secrets.aws, sessionToken: secrets.session }
  const { awsConnectionId: aws } = await ask('POST /api/v1/connect/aws', { region: 'local-1', ...keys })
  const connections = { githubConnectionId: github, awsConnectionId: aws }
  const deployments = {} as Things['deployments']
  for (const [stage, drafts] of Object.entries(stages) as [Stage, Draft[]][]) {
    const body = { ...connections, ...repository, environment: stage }
    const id = (await ask('POST /api/v1/deploy', body)).deploymentId!
    for (const note of drafts) await record(house.ports, id, { type: 'note', note })
    await putChunk(house.ports, id, { chunk: 1, lines: [`built for ${id}`] }, 2e9)
    deployments[stage] = id
  }
  const commit = await serve(house, tenant, { aws: aws!, deploymentId: deployments.completed })
  const revoked = await madeToken(house, tenant, 'admin', 300)
  await ask(`DELETE /api/v1/tokens/${revoked.id}`)
  const expired = await madeToken(house, tenant, 'admin', -1)
  const good = await madeToken(house, tenant, 'viewer', 300)
  const told = { kind: 'slack', address: `https://hooks.slack.example/${secrets.slack}` }
  const given = { subject: 'kim', owner: 'panda', repo: 'hello', environment: 'prod', role: 'deployer' }
  const { id: grant } = await ask('POST /api/v1/grants', given)
  const { id: notification } = await ask('POST /api/v1/notifications', told)
  const { id: hook } = await ask('POST /api/v1/hooks/github', { owner: 'panda', repo: 'hello' })
  await house.table.settled()
  return {
    hook: hook!,
    ...{ tenant, bearers, deployments, commit, github: github!, aws: aws! },
    ...{ tokens: { good: good.id, expired: expired.token, revoked: revoked.token } },
    notification: notification!,
    grant: grant!,
    service: { owner: 'panda', repo: repoOf(tenant) },
  }
}

const madeToken = (house: House, tenant: string, role: Role, expiresInDays: number) =>
  newToken(house.ports, { name: 'ci', role, expiresInDays }, { tenant, by: `${role} of ${tenant}` })

/** As whoever has this header. Throws where the answer is not 200. */
export const asking =
  (house: House, authorization: string) =>
  async (line: string, body?: object): Promise<Record<string, string>> => {
    const reply = await house.ask(question(line, { headers: { authorization }, body }))
    if (reply.status !== 200) throw new Error(`${line}: ${reply.status} ${reply.text}`)
    return (JSON.parse(reply.text) as { data: Record<string, string> }).data
  }

type Said = { headers?: Record<string, string>; body?: object | undefined; door?: Question['door'] }

export const question = (line: string, { headers = {}, body, door = 'local' }: Said = {}): Question => {
  const [method = '', address = ''] = line.split(' ')
  const [path = '', query = ''] = address.split('?')
  return { door, method, path, query, headers, ...(body && { body: JSON.stringify(body) }) }
}

/** It serves, so that there is something to go back to; and one of a name that only this tenant has. */
const serve = async (house: House, tenant: string, { aws, deploymentId }: { aws: string; deploymentId: string }) => {
  const { request } = (await load(house.ports, deploymentId))!
  const commit = house.ports.random.hex(20)
  const current = {
    ...{ deploymentId, imageDigest: `sha256:${commit}`, imageUri: `registry/${commit}`, taskDefinition: 'task:1' },
    ...{ commitHash: commit, commitMessage: 'a commit', at: house.clock.now(), port: 8080, healthPath: '/' },
  }
  const older = { ...current, deploymentId: `dep_${house.ports.random.hex(12)}` }
  for (const at of [request, { ...request, repo: repoOf(tenant) }])
    await services.save(house.ports, tenant, {
      serviceKey: serviceKeyOf(at),
      ...{ owner: at.owner, repo: at.repo, branch: at.branch, environment: at.environment },
      ...{ accountId: at.accountId, region: at.region, awsConnectionId: aws, url: 'http://127.0.0.1:9000' },
      ...{ current, releases: [current, older], version: house.clock.now() },
    })
  return commit
}

const repoOf = (tenant: string) => `app-of-${tenant}`

const begun: Draft[] = [{ code: 'INITIALIZED', details: {}, private: { blue: null } }]
const ready: Draft[] = [...begun, { code: 'READY', details: { status: 'DEPLOYMENT_READY' } }]

/** What steps would note. */
const stages: Record<Stage, Draft[]> = {
  queued: [],
  building: begun,
  asked: [...begun, { code: 'AWAITING_APPROVAL', details: { reviewers: 2, waitMinutes: 5, expiresHours: 24 } }],
  ready,
  completed: [
    ...ready,
    { code: 'SWITCHED', details: { activeService: 'green' } },
    {
      code: 'COMPLETED',
      details: {
        ...{ status: 'COMPLETED', finalService: 'green', url: 'http://x', imageUri: 'uri', commitHash: 'abc' },
        ...{ branch: 'main', durationSeconds: 12 },
      },
    },
  ],
  failed: [
    ...begun,
    {
      code: 'FAILED',
      details: {
        ...{ status: 'FAILED', errorCode: 'CLONE_FAILED', errorMessage: 'no', finalService: 'blue', rolledBack: false },
      },
    },
  ],
  cancelled: [
    ...begun,
    { code: 'CANCELLED', details: { status: 'CANCELLED', reason: 'cancelled', finalService: 'blue' } },
  ],
}
