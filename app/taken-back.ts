// What becomes of a release after its deployment has ended well: CodeDeploy may still take it back for an alarm, and so may
// somebody in its console, for as long as blue is warm. An event is a hint and no more; the next deployment of the service
// looks anyhow, before it begins.
import { CloudFault, Refusal } from '../core/faults.ts'
import { heaviest } from '../core/live-figures.ts'
import { names, serviceKey } from '../core/names.ts'
import type { Customer, Ports, ReleaseLook } from '../core/ports.ts'
import { hintsOf } from '../core/rules.ts'
import type { Settings } from '../core/settings.ts'
import { type DeploymentState, isFinal } from '../core/state.ts'
import { mayBeTakenBack, type TakenBack, takenBackBy, takenBackWords } from '../core/taken-back.ts'
import { noteOnce } from './audit.ts'
import { customerOf } from './customer.ts'
import { load } from './record.ts'
import { passes } from './steps/step.ts'
import * as admission from './store/admission.ts'
import { expireLog, keptDays } from './store/log.ts'
import * as services from './store/services.ts'
import * as store from './store/taken-back.ts'
import * as watch from './store/watch.ts'

type Needs = Pick<Ports, 'table' | 'clock' | 'vault' | 'releases'>
type Days = Pick<Settings, 'PANDA_AUDIT_DAYS'>

const kind = 'codedeploy/'

/** Of events of CodeDeploy: of those whose deployments are over. The others look by themselves. */
export const onReleaseChanged = async (ports: Needs, settings: Days, event: unknown): Promise<void> => {
  for (const resource of hintsOf(event).filter(hint => hint.startsWith(kind)))
    for (const id of await watch.list(ports, resource)) {
      const state = await load(ports, id)
      if (state && isFinal(state))
        await unlessBarred(async () => lookAfter(ports, settings, state, await customerOf(ports, state.request)))
    }
}

/** Before the next release of a service begins: an event may have been lost. */
export const lookBefore = async (
  ports: Needs,
  settings: Days,
  { request }: DeploymentState,
  way: () => Promise<Customer>,
): Promise<void> => {
  const record = await services.find(ports, request.tenant, keyOf({ request }))
  const current = record?.current?.deploymentId
  if (!current || !(await watch.list(ports, releaseKey(request))).includes(current)) return
  const state = await load(ports, current)
  if (state) await unlessBarred(async () => lookAfter(ports, settings, state, await way()))
}

/** Found already, but before the service's record knew of this release. */
export const settleKept = async (ports: Needs, state: DeploymentState): Promise<void> => {
  const taken = mayBeTakenBack(state) && (await store.find(ports, state.request.tenant, state.id))
  if (!taken) return
  await settle(ports, state, taken)
  await finish(ports, state)
}

/** What is watched for an ended deployment: nothing else can happen to it. */
export const watchedAfter = (state: DeploymentState): string | undefined =>
  mayBeTakenBack(state) ? releaseKey(state.request) : undefined

/** What events about releases of a service name. */
export const releaseKey = (request: DeploymentState['request']): string =>
  `${kind}${request.accountId}/${request.region}/${names(request).base}`

const lookAfter = async (ports: Needs, settings: Days, state: DeploymentState, at: Customer): Promise<void> => {
  const { tenant } = state.request
  if (!mayBeTakenBack(state)) return forget(ports, state)
  // In this order: whoever has let go of the lock has written the record.
  if (await isLeftBehind(ports, state)) return
  const record = await services.find(ports, tenant, keyOf(state))
  if (record && record.version > state.finishedAt! && record.current?.deploymentId !== state.id)
    return (await store.find(ports, tenant, state.id)) ? finish(ports, state) : forget(ports, state)
  const look = await ports.releases.look(at, state.release!.id!)
  if (look.state === 'succeeded') return forget(ports, state)
  if (look.state !== 'failed' && look.state !== 'stopped') return
  const serving = await servingInstead(ports, at, state)
  if (!serving) return
  const rings = (await ports.releases.ringing(at, state.release!.id!)).flatMap(({ since }) => since ?? [])
  const seen = takenBack(state, look, { now: ports.clock.now(), rings }, previous(record, state, serving))
  const taken = await tell(ports, settings, state, seen)
  // A record that does not know of this release yet is settled once it does (let-go.ts).
  if (await settle(ports, state, taken)) await finish(ports, state)
}

