// Who may speak for a build: it bears the nonce that it was ordered with, and nobody else has that.
import type { BuildReport, Ports } from '../core/ports.ts'
import type { DeploymentState } from '../core/state.ts'
import * as orders from './store/build-orders.ts'

type Claim = Pick<BuildReport, 'buildId' | 'nonce'>

/** `early`: a build that was quicker than the note of its own start; the log does not know it yet. */
export const claimOf = async (
  ports: Pick<Ports, 'table'>,
  state: DeploymentState,
  { buildId, nonce }: Claim,
): Promise<'good' | 'early' | 'none'> => {
  const attempt = state.build?.attempt ?? 0
  const bears = async (asked: number) => (await orders.find(ports, state.id, asked))?.nonceHash === orders.hashOf(nonce)
  if (state.build?.id === buildId) return (await bears(attempt)) ? 'good' : 'none'
  // The log of a deployment that is being stopped gets no further build.
  if (state.stopping) return 'none'
  return (await bears(attempt + 1)) ? 'early' : 'none'
}
