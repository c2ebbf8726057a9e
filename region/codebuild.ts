// The pretend CodeBuild: queues builds, runs so many at once on the place's builders, and keeps what became of them.
// The host of a running build dies with this process: after a restart such a build is a FAULT, as it is when a host of
// CodeBuild's dies. Projects are not modelled: any name is one, in the platform's account.

import { AwsError } from './aws-error.ts'
import { registryPush } from './ecr.ts'
import type { Caller, Kernel, Service } from './kernel.ts'

type Variable = { name: string; value: string }
type Build = {
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
type StartInput = {
  projectName: string
  idempotencyToken?: string
  environmentVariablesOverride?: Variable[]
  timeoutInMinutesOverride?: number
  queuedTimeoutInMinutesOverride?: number
}

/** Ten at once; how many it is on AWS depends on the account: https://docs.aws.amazon.com/codebuild/latest/userguide/limits.html */
export const codebuild: Service = kernel => codebuildOf(10)(kernel)

export const codebuildOf =
  (concurrent: number): Service =>
  kernel => {
    const hosts = new Map<string, AbortController>()

    const end = (build: Build, status: Build['status'], exported: Variable[] = []) => {
      const ended: Build = { ...build, status, phase: 'COMPLETED', exported, endedAt: kernel.timeline.now() }
      kernel.shelf.put(builds, build.id, ended)
      kernel.emit(stateChange(kernel, ended))
      return ended
    }

    const run = async (build: Build) => {
      const host = new AbortController()
      hosts.set(build.id, host)
      const expire = kernel.timeline.at(kernel.timeline.now() + build.timeoutMs, () => host.abort('TIMED_OUT'))
      try {
        const env = Object.fromEntries(build.env.map(({ name, value }) => [name, value]))
        const rights = rightsOfBuilds(kernel, build.caller.region)
        const outcome = await kernel.world.builders.run({ buildId: build.id, env, signal: host.signal, ...rights })
        const exported = Object.entries(outcome.exported).map(([name, value]) => ({ name, value }))
        const done = outcome.succeeded ? 'SUCCEEDED' : 'FAILED'
        end(build, host.signal.aborted ? aborted(host.signal) : done, exported)
      } catch (fault) {
        if (!host.signal.aborted) kernel.log(`codebuild: the host of ${build.id} failed: ${String(fault)}`)
        end(build, host.signal.aborted ? aborted(host.signal) : 'FAULT')
      } finally {
        expire()
        hosts.delete(build.id)
        next()
      }
    }

    const next = () => {
      for (const build of waiting(kernel)) {
        if (hosts.size >= concurrent) return
        const started: Build = { ...build, phase: 'BUILD' }
        kernel.shelf.put(builds, build.id, started)
        kernel.background(`build ${build.id}`, () => run(started))
      }
    }

    /** How long it may queue ends with TIMED_OUT: https://docs.aws.amazon.com/codebuild/latest/APIReference/API_StartBuild.html */
    const watchQueue = (build: Build) =>
      kernel.timeline.at(build.queueEnds, () => {
        const now = kernel.shelf.get<Build>(builds, build.id)
        if (now?.phase === 'QUEUED') end(now, 'TIMED_OUT')
      })

    return {
      commands: {
        StartBuild: async (input: StartInput, caller) => {
          refuseStrangers(kernel, input.projectName, caller)
          const known = repeated(kernel, input)
          if (known) return { build: shown(known) }
          const build = newBuild(kernel, input, caller)
          kernel.shelf.put(builds, build.id, build)
          remember(kernel, input, build.id)
          kernel.emit(stateChange(kernel, build))
          watchQueue(build)
          next()
          return { build: shown(build) }
        },

        BatchGetBuilds: async (input: { ids: string[] }) => {
          const found = input.ids.map(id => ({ id, build: kernel.shelf.get<Build>(builds, id) }))
          return {
            builds: found.flatMap(({ build }) => (build ? [shown(build)] : [])),
            buildsNotFound: found.flatMap(({ id, build }) => (build ? [] : [id])),
          }
        },

        StopBuild: async (input: { id: string }) => {
          const build = kernel.shelf.get<Build>(builds, input.id)
          if (!build) throw new AwsError('ResourceNotFoundException', `Build ${input.id} does not exist`)
          // Asynchronous for a running one: its host is told, and BatchGetBuilds says when it has ended.
          hosts.get(build.id)?.abort('STOPPED')
          return { build: shown(build.phase === 'QUEUED' ? end(build, 'STOPPED') : build) }
        },
      },

      resume: () => {
        for (const [, build] of kernel.shelf.list<Build>(builds)) {
          if (build.phase === 'BUILD') end(build, 'FAULT')
          if (build.phase === 'QUEUED') watchQueue(build)
        }
        next()
      },
    }
  }

const builds = 'codebuild.build'
const idempotency = 'codebuild.token'
const minutes = 60_000

const waiting = (kernel: Kernel) =>
  kernel.shelf
    .list<Build>(builds)
    .map(([, build]) => build)
    .filter(build => build.phase === 'QUEUED')
    .sort((a, b) => a.number - b.number)

const newBuild = (kernel: Kernel, input: StartInput, caller: Caller): Build => {
  const now = kernel.timeline.now()
  const id = `${input.projectName}:${kernel.random.hex(16)}`
  return {
    id,
    arn: `arn:aws:codebuild:${caller.region}:${caller.accountId}:build/${id}`,
    project: input.projectName,
    caller,
    number: 1 + Math.max(0, ...kernel.shelf.list<Build>(builds).map(([, build]) => build.number)),
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

const refuseStrangers = (kernel: Kernel, project: string, caller: Caller) => {
  if (caller.accountId === kernel.platformAccount && /^[A-Za-z0-9][A-Za-z0-9_-]{1,254}$/.test(project)) return
  throw new AwsError('ResourceNotFoundException', `Project cannot be found: ${project}`)
}

/** A token is good for 5 minutes, with the same parameters only: https://docs.aws.amazon.com/codebuild/latest/APIReference/API_StartBuild.html */
const repeated = (kernel: Kernel, input: StartInput) => {
  if (!input.idempotencyToken) return undefined
  const token = kernel.shelf.get<Token>(idempotency, `${input.projectName}/${input.idempotencyToken}`)
  if (!token || token.expires <= kernel.timeline.now()) return undefined
  if (token.request !== JSON.stringify(input))
    throw new AwsError('InvalidInputException', 'Idempotency token was used before with other parameters')
  return kernel.shelf.get<Build>(builds, token.buildId)
}

const remember = (kernel: Kernel, input: StartInput, buildId: string) => {
  const now = kernel.timeline.now()
  for (const [key, { expires }] of kernel.shelf.list<Token>(idempotency))
    if (expires <= now) kernel.shelf.remove(idempotency, key)
  if (!input.idempotencyToken) return
  const token: Token = { buildId, request: JSON.stringify(input), expires: now + 5 * minutes }
  kernel.shelf.put(idempotency, `${input.projectName}/${input.idempotencyToken}`, token)
}

/** What the build role may do, and nothing else: hostile Dockerfiles run with it. */
const rightsOfBuilds = (kernel: Kernel, region: string) => {
  const role: Caller = {
    accountId: kernel.platformAccount,
    region,
    arn: `arn:aws:sts::${kernel.platformAccount}:assumed-role/panda-build/build`,
  }
  return {
    putEvent: async (detailType: string, detail: object) => {
      const entry = { EventBusName: 'panda-internal', Source: 'panda.build', DetailType: detailType }
      const put = { Entries: [{ ...entry, Detail: JSON.stringify(detail) }] }
      const answer = await kernel.call<{ FailedEntryCount?: number }>('events', 'PutEvents', put, role)
      if (answer.FailedEntryCount) throw new Error(`PutEvents did not take ${detailType}`)
    },
    invoke: async (functionName: string, payload: unknown) => {
      if (functionName !== 'panda-trade')
        throw new AwsError(
          'AccessDeniedException',
          `${role.arn} is not authorized to perform: lambda:InvokeFunction on ${functionName}`,
        )
      return kernel.invoke(functionName, payload)
    },
    push: async (image: Parameters<typeof registryPush>[1]) => registryPush(kernel, image),
  }
}

const aborted = (signal: AbortSignal): Build['status'] => (signal.reason === 'TIMED_OUT' ? 'TIMED_OUT' : 'STOPPED')

const shown = (build: Build) => ({
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
const stateChange = (kernel: Kernel, build: Build) => ({
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
