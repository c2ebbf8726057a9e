// Build once, promote: a new deployment of an image that is good in one environment, to another. Nothing is built.
import { type Environment, infraOf, ownBranch, programOf, takesBranch } from '../../core/environment.ts'
import { Refusal } from '../../core/faults.ts'
import { withFile } from '../../core/panda-file.ts'
import type { PromoteBody } from '../../core/schemas.ts'
import type { DeploymentRequest, DeploymentState } from '../../core/state.ts'
import { mustBeAllowedAt } from '../admitted.ts'
import type { CallContext } from '../caller.ts'
import * as connections from '../store/connections.ts'
import * as environments from '../store/environments.ts'
import * as takenBack from '../store/taken-back.ts'
import { ownAws } from './own-connections.ts'
import { ownDeployment } from './own-deployment.ts'
import { refuseUnfitProgram } from './own-secrets.ts'
import { settingsOfFile } from './panda-file.ts'
import { refuseIfBusy } from './refuse-if-busy.ts'
import { refuseIfClosed } from './refuse-if-closed.ts'
import { type Accepted, hashOf, newId, start, startedBefore } from './start.ts'

export type PromoteInput = PromoteBody & { id: string; 'idempotency-key'?: string }

export const promote = async (input: PromoteInput, context: CallContext): Promise<Accepted> => {
  const { 'idempotency-key': key, ...asked } = input
  const { state } = await ownDeployment(context, asked.id, 'viewer')
  const { owner, repo } = state.request
  mustBeAllowedAt(context, { owner, repo, environment: asked.environment }, 'deployer')
  const id = newId(context, key)
  const bodyHash = hashOf(asked)
  const before = key === undefined ? undefined : await startedBefore(context, id, bodyHash)
  if (before) return before
  const request = await requestOf(state, asked, bodyHash, context)
  if (request.concurrency === 'reject') await refuseIfBusy(context, request)
  return start(context, id, request)
}

const requestOf = async (
  source: DeploymentState,
  { environment, autoSwitch }: PromoteInput,
  bodyHash: string,
  context: CallContext,
): Promise<DeploymentRequest> => {
  const { tenant, by } = context.caller
  const { owner, repo, githubConnectionId, authors = [], ...from } = source.request
  if (await takenBack.find(context.ports, tenant, source.id))
    throw refused(source, `It is not good in ${from.environment}: it was taken back there after its end`)
  const set = (await environments.find(context.ports, tenant, { owner, repo, environment }))?.set ?? {}
  const file = await fileOf(source, environment, set.githubConnectionId ?? githubConnectionId, context)
  const settings = withFile(environment, [{ autoSwitch }, set], file)
  const branch = branchFor(source, environment, settings)
  refuseIfClosed(environment, settings, context.ports.clock.now())
  const awsConnectionId = set.awsConnectionId ?? from.awsConnectionId
  const { accountId, region } = await ownAws(awsConnectionId, context)
  if (accountId !== from.accountId || region !== from.region)
    throw refused(
      source,
      `Its image is in ${from.accountId} ${from.region}, and ${environment} is in ${accountId} ${region}`,
    )
  refuseUnfitProgram(settings, { owner, repo, environment }, accountId)
  const { concurrency, healthPath, approvals, gates, smoke, rollback: rules } = settings
  return {
    ...{ tenant, by, owner, repo, branch, environment, githubConnectionId, awsConnectionId, accountId, region },
    ...{
      autoSwitch: settings.autoSwitch,
      concurrency,
      healthPath,
      approvals,
      gates,
      smoke,
      rules,
      bodyHash,
      rollback: null,
    },
    port: settings.port ?? from.rollback?.port ?? from.port,
    // Whoever has made it has as little to say in its release as whoever asks for that.
    authors: [...new Set([from.by, ...authors])],
    promotion: promotionOf(source),
    program: programOf(settings),
    infra: infraOf(settings),
  }
}

/** As it was when the image was built. A connection that is gone reads no file, and takes an admin to be removed. */
const fileOf = async (
  { request: { owner, repo, branch }, commitHash, imageTag }: DeploymentState,
  environment: string,
  id: string,
  context: CallContext,
) => {
  // There is no commit whose file it could be.
  if (imageTag !== null) return undefined
  const github = await connections.find(context.ports, context.caller.tenant, id)
  if (github?.kind !== 'github') return undefined
  return settingsOfFile({ owner, repo, ref: commitHash || branch, environment }, github, context)
}

/** The environment's own service goes on: one that takes main goes on as main, whatever the image was built from. */
const branchFor = (source: DeploymentState, environment: string, settings: Environment): string => {
  const { request, status } = source
  if (status !== 'COMPLETED') throw refused(source, `It is not good in ${request.environment} yet: it is ${status}`)
  if (request.environment === environment)
    throw refused(source, `It is in ${environment} already: deploy, or roll back`)
  const { from, only } = settings.promotion
  const takesIt = takesBranch(settings, request.branch)
  // What may be deployed there may be promoted, too, unless promoting is the only way.
  if (!from.includes(request.environment) && (only || !takesIt)) throw refused(source, takes(environment, settings))
  if (takesIt) return request.branch
  const own = ownBranch(settings)
  if (own !== undefined) return own
  throw refused(
    source,
    `${environment} takes ${settings.branches.join(', ')}, and none of these is the name of one branch`,
  )
}

const takes = (environment: string, { branches, promotion: { from, only } }: Environment) => {
  const good = from.length > 0 ? `what has been good in ${from.join(', ')}` : 'nothing from other environments'
  return `${environment} takes ${good}${only ? '' : `, and the branches ${branches.join(', ')}`}: its settings say so`
}

const promotionOf = ({
  id,
  request,
  imageUri,
  imageDigest,
  imageTag,
  commitHash,
  commitMessage,
  committedAt,
}: DeploymentState) => ({
  ...{ deploymentId: id, environment: request.environment, imageUri: imageUri!, imageDigest: imageDigest! },
  ...{ commitHash, commitMessage, committedAt },
  ...(imageTag !== null && { imageTag }),
})

const refused = ({ id }: DeploymentState, message: string) =>
  new Refusal('NOT_PROMOTABLE', message, { deploymentId: id })
