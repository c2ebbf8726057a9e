// A build that starts trades its nonce, once, for what it needs: the clone token and a password for one registry.
// Never AWS keys: what a Dockerfile runs later could read them.
import * as z from 'zod'
import { Refusal } from '../core/faults.ts'
import type { Ports } from '../core/ports.ts'
import { customerOf, githubToken } from './customer.ts'
import { load } from './record.ts'
import * as orders from './store/build-orders.ts'

type Needs = Pick<Ports, 'table' | 'vault' | 'images'>

const tradeSchema = z.object({ deploymentId: z.string(), buildId: z.string(), nonce: z.string() })

export const tradeNonce =
  (ports: Needs) =>
  async (payload: unknown): Promise<{ cloneToken: string; registry: string; password: string }> => {
    const { deploymentId, buildId, nonce } = tradeSchema.parse(payload)
    const state = await load(ports, deploymentId)
    if (!state || state.stopping) throw refused()
    // The log may not know the build yet: it starts before its start is written down.
    const attempt = state.build?.id === buildId ? state.build.attempt : (state.build?.attempt ?? 0) + 1
    const order = await orders.find(ports, deploymentId, attempt)
    if (order?.nonceHash !== orders.hashOf(nonce)) throw refused()
    if (!(await orders.trade(ports, deploymentId, attempt, buildId))) throw refused()
    const at = await customerOf(ports, state.request)
    return { cloneToken: await githubToken(ports, state.request), ...(await ports.images.password(at)) }
  }

const refused = () => new Refusal('FORBIDDEN', 'This build has no claim to credentials')
