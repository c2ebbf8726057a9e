// What is kept of builds, and how it is shown.
import { AwsError } from './aws-error.ts'
import type { Caller, Kernel } from './kernel.ts'

type Variable = { name: string; value: string }
export type Build = {
  id: string
  arn: string
  project: string
  caller: Caller
  number: number
  status: 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED' | 'FAULT' | 'TIMED_OUT' | 'STOPPED'
  phase: 'QUEUED' | 'BUILD' | 'COMPLETED'
  env: Variable[]
  exported: Variable[]
  startedAt: number
  endedAt?: number
  queueEnds: number
  timeoutMs: number
}
type Token = { buildId: string; request: string; expires: number }
export type StartInput = {
  projectName: string
  idempotencyToken?: string
  environmentVariablesOverride?: Variable[]
  timeoutInMinutesOverride?: number
  queuedTimeoutInMinutesOverride?: number
}

export const builds = 'codebuild.build'
const idempotency = 'codebuild.token'
const minutes = 60_000
/** A week; on AWS a year. */
const kept = 7 * 24 * 60 * minutes

export const waiting = (kernel: Kernel) =>
  kernel.shelf
    .list<Build>(builds)
    .map(([, build]) => build)
    .filter(build => build.phase === 'QUEUED')
    .sort((a, b) => a.number - b.number)

export const newBuild = (kernel: Kernel, input: StartInput, caller: Caller): Build => {
  const now = kernel.timeline.now()
  const before = kernel.shelf.list<Build>(builds).map(([, build]) => build)
  for (const { id, endedAt } of before)
    if (endedAt !== undefined && endedAt < now - kept) kernel.shelf.remove(builds, id)
  const id = `${input.projectName}:${kernel.random.hex(16)}`
  return {
    id,
    arn: `arn:aws:codebuild:${caller.region}:${caller.accountId}:build/${id}`,
    project: input.projectName,
    caller,
    number: 1 + Math.max(0, ...before.map(build => build.number)),
    status: 'IN_PROGRESS',
    phase: 'QUEUED',
    env: input.environmentVariablesOverride ?? [],
    exported: [],
    startedAt: now,
    // 8 hours in the queue and 1 hour of work unless said otherwise.
    queueEnds: now + (input.queuedTimeoutInMinutesOverride ?? 480) * minutes,
    timeoutMs: (input.timeoutInMinutesOverride ?? 60) * minutes,
  }
}

export const refuseStrangers = (kernel: Kernel, project: string, caller: Caller) => {
  if (caller.accountId === kernel.platformAccount && /^[A-Za-z0-9][A-Za-z0-9_-]{1,254}$/.test(project)) return
  throw new AwsError('ResourceNotFoundException', `Project cannot be found: ${project}`)
}

/** A token is good for 5 minutes, with the same parameters only: https://docs.aws.amazon.com/codebuild/latest/APIReference/API_StartBuild.html */
export const repeated = (kernel: Kernel, input: StartInput) => {
  if (!input.idempotencyToken) return undefined
  const token = kernel.shelf.get<Token>(idempotency, `${input.projectName}/${input.idempotencyToken}`)
  if (!token || token.expires <= kernel.timeline.now()) return undefined
  if (token.request !== JSON.stringify(input))
    throw new AwsError('InvalidInputException', 'Idempotency token was used before with other parameters')
  return kernel.shelf.get<Build>(builds, token.buildId)
}

export const remember = (kernel: Kernel, input: StartInput, buildId: string) => {
  const now = kernel.timeline.now()
  for (const [key, { expires }] of kernel.shelf.list<Token>(idempotency))
    if (expires <= now) kernel.shelf.remove(idempotency, key)
  if (!input.idempotencyToken) return
  const token: Token = { buildId, request: JSON.stringify(input), expires: now + 5 * minutes }
  kernel.shelf.put(idempotency, `${input.projectName}/${input.idempotencyToken}`, token)
}

export const shown = (build: Build) => ({
  id: build.id,
  arn: build.arn,
  projectName: build.project,
  buildNumber: build.number,
  buildStatus: build.status,
  currentPhase: build.phase,
  buildComplete: build.phase === 'COMPLETED',
  startTime: new Date(build.startedAt),
  ...(build.endedAt !== undefined && { endTime: new Date(build.endedAt) }),
  exportedEnvironmentVariables: build.exported,
})

/** AWS puts the environment's values in here too; nobody may need them: https://docs.aws.amazon.com/codebuild/latest/userguide/sample-build-notifications.html */
export const stateChange = (kernel: Kernel, build: Build) => ({
  source: 'aws.codebuild',
  'detail-type': 'CodeBuild Build State Change',
  account: build.caller.accountId,
  region: build.caller.region,
  time: new Date(kernel.timeline.now()).toISOString(),
  resources: [build.arn],
  detail: {
    'build-status': build.status,
    'project-name': build.project,
    'build-id': build.arn,
    'current-phase': build.phase,
    version: '1',
  },
})
