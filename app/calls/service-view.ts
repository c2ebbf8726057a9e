// A service as its owner sees it: what serves, and how long it takes to go back.
import type * as services from '../store/services.ts'

export const serviceView = (record: services.ServiceRecord, now: string) => {
  const { owner, repo, branch, environment, accountId, region, awsConnectionId, url, current, releases } = record
  const target = releases.find(({ deploymentId }) => deploymentId !== current?.deploymentId)
  return {
    ...{ owner, repo, branch, environment, accountId, region, awsConnectionId, url },
    current: current && releaseView(record, current, now),
    releases: releases.map(release => releaseView(record, release, now)),
    rollbackTo: target?.deploymentId ?? null,
    expectedRollbackSeconds: (target ? backTo(record, target, now)?.seconds : record.rollbackSeconds) ?? null,
    warmUntil: isWarm(record, now) ? record.warm!.until : null,
  }
}

const releaseView = (record: services.ServiceRecord, release: services.Release, now: string) => {
  const { deploymentId, imageDigest, imageUri, commitHash, commitMessage, imageTag, at, by = null } = release
  const { rollbackOf } = release
  return {
    ...{ deploymentId, imageDigest, imageUri, commitHash, commitMessage, at, by },
    ...(imageTag !== undefined && { imageTag }),
    ...(rollbackOf !== undefined && { rollbackOf }),
    rollback: backTo(record, release, now),
  }
}

/** What still runs beside what serves takes the five checks and a switch; all else starts anew. */
const backTo = (record: services.ServiceRecord, release: services.Release, now: string) => {
  if (release.deploymentId === record.current?.deploymentId) return null
  if (isWarm(record, now) && release.taskDefinition === record.warm?.taskDefinition)
    return { how: 'warm' as const, seconds: record.warmSeconds ?? lastSwitch(record) }
  return { how: 'new-release' as const, seconds: record.rollbackSeconds ?? null }
}

const isWarm = ({ warm }: services.ServiceRecord, now: string) => warm != null && now < warm.until

/** Stated for a service that nobody has measured: the word to CodeDeploy, and a look or two. */
const usualSeconds = 30

/** What served before still runs: how long until it has the traffic again. Undefined: nothing is known of the service yet. */
export const warmSeconds = (record: services.ServiceRecord | undefined): number =>
  (record && (record.warmSeconds ?? lastSwitch(record))) ?? usualSeconds

/** Before anybody has gone back to a warm one: as long as the checks and the switch took the last time. */
const lastSwitch = ({ runs = [] }: services.ServiceRecord) =>
  runs[0]?.stages.find(({ stage }) => stage === 5)?.seconds ?? null
