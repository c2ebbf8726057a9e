// The pretend CodeBuild: queues builds, runs so many at once on the place's builders, and keeps what became of them.
// The host of a running build dies with this process: after a restart such a build is a FAULT, as it is when a host of
// CodeBuild's dies. Projects are not modelled: any name is one, in the platform's account.

import { AwsError } from './aws-error.ts'
import {
  type Build,
  builds,
  newBuild,
  refuseStrangers,
  remember,
  repeated,
  type StartInput,
  shown,
  stateChange,
  waiting,
} from './codebuild-records.ts'
import { rightsOfBuilds } from './codebuild-rights.ts'
import type { Service } from './kernel.ts'

/** Ten at once; how many it is on AWS depends on the account: https://docs.aws.amazon.com/codebuild/latest/userguide/limits.html */
export const codebuild: Service = kernel => codebuildOf(10)(kernel)

export const codebuildOf =
  (concurrent: number): Service =>
  kernel => {
    const hosts = new Map<string, AbortController>()

    const end = (build: Build, status: Build['status'], exported: Build['exported'] = []) => {
      // Its variables are of no more use to anybody.
      const ended: Build = {
        ...build,
        env: [],
        status,
        phase: 'COMPLETED',
        exported,
        endedAt: kernel.timeline.now(),
      }
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

const aborted = (signal: AbortSignal): Build['status'] => (signal.reason === 'TIMED_OUT' ? 'TIMED_OUT' : 'STOPPED')
