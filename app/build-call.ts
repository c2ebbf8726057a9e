// All that a build asks of Panda, in one function: the build's role reaches this one and nothing else. Its nonce is its
// identity. `{"ask":"program"}` is the entry's own (lambdas/build-call.ts): the program lies beside its bundle.
import * as z from 'zod/mini'
import { Refusal } from '../core/faults.ts'
import { names } from '../core/names.ts'
import type { Ports } from '../core/ports.ts'
import { claimOf } from './build-nonce.ts'
import { reportSchema } from './build-report.ts'
import { customerOf, githubToken } from './customer.ts'
import { load } from './record.ts'
import * as orders from './store/build-orders.ts'

type Needs = Pick<Ports, 'table' | 'vault' | 'images' | 'buildReports'>

const tradeSchema = z.object({
  ask: z.literal('trade'),
  deploymentId: z.string().check(z.maxLength(100)),
  buildId: z.string().check(z.maxLength(300)),
  nonce: z.string().check(z.maxLength(200)),
})

const callSchema = z.discriminatedUnion('ask', [
  tradeSchema,
  z.object({ ask: z.literal('report'), report: reportSchema }),
])

type Traded = { cloneToken: string; registry: string; password: string }

export const buildCall =
  (ports: Needs) =>
  async (payload: unknown): Promise<Traded | Record<string, never>> => {
    const call = callSchema.parse(payload)
    return call.ask === 'trade' ? trade(ports, call) : report(ports, call.report)
  }

/** A build that starts trades its nonce, once, for what it needs: the clone token and a password for one registry.
 *  Never AWS keys: what a Dockerfile runs later could read them. */
const trade = async (ports: Needs, { deploymentId, buildId, nonce }: z.output<typeof tradeSchema>): Promise<Traded> => {
  const state = await load(ports, deploymentId)
  if (!state || state.stopping) throw refused('credentials')
  if ((await claimOf(ports, state, { buildId, nonce })) === 'none') throw refused('credentials')
  const attempt = state.build?.id === buildId ? state.build.attempt : (state.build?.attempt ?? 0) + 1
  if (!(await orders.trade(ports, deploymentId, attempt, buildId))) throw refused('credentials')
  // Who undoes a deployment looks for what was traded, once it is stopping; so whoever trades looks for that, once traded.
  if ((await load(ports, deploymentId))?.stopping) throw refused('credentials')
  const at = await customerOf(ports, state.request)
  const { repository } = names(state.request)
  return { cloneToken: await githubToken(ports, state.request), ...(await ports.images.password(at, repository)) }
}

/** Put on the bus; whoever hears it there looks at the nonce once more. */
const report = async (ports: Needs, said: z.output<typeof reportSchema>) => {
  const state = await load(ports, said.deploymentId)
  // One that is early is good: the bus brings it again until the log knows its build.
  if (!state || (await claimOf(ports, state, said)) === 'none') throw refused('a report')
  await ports.buildReports.send(said)
  return {}
}

const refused = (what: string) => new Refusal('FORBIDDEN', `This build has no claim to ${what}`)
