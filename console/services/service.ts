import type { DeploymentState, Release, ServiceView } from '../../client/types.ts'
import { isOver } from '../deployments/row.ts'

type At = Pick<ServiceView, 'owner' | 'repo' | 'branch' | 'environment' | 'region'>

/** One service: where it is deployed and what of. */
export const keyOf = ({ owner, repo, branch, environment, accountId, region }: ServiceView) =>
  [accountId, region, owner, repo, branch, environment].join(' ')

const isOf = (deployment: DeploymentState, at: At) =>
  deployment.owner === at.owner &&
  deployment.repo === at.repo &&
  deployment.branch === at.branch &&
  deployment.environment === at.environment &&
  deployment.awsRegion === at.region

/** The newest that has not ended. */
export const underWay = <D extends DeploymentState>(deployments: readonly D[], service: At): D | undefined =>
  deployments.find(one => isOf(one, service) && !isOver(one))

/** Ready, or past that: another one waits for its end. */
export const isFar = ({ status, stage }: DeploymentState) => status === 'DEPLOYMENT_READY' || stage >= 5

/** Which deployment stands for the service when it is asked to go back: any of its own. */
export const anchorOf = ({ current, releases }: ServiceView) => current?.deploymentId ?? releases[0]?.deploymentId

/** The same release may have been brought back: each is listed once, the one that serves too. */
export const releasesOf = ({ releases, current }: ServiceView): { release: Release; serves: boolean }[] => {
  const all =
    current && !releases.some(one => one.deploymentId === current.deploymentId) ? [current, ...releases] : releases
  return all.map(release => ({ release, serves: release.deploymentId === current?.deploymentId }))
}
