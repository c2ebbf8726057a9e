// Which deployment is meant: by its id, or by OWNER/REPO: its newest that the command can do something with.
import type { DeploymentState } from '../client/types.ts'
import { deploymentIdPattern } from '../core/schemas.ts'
import type { Context } from './context.ts'
import { wrongUse } from './mishap.ts'
import { isSame, type Repository, repositoryIn } from './repository.ts'
import { clean } from './screen/clean.ts'
import { placeOf } from './screen/figures.ts'

export type Wanted = 'any' | 'unfinished' | 'reviewed' | 'ready'

type From = Pick<Context, 'client' | 'say'>

/** Where it would act on one of several, it asks instead of guessing. */
export const deploymentMeant = async (given: string, wanted: Wanted, from: From): Promise<string> => {
  if (deploymentIdPattern.test(given)) return given
  const repository = repositoryIn(given)
  if (!repository) throw wrongUse(from.say('id.unclear', { given: clean(given) }), from.say('id.unclear.next'))
  const found = await newest(repository, wanted, from)
  const [first, ...others] = found
  const what = { repository: given }
  if (!first) throw wrongUse(from.say(`none.${wanted}`, what), from.say('id.unclear.next'))
  if (wanted === 'any' || others.length === 0) return first.deploymentId
  throw wrongUse(from.say('id.several', what), ...found.map(one => lineOf(one)))
}

const newest = async ({ owner, repo, branch }: Repository, wanted: Wanted, { client }: From) => {
  const deployments =
    wanted === 'reviewed'
      ? (await client.approvals()).filter(one => isSame(one, { owner, repo }))
      : (await client.deployments({ owner, repo, limit: 50 })).deployments
  return deployments.filter(one => (branch === undefined || one.branch === branch) && fits[wanted](one))
}

const fits: Record<Wanted, (one: DeploymentState) => boolean> = {
  any: () => true,
  reviewed: () => true,
  unfinished: one => isUnfinished(one),
  ready: one => one.status === 'DEPLOYMENT_READY',
}

export const isUnfinished = ({ status }: Pick<DeploymentState, 'status'>) =>
  status === 'QUEUED' || status === 'RUNNING' || status === 'DEPLOYMENT_READY'

const lineOf = (one: DeploymentState) => `${one.deploymentId}  ${clean(placeOf(one))}  ${clean(one.environment)}`
