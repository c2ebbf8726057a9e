// A deployment is over: its places are free, its release is kept if it is a good one, and whoever waited is woken.

import { secondsBetween } from '../core/deadlines.ts'
import { pastRun, withRun } from '../core/estimate.ts'
import { serviceKey } from '../core/names.ts'
import { warmMinutes } from '../core/pipeline.ts'
import { type DeploymentState, isBackOnWarm } from '../core/state.ts'
import { keepSummary } from './advance.ts'
import { usualPort } from './steps/ensure-infra.ts'
import { resourcesOf } from './steps/prepare-connection.ts'
import type { Run } from './steps/step.ts'
import * as admission from './store/admission.ts'
import { expireLog, keptDays } from './store/log.ts'
import * as pending from './store/pending-approvals.ts'
import * as services from './store/services.ts'
import * as summaries from './store/summaries.ts'
import * as watch from './store/watch.ts'
import { releaseKey, settleKept, watchedAfter } from './taken-back.ts'
import { wake } from './wake.ts'

/** May be repeated: every part of it is a fact that is written again. The lock goes late; that all is done is noted last, so
 *  that the sweep takes up whatever is cut off before. */
export const letGo = async (run: Run): Promise<void> => {
  const { ports, state } = run
  const { request } = state
  // Before the rows get their expiry: a summary that is behind would be written back as it was.
  await keepSummary(ports, state.id)
  if (serves(state)) await keepRelease(run)
  else await expire(run, state.id)
  // Until blue is gone its release is watched on (taken-back.ts).
  const after = watchedAfter(state)
  for (const resource of resourcesOf(run)) if (resource !== after) await watch.remove(ports, resource, state.id)
  if (state.build) await watch.remove(ports, `codebuild/${state.build.id}`, state.id)
  if (state.review) await pending.remove(ports, request.tenant, state.id)
  const member = admission.memberOf(state.createdAt, state.id)
  const slots = await admission.leave(ports, admission.slotsKey(request.tenant), member)
  await leaveTwice(run, slots.accepted)
  const lock = await admission.leave(ports, admission.lockKey(serviceKey(request, run.names.service)), member)
  for (const waiter of [...lock.waiters, ...slots.waiters])
    await wake(ports, admission.deploymentOf(waiter), 'anything')
  await summaries.close(ports, state.id)
}

/** Whoever asked a second time, with the same key, since Panda ended before it answered, took a place at either time. */
const leaveTwice = async ({ ports, state }: Run, accepted: string[]) => {
  const key = admission.slotsKey(state.request.tenant)
  for (const member of accepted)
    if (admission.deploymentOf(member) === state.id) await admission.leave(ports, key, member)
}

/** One that went back onto a warm blue serves, however it ended. */
const serves = (state: DeploymentState) =>
  state.status === 'COMPLETED' || (isBackOnWarm(state) && state.finalService === 'green')

const keepRelease = async (run: Run): Promise<void> => {
  const { ports, state, names } = run
  const { request } = state
  const key = serviceKey(request, names.service)
  const before = await services.find(ports, request.tenant, key)
  const current = releaseOf(state)
  const others = (before?.releases ?? []).filter(release => release.deploymentId !== state.id)
  const releases = [current, ...others]
  const { owner, repo, branch, environment, accountId, region, awsConnectionId } = request
  await services.save(ports, request.tenant, {
    serviceKey: key,
    owner,
    repo,
    branch,
    environment,
    accountId,
    region,
    awsConnectionId,
    url: state.url!,
    current,
    releases,
    ...rollbackTimes(state, before),
    warm: warmAfter(state),
    runs: withRun(before?.runs ?? [], pastRun(state)),
    version: state.finishedAt!,
  })
  for (const dropped of releases.slice(services.keptReleases)) await expire(run, dropped.deploymentId)
  // Its predecessor's blue is gone: of that nothing more can be heard.
  const last = before?.current?.deploymentId
  if (last && last !== state.id) await watch.remove(ports, releaseKey(request), last)
  await settleKept(ports, state)
}

const releaseOf = (state: DeploymentState): services.Release => ({
  deploymentId: state.id,
  imageDigest: state.imageDigest!,
  imageUri: state.imageUri!,
  taskDefinition: state.release!.taskDefinition,
  // A build may not have said, and of what another tool has pushed nobody has.
  commitHash: state.commitHash,
  commitMessage: state.commitMessage,
  ...(state.imageTag !== null && { imageTag: state.imageTag }),
  at: state.switchedAt ?? state.switchingAt!,
  port: state.request.rollback?.port ?? state.request.port ?? usualPort,
  healthPath: state.request.healthPath,
  ...(state.request.rules && { rules: state.request.rules }),
  ...(state.request.smoke && { smoke: state.request.smoke }),
  count: state.request.program?.count ?? null,
  by: state.request.by,
  ...(state.request.rollback && { rollbackOf: state.request.rollback.deploymentId }),
})

/** Measured on the last rollback there was; before the first, on the release's own way from its start to its switch. */
const rollbackSeconds = (state: DeploymentState): number | null => {
  const { request, switchedAt, readyAt, switchRequested } = state
  const from = request.rollback ? state.createdAt : state.stageStartedAt[3]
  if (!from || !switchedAt) return null
  const waited = readyAt && switchRequested ? secondsBetween(readyAt, switchRequested.at) : 0
  return Math.round((secondsBetween(from, switchedAt) - waited) * 10) / 10
}

const rollbackTimes = (state: DeploymentState, before: services.ServiceRecord | undefined) => {
  const seconds = rollbackSeconds(state)
  const isWarm = state.release?.mode === 'warm-back'
  return {
    rollbackSeconds: (isWarm ? null : seconds) ?? before?.rollbackSeconds ?? null,
    warmSeconds: (isWarm ? seconds : null) ?? before?.warmSeconds ?? null,
  }
}

/** CodeDeploy keeps what it took the traffic from; the other two kinds of release leave nothing running. */
const warmAfter = ({ release, blue, switchedAt }: DeploymentState): services.ServiceRecord['warm'] => {
  if (release?.mode !== 'blue-green' || !blue || !switchedAt) return null
  const until = new Date(Date.parse(switchedAt) + warmMinutes * 60_000).toISOString()
  return { taskDefinition: blue.taskDefinition, until }
}

const expire = (run: Run, deploymentId: string) =>
  expireLog(run.ports, deploymentId, Math.floor(Date.parse(run.ports.clock.now()) / 1000) + keptDays * 86_400)
