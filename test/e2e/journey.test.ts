// The whole journey from outside: connect, first release, a second one beside it, the switch, the result.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { panda } from '../../client/api.ts'
import { liveEvents } from '../../client/socket.ts'
import type { PandaEvent } from '../../client/types.ts'
import {
  bodyOf,
  connect,
  followUntil,
  goodToken,
  type PandaProcess,
  pushCommit,
  saying,
  startPanda,
} from './panda-process.ts'

let place: PandaProcess
let ids: { githubConnectionId: string; awsConnectionId: string }
let first: { id: string; url: string }
let second: { id: string; events: PandaEvent[] }
const repository = { owner: 'panda', repo: 'hello' }
const keys = { region: 'local-1', accessKeyId: 'AKIALOCAL', secretAccessKey: 'local' }

beforeAll(async () => {
  place = await startPanda()
}, 40_000)
afterAll(() => place?.stop(), 30_000)

it.each([
  ['a wrong token', { token: 'ghp_bad' }, 'GITHUB_BAD_CREDENTIALS', 'Bad credentials'],
  ['an unknown repository', { repo: 'nowhere' }, 'GITHUB_REPOSITORY_NOT_FOUND', 'Repository not found: panda/nowhere'],
  ['an unknown branch', { branch: 'nope' }, 'GITHUB_BRANCH_NOT_FOUND', 'Branch not found: nope'],
])('is told of %s at once', async (_, wrong, errorCode, words) => {
  const wish = place.client.connectGithub({ ...repository, branch: 'main', token: goodToken, ...wrong })
  await expect(wish).rejects.toMatchObject({
    status: 400,
    errorCode,
    message: `GitHub connection failed: ${words}`,
    body: { error: 'Deployment Error' },
  })
})

it.each([
  ['a wrong secret', { ...keys, secretAccessKey: 'guessed' }],
  ['an unknown key', { ...keys, accessKeyId: 'AKIASOMEBODY' }],
])('is told of %s in the words of STS', async (_, wrong) => {
  const fault = await place.client.connectAws(wrong).catch((fault: unknown) => fault)
  expect(fault).toMatchObject({ status: 400, errorCode: 'AWS_CREDENTIALS_INVALID' })
  expect((fault as Error).message).toMatch(/^AWS credentials validation failed: \S+/)
})

it('connects, and shows the connections without their secrets', async () => {
  ids = await connect(place.client, 'hello')
  const connections = await place.client.connections()
  expect(connections.github).toMatchObject([{ githubConnectionId: ids.githubConnectionId, ...repository }])
  expect(connections.aws).toMatchObject([{ awsConnectionId: ids.awsConnectionId, accountId: '000000000000' }])
  expect(JSON.stringify(connections)).not.toMatch(/ghp_local|AKIALOCAL|"local"/)
})

it('puts the first release out without a switch', { timeout: 100_000 }, async () => {
  const accepted = await place.client.deploy({ ...ids, ...repository, branch: 'main' })
  const id = accepted.deploymentId
  expect(accepted.message).toBe(`Deployment started. Listen to /api/v1/deploy/${id}/events`)
  await expect(place.client.result(id)).rejects.toMatchObject({
    status: 400,
    message: `Deployment result not found: ${id}`,
  })
  const events = await followUntil(place, id)
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
  expect(stagesOf(events)).toEqual(stagesOf(events).sort())
  expect(wordsOf(events)).toEqual([...ofPreparing, ...ofBuilding, ...ofFirstInfra, ...ofFirstRelease, ...ofTheEnd])
  expect(detailsOf(events, 'SWITCHING')).toEqual({ stage: 5, from: null, to: 'green' })

  const result = await place.client.result(id)
  expect(result).toMatchObject({ status: 'COMPLETED', finalService: 'green', blueUrl: null, rolledBack: false })
  expect(result).toMatchObject({ blueLatencyMs: null, blueErrorRate: null, errorCode: null })
  expect(await bodyOf(result.url)).toBe('Hello from Panda, version 1')
  first = { id, url: result.url! }
})

