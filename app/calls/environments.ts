// The settings of environments: what is set, and what holds.
import { type ByEnvironment, type EnvironmentSettings, ownBranch, resolve } from '../../core/environment.ts'
import { Refusal } from '../../core/faults.ts'
import { roleAt } from '../../core/roles.ts'
import { scheduledBranch } from '../../core/schedule.ts'
import type { CallContext } from '../caller.ts'
import * as connections from '../store/connections.ts'
import * as environments from '../store/environments.ts'
import { refuseUnfitCertificate } from './own-certificate.ts'
import { ownAws, ownGithub } from './own-connections.ts'
import { refuseForeignSecrets } from './own-secrets.ts'

export const readEnvironment = async (id: ByEnvironment, { ports, caller }: CallContext) => {
  const row = await environments.find(ports, caller.tenant, id)
  return row ? viewOf(row) : viewOf({ ...id, set: {}, version: 0, updatedAt: null, updatedBy: null })
}

/** All that are set; one that is not is as usual, and is not listed. */
export const listEnvironments = async (
  { owner, repo }: { owner?: string; repo?: string },
  { ports, caller }: CallContext,
) => {
  const same = (one: string, wanted?: string) => wanted === undefined || one.toLowerCase() === wanted.toLowerCase()
  const rows = (await environments.list(ports, caller.tenant)).filter(row => roleAt(caller, row) !== undefined)
  return { environments: rows.filter(row => same(row.owner, owner) && same(row.repo, repo)).map(viewOf) }
}

type Write = ByEnvironment & EnvironmentSettings & { version?: number }

/** All settings at once: what is left out is as usual from then on. */
export const writeEnvironment = async (
  { owner, repo, environment, version: read, ...set }: Write,
  context: CallContext,
) => {
  const { ports, caller } = context
  const id = { owner, repo, environment }
  const repository = await refuseUnlessConnected(id, context)
  if (set.githubConnectionId !== undefined) await ownGithub(set.githubConnectionId, id, context)
  const aws = set.awsConnectionId === undefined ? undefined : await ownAws(set.awsConnectionId, context)
  refuseForeignSecrets(set.secrets, { ...repository, environment }, aws?.accountId)
  refuseUnfitCertificate(set.certificateArn, context.settings, aws)
  const known = await environments.find(ports, caller.tenant, id)
  const before = known?.version ?? 0
  const row = {
    ...id,
    set: withWaivers(set, known?.set, caller.by),
    version: before + 1,
    updatedAt: ports.clock.now(),
    updatedBy: caller.by,
  }
  refuseIfNothingIsDue(environment, set)
  refuseImagesWithoutBranch(environment, set)
  const isFree = (read === undefined || read === before) && (await environments.save(ports, caller.tenant, row))
  if (isFree) {
    // After the row, which is what holds: of a schedule that is behind it nothing begins.
    if (set.schedule || known?.set.schedule) await ports.changes.tell({ tenant: caller.tenant, ...id })
    return viewOf(row)
  }
  throw new Refusal(
    'SETTINGS_CHANGED',
    `The settings of ${environment} have been changed meanwhile: read them again, then write`,
  )
}

/** Who has set a waiver is not for its setter to say: one that was there stays whose it was. */
const withWaivers = (set: EnvironmentSettings, before: EnvironmentSettings | undefined, by: string) => {
  const { gates } = set
  if (!gates?.scan?.waivers) return set
  const known = before?.gates?.scan?.waivers ?? []
  const waivers = gates.scan.waivers.map(({ id, reason, until }) => {
    const same = known.find(one => one.id === id && one.reason === reason && one.until === until)
    return { id, reason, until, by: same?.by ?? by }
  })
  return { ...set, gates: { ...gates, scan: { ...gates.scan, waivers } } }
}

const refuseIfNothingIsDue = (environment: string, set: EnvironmentSettings) => {
  if (!set.schedule || scheduledBranch(set.schedule, resolve(environment, set).branches) !== undefined) return
  const message = `must name a branch: of the branches of ${environment} each is a pattern`
  throw new Refusal('INVALID_REQUEST', `schedule.branch: ${message}`, {
    faults: [{ field: 'schedule.branch', message }],
  })
}

/** An image has none of its own: it goes on as the environment's. */
const refuseImagesWithoutBranch = (environment: string, set: EnvironmentSettings) => {
  if (!set.imageTags || ownBranch(resolve(environment, set)) !== undefined) return
  const message = `needs the name of a branch in branches, whose service goes on: of those of ${environment} each is a pattern`
  throw new Refusal('INVALID_REQUEST', `imageTags: ${message}`, { faults: [{ field: 'imageTags', message }] })
}

/** Of a repository that is not the tenant's there is nothing to set. */
export const refuseUnlessConnected = async (
  { owner, repo }: Pick<ByEnvironment, 'owner' | 'repo'>,
  { ports, caller }: CallContext,
) => {
  const wanted = `${owner}/${repo}`.toLowerCase()
  const own = await connections.list(ports, caller.tenant, 'github')
  const found = own.find(one => `${one.owner}/${one.repo}`.toLowerCase() === wanted)
  if (found) return { owner: found.owner, repo: found.repo }
  throw new Refusal('CONNECTION_NOT_FOUND', `No GitHub connection of ${owner}/${repo}: connect the repository first`)
}

type Shown = Omit<environments.EnvironmentRow, 'updatedAt' | 'updatedBy'> & {
  updatedAt: string | null
  updatedBy: string | null
}

const viewOf = (row: Shown) => ({ ...row, settings: resolve(row.environment, row.set) })
