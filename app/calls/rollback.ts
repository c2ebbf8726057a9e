// A new deployment of a release that was kept: by digest and saved task definition, nothing is built.
import { infraOf, resolve } from '../../core/environment.ts'
import { Refusal } from '../../core/faults.ts'
import type { RollbackBody } from '../../core/schemas.ts'
import type { DeploymentRequest, DeploymentState, KeptRelease } from '../../core/state.ts'
import type { CallContext } from '../caller.ts'
import { load } from '../record.ts'
import * as connections from '../store/connections.ts'
import * as environments from '../store/environments.ts'
import * as services from '../store/services.ts'
import { ownDeployment } from './own-deployment.ts'
import { serviceKeyOf } from './refuse-if-busy.ts'
import { type Accepted, hashOf, newId, start, startedBefore } from './start.ts'

export type RollbackInput = RollbackBody & { id: string; 'idempotency-key'?: string }

export const rollback = async (input: RollbackInput, context: CallContext): Promise<Accepted> => {
  const { 'idempotency-key': key, ...asked } = input
  const { state } = await ownDeployment(context, asked.id)
  const id = newId(context, key)
  const bodyHash = hashOf(asked)
  const before = key === undefined ? undefined : await startedBefore(context, id, bodyHash)
  if (before) return before
  const service = await services.find(context.ports, context.caller.tenant, serviceKeyOf(state.request))
  const release = service && chosen(service, servingNow(service, state), asked.to)
  if (!service || !release) throw notFound(asked)
  const awsConnectionId = await usableConnection(context, [state.request.awsConnectionId, service.awsConnectionId])
  return start(context, id, {
    ...backTo(state.request, release),
    ...(await programOf(context, release)),
    infra: await infraNow(context, state.request),
    ...{ by: context.caller.by, autoSwitch: asked.autoSwitch, awsConnectionId, bodyHash },
  })
}

/** By deployment, by commit (the newest of it), or the good one before what serves now. */
const chosen = ({ releases }: services.ServiceRecord, now: string | undefined, to: string | undefined) => {
  if (to === undefined) return releases.find(({ deploymentId }) => deploymentId !== now)
  const commit = to.toLowerCase()
  return releases.find(one => one.deploymentId === to || one.commitHash?.startsWith(commit))
}

/** The record follows the log: whoever has just heard that this one is completed may ask before it is written. */
const servingNow = ({ current, version }: services.ServiceRecord, { id, status, finishedAt }: DeploymentState) =>
  status === 'COMPLETED' && finishedAt! > version ? id : current?.deploymentId

const notFound = ({ id, to }: RollbackBody & { id: string }) =>
  new Refusal(
    'RELEASE_NOT_FOUND',
    to === undefined ? 'There is no earlier good release to go back to' : `No kept release matches ${to}`,
    { deploymentId: id },
  )

/** The one of then may have been deleted: the service's own reaches the same account. */
const usableConnection = async ({ ports, caller }: CallContext, ids: string[]) => {
  for (const id of ids) if (await connections.find(ports, caller.tenant, id)) return id
  throw new Refusal('CONNECTION_NOT_FOUND', 'AWS connection not found')
}

/** Whoever goes back is in a hurry: it takes the place of what is running, whatever was said then, and asks
 *  nobody and no gate: what it goes back to has been through them. */
const backTo = (asked: DeploymentRequest, release: services.Release): DeploymentRequest => {
  const { approvals: _, gates: ____, authors: __, promotion: ___, image: ______, program: _____, ...request } = asked
  const { deploymentId, imageUri, imageDigest, taskDefinition, commitHash, commitMessage, port, healthPath } = release
  const { imageTag } = release
  const kept: KeptRelease = {
    ...{ deploymentId, imageUri, imageDigest, taskDefinition, commitHash, commitMessage, port, healthPath },
    ...(imageTag !== undefined && { imageTag }),
  }
  return {
    ...request,
    concurrency: 'supersede',
    port,
    healthPath,
    smoke: release.smoke,
    rules: release.rules,
    rollback: kept,
  }
}

/** What it ran with then, with which its task definition was made; of one from before there was anything to say: nothing. */
const programOf = async ({ ports }: CallContext, { deploymentId }: services.Release) => {
  const program = (await load(ports, deploymentId))?.request.program
  return program && { program }
}

/** The environment's, not the release's. */
const infraNow = async ({ ports, caller }: CallContext, request: DeploymentRequest) => {
  const row = await environments.find(ports, caller.tenant, request)
  return infraOf(resolve(request.environment, row?.set ?? {}))
}