it('starts green beside blue and waits to be told', { timeout: 100_000 }, async () => {
  const commitHash = await pushCommit(place.dataDir, {
    repo: 'hello',
    branch: 'main',
    files: saying('Hello, again', 'v9'),
    subject: 'Say it again',
  })
  const { deploymentId: id } = await place.client.deploy({ ...ids, ...repository, branch: 'main' })
  await expect(place.client.switch(id)).rejects.toMatchObject({ status: 409, errorCode: 'NOT_READY' })
  const events = await followUntil(place, id, ['READY'])
  expect(wordsOf(events)).toEqual([...ofPreparing, ...ofBuilding, ...ofUpdate, ...ofWaiting])
  expect(detailsOf(events, 'CLONED')).toMatchObject({ commitHash, commitMessage: 'Say it again' })

  const state = await place.client.deployment(id)
  expect(state).toMatchObject({ status: 'DEPLOYMENT_READY', stage: 4, stageName: 'BLUE_GREEN', finalService: null })
  expect(await bodyOf(state.greenUrl)).toBe('Hello, again')
  expect(state.blueUrl).toBe(first.url)
  expect(await bodyOf(state.blueUrl)).toBe('Hello from Panda, version 1')

  const invitation = detailsOf(events, 'AWAITING_SWITCH')
  const { blueUrl, greenUrl } = state
  expect(invitation).toMatchObject({ blueUrl, greenUrl, evidence: measured })
  expect(invitation?.blueServiceArn).not.toBe(invitation?.greenServiceArn)
  expect(invitation?.message).toBe(`POST /api/v1/deploy/${id}/switch를 호출하여 트래픽 전환을 진행하세요`)
  const result = await place.client.result(id)
  expect(result).toMatchObject({ status: 'DEPLOYMENT_READY', commitHash, completedAt: null, evidence: measured })
  second = { id, events }
})

it('moves the traffic once, however often it is asked', { timeout: 60_000 }, async () => {
  const { id } = second
  const [once, again] = [await place.client.switch(id), await place.client.switch(id)]
  expect(once).toMatchObject({ deploymentId: id, status: 'RUNNING' })
  expect(again.deploymentId).toBe(id)
  const rest = await followUntil(place, id, [], { after: second.events.length })
  expect(wordsOf(rest)).toEqual([requested, ...ofTheSwitch, ...ofTheEnd])
  expect(detailsOf(rest, 'SWITCHING')).toEqual({ stage: 5, from: 'blue', to: 'green' })
  expect(await bodyOf(first.url)).toBe('Hello, again')
  second.events.push(...rest)
  // Asked once more when all is over.
  expect(await place.client.switch(id)).toMatchObject({ status: 'COMPLETED', lastSeq: second.events.length })
})

it('keeps a result that says what was measured', async () => {
  const result = await place.client.result(second.id)
  const state = await place.client.deployment(second.id)
  expect(result).toEqual({
    ...{ deploymentId: second.id, status: 'COMPLETED', ...repository, branch: 'main', environment: 'default' },
    ...{ awsRegion: 'local-1', deployedBy: 'local', commitMessage: 'Say it again' },
    ...{ commitHash: expect.stringMatching(/^[0-9a-f]{40}$/), imageTag: null },
    imageUri: `000000000000.dkr.ecr.local-1.amazonaws.com/panda-hello@${result.imageDigest}`,
    imageDigest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    startedAt: second.events[0]?.timestamp,
    completedAt: second.events.at(-1)?.timestamp,
    durationSeconds: detailsOf(second.events, 'COMPLETED')?.durationSeconds,
    ...{ finalService: 'green', url: first.url, blueUrl: first.url, greenUrl: state.greenUrl },
    ...{ gates: null, approval: null, errorMessage: null, errorCode: null, rolledBack: false },
    estimatedCost: expect.objectContaining({ usd: expect.any(Number) }),
    blueLatencyMs: result.evidence?.blue?.p50Ms,
    greenLatencyMs: result.evidence?.green?.p50Ms,
    ...{ blueErrorRate: 0, greenErrorRate: 0, evidence: measured },
    eventCount: second.events.length,
    stages: ['PREPARE', 'BUILD', 'PUSH', 'INFRA', 'BLUE_GREEN', 'SWITCH', 'COMPLETE'].map((name, stage) => ({
      ...{ stage, name, startedAt: beginningOf(second.events, stage) },
      ...{ completedAt: expect.any(String), seconds: expect.any(Number) },
    })),
  })
  expect(Math.abs(result.durationSeconds - seconds(second.events[0], second.events.at(-1)))).toBeLessThan(0.5)
  expect(result.blueLatencyMs).toBeGreaterThan(0)
  expect(result.greenLatencyMs).toBeGreaterThan(0)
})

