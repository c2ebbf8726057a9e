// A delivery of GitHub: the signature lets in, nothing else does. What the delivery is about begins as a person's own
// deployment would, once for each delivery and environment.
import { pushedBranches, takesBranch } from '../../core/environment.ts'
import { Refusal } from '../../core/faults.ts'
import { type HookHeaders, type HookHeard, type Pushed, pushedBy } from '../../core/hooks.ts'
import type { CallContext } from '../caller.ts'
import { isSigned, secretOf } from '../hook-signature.ts'
import * as environments from '../store/environments.ts'
import * as hooks from '../store/hooks.ts'
import { type Begun, startByItself } from './start-by-itself.ts'

type Delivery = HookHeaders & { id: string }

export const hearHook = async (delivery: Delivery, context: CallContext): Promise<HookHeard> => {
  const { ports, rawBody = '' } = context
  const hook = await hooks.find(ports, delivery.id)
  const secret = await secretOf(hook, ports)
  const signed = isSigned(rawBody, delivery['x-hub-signature-256'], secret)
  if (!hook || !signed) throw new Refusal('UNAUTHENTICATED', 'There is no such hook, or the signature is not its own')
  const event = (delivery['x-github-event'] ?? '').slice(0, 60)
  const pushed = pushedBy(event, payloadOf(rawBody, delivery['content-type']), hook)
  const nothing = { event, started: [], already: [], refused: [] }
  if ('why' in pushed) return { ...nothing, why: pushed.why }
  const wanted = await takers(pushed, hook, context)
  if (wanted.length === 0)
    return { ...nothing, why: `No environment of ${hook.owner}/${hook.repo} takes ${pushed.branch} by itself` }
  // Without GitHub's id, whatever is pushed is told by its commit.
  const said = { hook, pushed, delivery: (delivery['x-github-delivery'] ?? pushed.commit).slice(0, 100) }
  // Together: GitHub waits 10 s.
  const each = await Promise.allSettled(wanted.map(environment => begin(environment, said, context)))
  // All have been tried; whoever delivers it again starts what is not yet.
  for (const one of each) if (one.status === 'rejected') throw one.reason
  const begun = each.flatMap(one => (one.status === 'fulfilled' ? [one.value] : []))
  return { event, ...sorted(begun), why: null }
}

/** Environments that somebody has set something for, whose own branches take it. */
const takers = async ({ branch }: Pushed, { tenant, owner, repo }: hooks.Hook, { ports }: CallContext) => {
  const wanted = `${owner}/${repo}`.toLowerCase()
  const rows = await environments.list(ports, tenant)
  return rows
    .filter(row => `${row.owner}/${row.repo}`.toLowerCase() === wanted)
    .filter(row => takesBranch({ branches: pushedBranches(row.environment, row.set) }, branch))
    .map(row => row.environment)
}

type Said = { hook: hooks.Hook; pushed: Pushed; delivery: string }

const begin = async (environment: string, { hook, pushed, delivery }: Said, context: CallContext) => {
  const { tenant, id, owner, repo } = hook
  const { branch, commit, by } = pushed
  const reason = `push of ${commit.slice(0, 7)}, delivery ${delivery} to ${id}`
  const cause = { tenant, by, key: `${id} ${delivery} ${environment}`, reason }
  return { environment, ...(await startByItself({ owner, repo, branch, environment }, cause, context)) }
}

const sorted = (all: ({ environment: string } & Begun)[]): Pick<HookHeard, 'started' | 'already' | 'refused'> => ({
  started: all.flatMap(({ kind, ...one }) => (kind === 'started' && 'deploymentId' in one ? [one] : [])),
  already: all.flatMap(({ kind, ...one }) => (kind === 'already' && 'deploymentId' in one ? [one] : [])),
  refused: all.flatMap(({ kind: _, ...one }) => ('errorCode' in one ? [one] : [])),
})

/** GitHub's usual form is JSON in a form. What is neither is no push. */
const payloadOf = (text: string, type = ''): unknown => {
  const isForm = type.toLowerCase().startsWith('application/x-www-form-urlencoded')
  try {
    return JSON.parse(isForm ? (new URLSearchParams(text).get('payload') ?? '') : text)
  } catch (fault) {
    if (fault instanceof SyntaxError) return undefined
    throw fault
  }
}
