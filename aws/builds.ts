// CodeBuild in the platform's account: https://docs.aws.amazon.com/codebuild/latest/APIReference/Welcome.html
import { BatchGetBuildsCommand, type Build, StartBuildCommand, StopBuildCommand } from '@aws-sdk/client-codebuild'
import * as z from 'zod/mini'
import { CloudFault } from '../core/faults.ts'
import type { BuildLook, BuildOrder, Builds } from '../core/ports.ts'
import { errorCodes, milestones } from '../core/vocabulary.ts'
import type { Clients } from './clients.ts'
import { asked, unless } from './fault.ts'

/** What the build host finds in its environment, and leaves behind. */
const buildVariables = { order: 'PANDA_ORDER', nonce: 'PANDA_NONCE', report: 'PANDA_REPORT' } as const

export const builds = (clients: Pick<Clients, 'platform'>, project = 'panda-build'): Builds => ({
  async start({ nonce, ...order }) {
    const start = new StartBuildCommand({
      projectName: project,
      // CodeBuild keeps it for 5 minutes; later on the log knows the build.
      idempotencyToken: `${order.deploymentId}-${order.attempt}`,
      environmentVariablesOverride: environment(order, nonce),
      // 10 minutes in the queue, and 20 of work: the two stages that it covers may take 10 each.
      queuedTimeoutInMinutesOverride: 10,
      timeoutInMinutesOverride: 20,
    })
    const { build } = await asked('codebuild:StartBuild', () => clients.platform.codebuild().send(start))
    if (!build?.id) throw new CloudFault('invalid', 'codebuild:StartBuild', 'CodeBuild answered without a build')
    return { buildId: build.id }
  },

  async look(buildId) {
    const look = new BatchGetBuildsCommand({ ids: [buildId] })
    const { builds: found } = await asked('codebuild:BatchGetBuilds', () => clients.platform.codebuild().send(look))
    const build = found?.[0]
    if (!build) return { state: 'lost' }
    const report = reportOf(build)
    return { state: stateOf(build), ...(report && { report }) }
  },

  async stop(buildId) {
    const stop = new StopBuildCommand({ id: buildId })
    const told = asked('codebuild:StopBuild', () => clients.platform.codebuild().send(stop))
    // The id is CodeBuild's own: what is wrong with it can only be that it has ended. `look` tells if it has not.
    await unless(['ResourceNotFoundException', 'InvalidInputException'], told)
  },
})

const environment = (order: Omit<BuildOrder, 'nonce'>, nonce: string) => [
  { name: buildVariables.order, value: JSON.stringify(order), type: 'PLAINTEXT' as const },
  { name: buildVariables.nonce, value: nonce, type: 'PLAINTEXT' as const },
]

/** FAULT and TIMED_OUT say nothing about the program: such a build may be tried again. */
const stateOf = ({ buildStatus, currentPhase }: Build): BuildLook['state'] => {
  if (buildStatus === 'IN_PROGRESS') return !currentPhase || early.includes(currentPhase) ? 'queued' : 'running'
  if (buildStatus === 'SUCCEEDED') return 'succeeded'
  if (buildStatus === 'FAILED') return 'failed'
  return buildStatus === 'STOPPED' ? 'stopped' : 'lost'
}

const early = ['SUBMITTED', 'QUEUED']

const reportSchema = z.object({
  n: z.int(),
  milestones: z.array(z.object({ code: z.enum(milestones), details: z.record(z.string(), z.unknown()) })),
  failure: z.optional(z.object({ errorCode: z.enum(errorCodes), message: z.string(), lines: z.array(z.string()) })),
})

/** A build that ended before it reported has none; one that reports nonsense is as good as none. */
const reportOf = (build: Build): BuildLook['report'] => {
  const text = build.exportedEnvironmentVariables?.find(({ name }) => name === buildVariables.report)?.value
  if (!text) return undefined
  try {
    return reportSchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