it('says the same in Korean to who asks for it, over HTTP and over the socket', async () => {
  const korean = panda({ baseUrl: place.address, locale: 'ko' })
  const socket = liveEvents(korean)
  for (const id of [first.id, second.id]) {
    const { events } = await korean.events(id)
    expect(await Array.fromAsync(socket.follow(id))).toEqual(events)
    const inEnglish = (await place.client.events(id)).events
    expect(events.map(({ message, ...same }) => same)).toEqual(inEnglish.map(({ message, ...same }) => same))
    for (const { code, message } of events.filter(({ code }) => code in inKorean))
      expect(message).toBe(inKorean[code as keyof typeof inKorean])
  }
  const said = new Set(second.events.map(({ code }) => code))
  expect(Object.keys(inKorean).filter(code => !said.has(code) && code !== 'SERVICE_CREATED')).toEqual([])
  socket.close()
})

it('answers calls in Korean, too', async () => {
  const said = async (path: string, body?: object) => {
    const headers = { 'accept-language': 'ko-KR,ko;q=0.9,en;q=0.5', 'content-type': 'application/json' }
    const method = body ? 'POST' : 'GET'
    const response = await fetch(`${place.address}/api/v1${path}`, { method, headers, body: JSON.stringify(body) })
    return ((await response.json()) as { message: string }).message
  }
  expect(await said('/connect/github', { ...repository, branch: 'v2', token: goodToken })).toBe(
    'GitHub 연결에 성공했습니다.',
  )
  expect(await said('/connect/aws', keys)).toBe('AWS 연결에 성공했습니다.')
  expect(await said(`/deploy/${second.id}/result`)).toBe('배포 결과 조회 성공')
})

it('lists deployments newest first, a page at a time', async () => {
  const whole = await place.client.deployments(repository)
  expect(whole.deployments.map(({ deploymentId }) => deploymentId)).toEqual([second.id, first.id])
  const page = await place.client.deployments({ limit: 1 })
  expect(page.deployments).toMatchObject([{ deploymentId: second.id, percent: 100 }])
  const next = await place.client.deployments({ limit: 1, cursor: page.cursor! })
  expect(next.deployments).toMatchObject([{ deploymentId: first.id }])
  const all = await Array.fromAsync(place.client.allDeployments({ limit: 1 }), ({ deploymentId }) => deploymentId)
  expect(all).toEqual([second.id, first.id])
  // A filter applies before the limit.
  expect((await place.client.deployments({ status: 'FAILED', limit: 1 })).deployments).toEqual([])
  expect((await place.client.deployments({ repo: 'other' })).deployments).toEqual([])
})

it('says what serves now, and where one can go back to', async () => {
  const [service, ...others] = await place.client.services()
  expect(others).toEqual([])
  expect(service).toMatchObject({ ...repository, branch: 'main', url: first.url, region: 'local-1' })
  expect(service?.current?.deploymentId).toBe(second.id)
  expect(service?.releases.map(({ deploymentId }) => deploymentId)).toEqual([second.id, first.id])
  expect(service?.expectedRollbackSeconds).toBeGreaterThan(0)
  expect(await place.client.service('panda', 'hello')).toEqual([service])
})

it('keeps what the build wrote, without the token', async () => {
  const { chunks, lastChunk } = await place.client.logs(second.id)
  expect(chunks.map(({ chunk }) => chunk)).toEqual(chunks.map((_, index) => index + 1))
  const lines = chunks.flatMap(({ lines }) => lines)
  expect(lines).toContain('[3/6] COPY . .')
  expect(lines.join('\n')).not.toContain(goodToken)
  expect((await place.client.logs(second.id, { after: lastChunk })).chunks).toEqual([])
  const followed = await Array.fromAsync(place.live.follow(second.id, { logs: true }))
  expect(followed.flatMap(item => (item.type === 'log' ? (item as { lines: string[] }).lines : []))).toEqual(lines)
})

