import { type Environment, type EnvironmentSettings, infraOf, programOf, takesBranch } from '../../core/environment.ts'
import { Refusal } from '../../core/faults.ts'
import { type FileSettings, withFile } from '../../core/panda-file.ts'
import type { DeployBody } from '../../core/schemas.ts'
import type { DeploymentRequest } from '../../core/state.ts'
import type { StartContext } from '../caller.ts'
import * as environments from '../store/environments.ts'
import { connectionsNamed, ownAws, ownGithub } from './own-connections.ts'
import { refuseUnfitProgram } from './own-secrets.ts'
import { settingsOfFile } from './panda-file.ts'
import { refuseIfBusy } from './refuse-if-busy.ts'
import { refuseIfClosed } from './refuse-if-closed.ts'
import { type Accepted, hashOf, newId, start, startedBefore } from './start.ts'

export type DeployInput = DeployBody & { 'idempotency-key'?: string }

export const deploy = async (input: DeployInput, context: StartContext): Promise<Accepted> => {
  const { 'idempotency-key': key, ...body } = input
  const id = newId(context, key)
  const bodyHash = hashOf({ ...spelledOut, ...body })
  const before = key === undefined ? undefined : await startedBefore(context, id, bodyHash)
  if (before) return before
  const request = await requestOf(body, bodyHash, context)
  if (request.concurrency === 'reject') await refuseIfBusy(context, request)
  return start(context, id, request)
}

/** Saying these makes no other body of it: whoever asks again need not repeat them. */
const spelledOut = { autoSwitch: false, concurrency: 'supersede', healthPath: '/health', port: null }

const requestOf = async (body: DeployBody, bodyHash: string, context: StartContext): Promise<DeploymentRequest> => {
  const { tenant, by } = context.caller
  const set = (await environments.find(context.ports, tenant, body))?.set ?? {}
  const { githubConnectionId, awsConnectionId } = connectionsNamed(body, set)
  // As the connection spells it: GitHub takes any case, but AWS would see another service.
  const github = await ownGithub(githubConnectionId, body, context)
  const { owner, repo } = github
  const { accountId, region } = await ownAws(awsConnectionId, context)
  const { branch, environment } = body
  const file = await settingsOfFile({ owner, repo, ref: branch, environment }, github, context)
  const settings = settingsOf(body, set, file, context.ports.clock.now())
  refuseUnfitProgram(settings, { owner, repo, environment }, accountId)
  const { autoSwitch, concurrency, healthPath, port, approvals, gates, smoke, rollback } = settings
  return {
    ...{ tenant, by, owner, repo, branch, environment, githubConnectionId, awsConnectionId, accountId, region },
    ...{
      autoSwitch,
      concurrency,
      healthPath,
      port,
      bodyHash,
      rollback: null,
      approvals,
      gates,
      smoke,
      rules: rollback,
    },
    program: programOf(settings),
    infra: infraOf(settings),
  }
}

/** Settings that change later change nothing that is under way. */
const settingsOf = (body: DeployBody, set: EnvironmentSettings, file: FileSettings | undefined, now: string) => {
  const { autoSwitch, concurrency, healthPath, port } = body
  const settings = withFile(body.environment, [{ autoSwitch, concurrency, healthPath, port }, set], file)
  if (settings.promotion.only)
    throw new Refusal(
      'PROMOTION_ONLY',
      `${body.environment} takes only what has been good in ${settings.promotion.from.join(', ')}: promote it`,
    )
  refuseUnlessTaken(settings, body)
  refuseIfClosed(body.environment, settings, now)
  return settings
}

const refuseUnlessTaken = (settings: Environment, body: DeployBody) => {
  if (takesBranch(settings, body.branch)) return
  throw new Refusal(
    'BRANCH_NOT_ALLOWED',
    `${body.environment} takes ${settings.branches.join(', ')}, not ${body.branch}: its settings say so`,
  )
}
