// What the build host says, put into the log. Reports carry state: whatever of it the log has already is left out.
import * as z from 'zod/mini'
import type { BuildLook, BuildReport, Ports } from '../core/ports.ts'
import type { DeploymentState } from '../core/state.ts'
import { errorCodes, type Milestone, milestones } from '../core/vocabulary.ts'
import { claimOf } from './build-nonce.ts'
import { load, record } from './record.ts'
import { putChunk } from './store/output.ts'
import { wake } from './wake.ts'

type Needs = Pick<Ports, 'table' | 'clock' | 'executions'>

/** Build output is kept this long. */
const outputDays = 14

/** One a second at most, and a build may take 20 minutes. */
const chunksOfAttempt = 10_000

const upTo = (most: number) => z.string().check(z.maxLength(most))
const text = upTo(10_000)
export const reportSchema = z.object({
  deploymentId: upTo(100),
  buildId: upTo(300),
  nonce: upTo(200),
  n: z.int().check(z.nonnegative()),
  milestones: z
    .array(z.object({ code: z.enum(milestones), details: z.record(z.string(), z.unknown()) }))
    .check(z.maxLength(20)),
  progress: z.optional(
    z.object({
      code: z.enum(['BUILD_PROGRESS', 'PUSH_PROGRESS']),
      message: text,
      step: z.optional(z.int()),
      steps: z.optional(z.int()),
    }),
  ),
  failure: z.optional(
    z.object({ errorCode: z.enum(errorCodes), message: text, lines: z.array(text).check(z.maxLength(100)) }),
  ),
  output: z.optional(
    z.object({
      chunk: z.int().check(z.positive(), z.lt(chunksOfAttempt)),
      lines: z.array(z.string()).check(z.maxLength(10_000)),
    }),
  ),
})

/** The bus's `Build Report`. One without the build's own nonce is nobody's: ignored. */
export const onBuildReport =
  (ports: Needs) =>
  async (event: unknown): Promise<void> => {
    const parsed = z.object({ detail: reportSchema }).safeParse(event)
    if (!parsed.success) return
    const report = parsed.data.detail
    const state = await load(ports, report.deploymentId)
    if (!state || !(await isGenuine(ports, state, report))) return
    if (report.output) await keepOutput(ports, report, state.build!.attempt)
    const after = await recordReport(ports, state, report)
    const said = report.milestones.at(-1)?.code
    // What is in ECR, only ECR tells: the step looks there.
    if (said === 'PUSHED' || report.failure) await wake(ports, after.id, { hint: 'codebuild' })
  }

const isGenuine = async (ports: Needs, state: DeploymentState, report: BuildReport) => {
  const claim = await claimOf(ports, state, report)
  // The bus tries again.
  if (claim === 'early') throw new Error(`Build ${report.buildId} is not in the log yet`)
  return claim === 'good'
}

const keepOutput = async (ports: Needs, { deploymentId, output }: BuildReport, attempt: number) => {
  const expires = Math.floor(Date.parse(ports.clock.now()) / 1000) + outputDays * 86_400
  // A second attempt's output follows the first one's.
  const chunk = output!.chunk + (attempt - 1) * chunksOfAttempt
  await putChunk(ports, deploymentId, { ...output!, chunk }, expires)
}

/** `PUSHED` is not taken from here: the step reads the digest from ECR. */
export const recordReport = async (
  ports: Pick<Ports, 'table' | 'clock'>,
  known: DeploymentState,
  report: NonNullable<BuildLook['report']> & Pick<BuildReport, 'progress'>,
): Promise<DeploymentState> => {
  let state = known
  const buildId = state.build?.id
  for (const { code, details } of report.milestones) {
    if (code === 'PUSHED') continue
    const note = { code, details: tellable(code, details), private: { buildId, ...untold(code, details) } }
    state = (await record(ports, state.id, { type: 'note', note }, state)).state
  }
  if (!report.progress) return state
  const { code, ...details } = report.progress
  const note = { code, details, private: { buildId, n: report.n } }
  return (await record(ports, state.id, { type: 'note', note }, state)).state
}

/** When the commit was made, for the figures: no reader of the log asks for it. */
const untold = (code: Milestone, { committedAt }: Record<string, unknown>) =>
  code === 'CLONED' && typeof committedAt === 'string' && isTime(committedAt) ? { committedAt } : {}

const isTime = (text: string) =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text) && !Number.isNaN(Date.parse(text))

const facts: Partial<Record<Milestone, readonly string[]>> = {
  CLONED: ['path', 'commitHash', 'commitMessage'],
  DOCKERFILE_FOUND: ['path'],
  BUILD_COMPLETED: ['imageName'],
  REPOSITORY_ENSURED: ['repository'],
  PUSH_STARTED: ['uri'],
}
const longestFact = 1_000

/** A Dockerfile that got out of its container speaks as the build does: only what is known is taken, as short text. */
const tellable = (code: Milestone, details: Record<string, unknown>) =>
  Object.fromEntries(
    (facts[code] ?? []).flatMap(name => {
      const value = details[name]
      if (typeof value !== 'string' || (name === 'commitHash' && !/^[0-9a-f]{40,64}$/.test(value))) return []
      return [[name, value.slice(0, longestFact)]]
    }),
  )