it('has logged no fault on the way', () => {
  expect(place.output()).not.toMatch(/Error|fault/i)
})

// ---- the words of the contract: code, English ----------------------------------------------------------------------------

/** How often progress is told depends on the machine. */
const untimed = ['BUILD_PROGRESS', 'PUSH_PROGRESS', 'RELEASE_PROGRESS']
const wordsOf = (events: PandaEvent[]) =>
  events.filter(({ code }) => !untimed.includes(code)).map(({ type, code, message }) => [type, code, message])

const ofPreparing = [
  ['stage', 'QUEUED', 'Deployment accepted'],
  ['stage', 'INITIALIZED', 'Deployment initialized'],
  ['stage', 'RULE_CREATED', '[Step 1] EventBridge rule in place'],
  ['stage', 'BUS_PERMISSION_REQUESTED', '[Step 2] Requesting event bus permission'],
  ['stage', 'BUS_PERMISSION_GRANTED', '[Step 2] Event bus permission granted'],
]
const ofBuilding = [
  ['stage', 'CLONE_STARTED', '[Stage 1] Find Dockerfile and build - cloning repository'],
  ['stage', 'CLONED', '[Stage 1] Repository cloned'],
  ['stage', 'DOCKERFILE_SEARCHING', '[Stage 1] Looking for the Dockerfile'],
  ['stage', 'DOCKERFILE_FOUND', '[Stage 1] Dockerfile found'],
  ['stage', 'BUILD_STARTED', '[Stage 1] Building the image'],
  ['stage', 'BUILD_COMPLETED', '[Stage 1] Docker image built'],
  ['stage', 'PUSH_STAGE_STARTED', '[Stage 2] Pushing the image to ECR'],
  ['stage', 'REPOSITORY_ENSURED', '[Stage 2] ECR repository ready'],
  ['stage', 'LOGIN_STARTED', '[Stage 2] Logging in to ECR'],
  ['stage', 'LOGIN_COMPLETED', '[Stage 2] Logged in to ECR'],
  ['stage', 'PUSH_STARTED', '[Stage 2] Push started'],
  ['stage', 'PUSHED', '[Stage 2] Image pushed'],
  ['stage', 'INFRA_STARTED', '[Stage 3] Preparing ECS'],
]
const ofFirstInfra = [
  ['stage', 'SERVICE_CREATED', '[Stage 3] ECS service created'],
  ['stage', 'INFRA_READY', '[Stage 3] ECS ready'],
]
const ofVerifying = [
  ['stage', 'HEALTH_CHECK_STARTED', '[Stage 5] Green health check and traffic switch'],
  ...[1, 2, 3, 4, 5].map(n => ['stage', 'HEALTH_CHECK_PROGRESS', `[Stage 5] Checking green - ${n}/5`]),
  ['stage', 'HEALTH_CHECK_PASSED', '[Stage 5] Health check passed'],
  ['stage', 'SWITCHING', '[Stage 5] Switching traffic'],
]
const switched = ['stage', 'SWITCHED', '[Stage 5] Traffic switched']
const ofFirstRelease = [
  ['stage', 'RELEASE_STARTED', '[Stage 4] CodeDeploy blue/green started'],
  ['stage', 'GREEN_STARTING', '[Stage 4] Green is starting'],
  ['stage', 'GREEN_READY', '[Stage 4] Green is healthy'],
  ...ofVerifying,
  switched,
]
const ofUpdate = [
  ['stage', 'SERVICE_UPDATED', '[Stage 3] ECS service updated'],
  ['stage', 'INFRA_READY', '[Stage 3] ECS ready'],
]
const ofWaiting = [
  ['stage', 'RELEASE_STARTED', '[Stage 4] CodeDeploy blue/green started'],
  ['stage', 'BLUE_RUNNING', '[Stage 4] Blue is serving'],
  ['stage', 'GREEN_STARTING', '[Stage 4] Green is starting'],
  ['stage', 'GREEN_READY', '[Stage 4] Green is healthy'],
  ['stage', 'AWAITING_SWITCH', '[Stage 4] Green deployed - waiting for the traffic switch'],
  ['success', 'READY', 'Deployment ready for manual traffic switch'],
]
const requested = ['stage', 'SWITCH_REQUESTED', '[Stage 5] Traffic switch requested']
const ofTheSwitch = [
  ...ofVerifying,
  ['stage', 'HOOK_BEFORE_ALLOW_TRAFFIC', '[Stage 5] CodeDeploy Lifecycle Hook: BeforeAllowTraffic'],
  ['stage', 'HOOK_AFTER_ALLOW_TRAFFIC', '[Stage 5] CodeDeploy Lifecycle Hook: AfterAllowTraffic'],
  switched,
]
const ofTheEnd = [
  ['stage', 'COMPLETED_STAGE', '[Stage 6] Deployed'],
  ['success', 'COMPLETED', 'Deployment completed successfully'],
]