/** A newer one has moved traffic, or takes it back because somebody has asked for that: then it is not CodeDeploy's doing, and
 *  what serves is for that one to say. */
const isLeftBehind = async (ports: Needs, { id, request }: DeploymentState) => {
  const { holders } = await admission.read(ports, admission.lockKey(keyOf({ request })))
  for (const holder of holders.map(admission.deploymentOf))
    if (holder !== id && (await load(ports, holder))?.switchingAt) return true
  return false
}

/** The task definition that production leads to, if it is not this release's. Undefined: green serves still, or nobody does. */
const servingInstead = async (ports: Needs, at: Customer, { request, release, infra }: DeploymentState) => {
  const [service, routes] = [
    await ports.releases.service(at, names(request)),
    await ports.releases.routes(at, infra!.productionListenerArn),
  ]
  const group = heaviest(routes)
  const serving = service?.taskSets.find(set => set.targetGroupArn === group)
  const isGreen = group === release!.greenGroup && serving?.taskDefinition === release!.taskDefinition
  return isGreen ? undefined : serving?.taskDefinition
}

const previous = (record: services.ServiceRecord | undefined, { id }: DeploymentState, taskDefinition: string) =>
  record?.releases.find(one => one.deploymentId !== id && one.taskDefinition === taskDefinition) ?? null

const takenBack = (
  { id, finishedAt, switchedAt }: DeploymentState,
  { reason, endedAt }: ReleaseLook,
  { now, rings }: { now: string; rings: string[] },
  serves: services.Release | null,
): TakenBack => {
  // Clocks differ: it was after the end.
  const at = endedAt !== undefined && endedAt > finishedAt! ? endedAt : now
  const { deploymentId, commitHash, commitMessage } = serves ?? {}
  return {
    ...{
      deploymentId: id,
      at,
      since: firstSign(rings, switchedAt!, at),
      seenAt: now,
      reason: reason ?? 'it does not say why',
    },
    serves: deploymentId
      ? { deploymentId, commitHash: commitHash ?? null, commitMessage: commitMessage ?? null }
      : null,
  }
}

/** Of an alarm that rings still; else it is not known from when on users have got what was bad. */
const firstSign = (rings: string[], from: string, until: string) =>
  rings.filter(since => since > from && since < until).sort()[0] ?? until

/** Once, however often it is found: people hear of it from the row, by the stream (app/notices.ts). */
const tell = async (ports: Needs, settings: Days, { id, request }: DeploymentState, seen: TakenBack) => {
  const { tenant, owner, repo, branch, environment } = request
  const isNew = await store.keep(ports, tenant, seen, expiryOf(ports))
  const taken = isNew ? seen : ((await store.find(ports, tenant, id)) ?? seen)
  await noteOnce(ports, settings, {
    ...{ tenant, by: takenBackBy, operation: 'takenBack', once: id, at: taken.at },
    ...{ reason: takenBackWords(taken), severity: 'notice' },
    target: { deploymentId: id, owner, repo, branch, environment },
  })
  return taken
}

/** The record says what serves now, unless a newer release has been written there; what was taken back is no release to go to. */
const settle = (ports: Needs, { id, request }: DeploymentState, { serves }: TakenBack): Promise<boolean> =>
  services.replace(ports, request.tenant, keyOf({ request }), record => {
    if (record.current?.deploymentId !== id) return undefined
    const releases = record.releases.filter(one => one.deploymentId !== id)
    const current = releases.find(one => one.deploymentId === serves?.deploymentId) ?? null
    return { ...record, current, releases, warm: null }
  })

const finish = async (ports: Needs, state: DeploymentState) => {
  await expireLog(ports, state.id, expiryOf(ports))
  await forget(ports, state)
}

const forget = (ports: Needs, { id, request }: DeploymentState) => watch.remove(ports, releaseKey(request), id)

/** What passes by itself is tried again. Whoever is not let in any more lets it be: a deployment says so in its own words. */
const unlessBarred = async (work: () => Promise<void>) => {
  try {
    await work()
  } catch (fault) {
    if (passes(fault) || !(fault instanceof CloudFault || fault instanceof Refusal)) throw fault
  }
}

const expiryOf = ({ clock }: Pick<Ports, 'clock'>) => Math.floor(Date.parse(clock.now()) / 1000) + keptDays * 86_400

const keyOf = ({ request }: Pick<DeploymentState, 'request'>) => serviceKey(request, names(request).service)
