import { Refusal } from '../../core/faults.ts'
import type { CallContext } from '../caller.ts'
import * as services from '../store/services.ts'
import { shown } from './own-deployment.ts'

export const listServices = async (_: object, { ports, caller }: CallContext) => ({
  services: (await services.list(ports, caller.tenant)).map(serviceView),
})

/** One for each branch and environment of the repository. */
export const readService = async ({ owner, repo }: { owner: string; repo: string }, context: CallContext) => {
  const wanted = `${owner}/${repo}`.toLowerCase()
  const all = await services.list(context.ports, context.caller.tenant)
  const found = all.filter(one => `${one.owner}/${one.repo}`.toLowerCase() === wanted)
  if (found.length === 0) throw new Refusal('SERVICE_NOT_FOUND', `Service not found: ${shown(`${owner}/${repo}`)}`)
  return { services: found.map(serviceView) }
}

const serviceView = (record: services.ServiceRecord) => {
  const { owner, repo, branch, environment, accountId, region, url, current, releases } = record
  return {
    ...{ owner, repo, branch, environment, accountId, region, url },
    current: current && releaseView(current),
    releases: releases.map(releaseView),
    expectedRollbackSeconds: record.rollbackSeconds ?? null,
  }
}

const releaseView = (release: services.Release) => {
  const { deploymentId, imageDigest, imageUri, commitHash, commitMessage, at, rollbackOf } = release
  const shownFields = { deploymentId, imageDigest, imageUri, commitHash, commitMessage, at }
  return rollbackOf === undefined ? shownFields : { ...shownFields, rollbackOf }
}