const inKorean = {
  QUEUED: '배포 요청 접수',
  INITIALIZED: '배포 초기화 완료',
  RULE_CREATED: '[Step 1] EventBridge 규칙 생성 완료',
  BUS_PERMISSION_REQUESTED: '[Step 2] Event Bus 권한 설정 요청 중...',
  BUS_PERMISSION_GRANTED: '[Step 2] Event Bus 권한 설정 완료',
  CLONE_STARTED: '[Stage 1] Dockerfile 탐색 및 Docker Build - Repository 클론 중...',
  DOCKERFILE_FOUND: '[Stage 1] Dockerfile 찾음',
  BUILD_COMPLETED: '[Stage 1] Docker 이미지 빌드 완료',
  PUSH_STAGE_STARTED: '[Stage 2] ECR에 이미지 Push - ECR로 이미지 Push 중...',
  PUSHED: '[Stage 2] 이미지 Push 완료',
  INFRA_STARTED: '[Stage 3] ECS 배포 시작 중',
  SERVICE_CREATED: '[Stage 3] ECS 서비스 생성 완료',
  SERVICE_UPDATED: '[Stage 3] ECS 서비스 업데이트 완료',
  INFRA_READY: '[Stage 3] ECS 배포 완료',
  RELEASE_STARTED: '[Stage 4] CodeDeploy Blue/Green 배포 시작',
  BLUE_RUNNING: '[Stage 4] Blue 서비스 실행 중',
  GREEN_STARTING: '[Stage 4] Green 서비스 시작 중',
  GREEN_READY: '[Stage 4] Green 서비스 준비 완료',
  HOOK_BEFORE_ALLOW_TRAFFIC: '[Stage 5] CodeDeploy Lifecycle Hook: BeforeAllowTraffic',
  AWAITING_SWITCH: '[Stage 4] Green 서비스 배포 완료 - 트래픽 전환 대기 중',
  READY: '트래픽 전환 준비 완료',
  SWITCH_REQUESTED: '[Stage 5] 트래픽 전환 요청됨',
  HEALTH_CHECK_STARTED: '[Stage 5] Green 서비스 HealthCheck 및 트래픽 전환',
  HEALTH_CHECK_PASSED: '[Stage 5] HealthCheck 성공',
  SWITCHING: '[Stage 5] 트래픽 전환 중',
  SWITCHED: '[Stage 5] 트래픽 전환 완료',
  COMPLETED_STAGE: '[Stage 6] 배포 완료',
  COMPLETED: '배포가 완료되었습니다',
}

const figures = {
  requests: expect.any(Number),
  errors: 0,
  p50Ms: expect.any(Number),
  p95Ms: expect.any(Number),
}
const measured = {
  blue: figures,
  green: figures,
  verdict: expect.stringMatching(/^(better|same|worse)$/),
  why: expect.stringMatching(/^p95 [\d.]+ ms against [\d.]+; 0 errors in \d+ requests against 0 in \d+$/),
}

/** The bake is stage 6: it begins when traffic has moved. */
const beginningOf = (events: PandaEvent[], stage: number) =>
  events.find(({ code, details }) => (stage === 6 ? code === 'SWITCHED' : details.stage === stage))?.timestamp

const stagesOf = (events: PandaEvent[]) => events.map(({ details }) => details.stage)
const detailsOf = (events: PandaEvent[], wanted: string) => events.find(({ code }) => code === wanted)?.details
const seconds = (from?: PandaEvent, to?: PandaEvent) =>
  Math.round((Date.parse(to!.timestamp) - Date.parse(from!.timestamp)) / 100) / 10
