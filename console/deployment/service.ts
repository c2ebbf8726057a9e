// The service that this deployment is of: what serves it now, and what it can go back to.
import { useEffect, useState } from 'preact/hooks'
import type { DeploymentState, Release, ServiceView } from '../../client/types.ts'
import { usePanda } from '../api.ts'

export const useService = (state: DeploymentState, over: boolean) => {
  const { panda } = usePanda()
  const [service, set] = useState<ServiceView>()
  const { owner, repo, branch, environment, deploymentId } = state
  useEffect(() => {
    let current = true
    const keep = (all: ServiceView[]) => {
      const found = all.find(
        one => one.owner === owner && one.repo === repo && one.branch === branch && one.environment === environment,
      )
      if (current) set(found)
    }
    // Of all: to ask for one that is not there yet is an error, which a browser notes. Without an answer the page says less.
    panda.services().then(keep, () => {})
    return () => {
      current = false
    }
  }, [panda, deploymentId, over])
  return service
}

/** What served when this deployment began; undefined: nothing, or it is not known any more. */
export const blueOf = (service: ServiceView | undefined, state: DeploymentState): Release | undefined => {
  if (!service) return undefined
  const own = service.releases.find(one => one.deploymentId === state.deploymentId)
  if (own) return service.releases.filter(one => one.at < own.at).sort((a, b) => b.at.localeCompare(a.at))[0]
  const { current } = service
  return current && current.at < (state.completedAt ?? '9') && state.status !== 'COMPLETED' ? current : undefined
}
