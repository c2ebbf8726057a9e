// What somebody new does, in order, and what of it is done.
import type { Connections, DeploymentState, ServiceView } from '../../client/types.ts'

export type Seen = {
  connections: Connections
  deployments: readonly DeploymentState[]
  services: readonly ServiceView[]
}

const order = ['github', 'aws', 'deploy', 'watch'] as const
export type StepName = (typeof order)[number]
/** `to`: where it is done. */
export type Step = { name: StepName; done: boolean; next: boolean; to: string }

export const stepsOf = ({ connections, deployments, services }: Seen): Step[] => {
  const newest = deployments[0]
  const serves = services.length > 0 || deployments.some(({ status }) => status === 'COMPLETED')
  const done: Record<StepName, boolean> = {
    // Connections may be deleted once something serves: nobody has to begin again.
    github: connections.github.length > 0 || serves,
    aws: connections.aws.length > 0 || serves,
    deploy: newest !== undefined || serves,
    watch: serves,
  }
  const next = order.find(name => !done[name])
  const places: Record<StepName, string> = {
    github: '/connect',
    aws: '/connect',
    deploy: '/deploy',
    watch: newest ? `/deployments/${encodeURIComponent(newest.deploymentId)}` : '/deployments',
  }
  return order.map(name => ({ name, done: done[name], next: name === next, to: places[name] }))
}
