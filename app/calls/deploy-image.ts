// A release of an image that another tool has pushed: by its digest, nothing is built, and nothing is known of a commit. So
// panda.yml, which belongs to one, is not read: what holds is what the environment says.
import { type Environment, infraOf, ownBranch, programOf, resolve } from '../../core/environment.ts'
import { Refusal } from '../../core/faults.ts'
import type { DeploymentRequest, PushedImage } from '../../core/state.ts'
import type { StartContext } from '../caller.ts'
import * as environments from '../store/environments.ts'
import { connectionsNamed, ownAws, ownGithub } from './own-connections.ts'
import { refuseUnfitProgram } from './own-secrets.ts'
import { refuseIfBusy } from './refuse-if-busy.ts'
import { refuseIfClosed } from './refuse-if-closed.ts'
import { type Accepted, hashOf, newId, start, startedBefore } from './start.ts'

export type ImageInput = { owner: string; repo: string; environment: string; image: PushedImage }

export const deployImage = async (input: ImageInput, key: string, context: StartContext): Promise<Accepted> => {
  const id = newId(context, key)
  const bodyHash = hashOf(input)
  const before = await startedBefore(context, id, bodyHash)
  if (before) return before
  const request = await requestOf(input, bodyHash, context)
  if (request.concurrency === 'reject') await refuseIfBusy(context, request)
  return start(context, id, request)
}

const requestOf = async (input: ImageInput, bodyHash: string, context: StartContext): Promise<DeploymentRequest> => {
  const { tenant, by } = context.caller
  const { environment, image } = input
  const set = (await environments.find(context.ports, tenant, input))?.set ?? {}
  const { githubConnectionId, awsConnectionId } = connectionsNamed({}, set)
  const { owner, repo } = await ownGithub(githubConnectionId, input, context)
  const { accountId, region } = await ownAws(awsConnectionId, context)
  const settings = resolve(environment, set)
  const branch = branchOf(environment, settings)
  refuseIfClosed(environment, settings, context.ports.clock.now())
  refuseUnfitProgram(settings, { owner, repo, environment }, accountId)
  const { autoSwitch, concurrency, healthPath, port, approvals, gates, smoke, rollback: rules } = settings
  return {
    ...{ tenant, by, owner, repo, branch, environment, githubConnectionId, awsConnectionId, accountId, region },
    ...{ autoSwitch, concurrency, healthPath, port, approvals, gates, smoke, rules, bodyHash, rollback: null, image },
    ...{ program: programOf(settings), infra: infraOf(settings) },
  }
}

/** The environment's own service goes on: there is no branch that it could have been built from. */
const branchOf = (environment: string, settings: Environment): string => {
  const { from, only } = settings.promotion
  if (only)
    throw new Refusal(
      'PROMOTION_ONLY',
      `${environment} takes only what has been good in ${from.join(', ')}: promote it`,
    )
  const own = ownBranch(settings)
  if (own !== undefined) return own
  const message = `an image has no branch, and of the branches of ${environment} (${settings.branches.join(', ')}) none is a name: set branches`
  throw new Refusal('BRANCH_NOT_ALLOWED', message)
}
