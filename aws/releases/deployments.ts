import {
  BatchGetDeploymentsCommand,
  ContinueDeploymentCommand,
  CreateDeploymentCommand,
  type DeploymentStatus,
  type DeploymentWaitType,
  ListDeploymentsCommand,
  StopDeploymentCommand,
} from '@aws-sdk/client-codedeploy'
import { CloudFault } from '../../core/faults.ts'
import type { Names } from '../../core/names.ts'
import type { Customer, Releases } from '../../core/ports.ts'
import type { CustomersOnly } from '../clients.ts'
import { asked, unless } from '../fault.ts'
import { alarmsToWatch } from './alarms.ts'
import { appSpec } from './app-spec.ts'
import { look } from './look.ts'

type Deployments = Pick<Releases, 'start' | 'find' | 'current' | 'look' | 'allowTraffic' | 'endWarm' | 'stop'>

export const deployments = (clients: CustomersOnly): Deployments => {
  const lookAt = look(clients)
  const find: Releases['find'] = (at, names, deploymentId) =>
    describedAs(clients, at, names, descriptionOf(deploymentId))

  /** False: CodeDeploy does not wait for this (any more). */
  const goOn = async (at: Customer, deploymentId: string, deploymentWaitType: DeploymentWaitType) => {
    const command = new ContinueDeploymentCommand({ deploymentId, deploymentWaitType })
    const answer = await unless(
      [
        'DeploymentIsNotInReadyStateException',
        'DeploymentAlreadyCompletedException',
        'InvalidDeploymentStatusException',
      ],
      asked('codedeploy:ContinueDeployment', () => clients.customer(at).codedeploy().send(command)),
    )
    return answer !== undefined
  }

  return {
    find,
    look: lookAt,

    async start(at, wish) {
      const { names, deploymentId } = wish
      const there = await find(at, names, deploymentId)
      if (there) return there
      const overrideAlarmConfiguration = await alarmsToWatch(clients, at, wish)
      const command = new CreateDeploymentCommand({
        applicationName: names.base,
        deploymentGroupName: names.base,
        description: descriptionOf(deploymentId),
        revision: { revisionType: 'AppSpecContent', appSpecContent: { content: appSpec(wish) } },
        ...(overrideAlarmConfiguration && { overrideAlarmConfiguration }),
      })
      const made = await asked('codedeploy:CreateDeployment', () => clients.customer(at).codedeploy().send(command))
      if (!made.deploymentId) throw new CloudFault('invalid', 'codedeploy:CreateDeployment', 'CodeDeploy named no id')
      return made.deploymentId
    },

    async current(at, names) {
      const [id] = await listed(clients, at, names, { statuses: inHand, atMost: 1 })
      return id ? { id, look: await lookAt(at, id) } : undefined
    },

    async allowTraffic(at, releaseId) {
      if (await goOn(at, releaseId, 'READY_WAIT')) return
      const now = await lookAt(at, releaseId)
      // It was said before: traffic moves, or has moved.
      const moves = now.state === 'working' && now.hooks.includes(lastBeforeTraffic)
      if (moves || now.state === 'warm' || now.state === 'succeeded') return
      throw new CloudFault(
        'conflict',
        'codedeploy:ContinueDeployment',
        `Release ${releaseId} is ${now.state}: traffic cannot move`,
      )
    },

    async endWarm(at, releaseId) {
      if (await goOn(at, releaseId, 'TERMINATION_WAIT')) return
      const now = await lookAt(at, releaseId)
      // Said before: blue is on its way out, or gone.
      if (now.state === 'warm' || over.includes(now.state)) return
      throw new CloudFault(
        'conflict',
        'codedeploy:ContinueDeployment',
        `Release ${releaseId} is ${now.state}: blue is not kept warm yet`,
      )
    },

    async stop(at, releaseId) {
      const command = new StopDeploymentCommand({ deploymentId: releaseId, autoRollbackEnabled: true })
      await unless(
        ['DeploymentAlreadyCompletedException'],
        asked('codedeploy:StopDeployment', () => clients.customer(at).codedeploy().send(command)),
      )
    },
  }
}

const lastBeforeTraffic = 'AfterAllowTestTraffic'
const over = ['succeeded', 'failed', 'stopped']
/** Kept warm is InProgress too. https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeploymentInfo.html */
const inHand: DeploymentStatus[] = ['Created', 'Queued', 'InProgress', 'Ready', 'Baking']
/** What BatchGetDeployments takes. */
const batch = 25
/** A release that is still looked for is recent; CodeDeploy lists the newest first. */
const searched = 200

const descriptionOf = (deploymentId: string) => `panda ${deploymentId}`

const describedAs = async (clients: CustomersOnly, at: Customer, names: Names, description: string) => {
  const ids = await listed(clients, at, names, { atMost: searched })
  for (let from = 0; from < ids.length; from += batch) {
    const command = new BatchGetDeploymentsCommand({ deploymentIds: ids.slice(from, from + batch) })
    const answer = await asked('codedeploy:BatchGetDeployments', () => clients.customer(at).codedeploy().send(command))
    const mine = answer.deploymentsInfo?.find(one => one.description === description)
    if (mine?.deploymentId) return mine.deploymentId
  }
  return undefined
}

/** No application or group (yet): nothing. */
const listed = async (
  clients: CustomersOnly,
  at: Customer,
  names: Names,
  { statuses, atMost }: { statuses?: DeploymentStatus[]; atMost: number },
): Promise<string[]> => {
  const ids: string[] = []
  let nextToken: string | undefined
  do {
    const command = new ListDeploymentsCommand({
      applicationName: names.base,
      deploymentGroupName: names.base,
      ...(statuses && { includeOnlyStatuses: statuses }),
      ...(nextToken && { nextToken }),
    })
    const page = await unless(
      ['ApplicationDoesNotExistException', 'DeploymentGroupDoesNotExistException'],
      asked('codedeploy:ListDeployments', () => clients.customer(at).codedeploy().send(command)),
    )
    ids.push(...(page?.deployments ?? []))
    nextToken = page?.nextToken
  } while (nextToken && ids.length < atMost)
  return ids.slice(0, atMost)
}
