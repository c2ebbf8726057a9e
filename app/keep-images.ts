// Before anything of a release is in the account: its image, and those of the releases that a rollback may go to, are kept
// from the repository's rules; then there may be rules.
import { CloudFault } from '../core/faults.ts'
import { imageRules, keepTags } from '../core/image-life.ts'
import { names, serviceKey } from '../core/names.ts'
import type { Run } from './steps/step.ts'
import * as services from './store/services.ts'

export const keepImages = async (run: Run, digest: string): Promise<void> => {
  const { ports, names: own, state } = run
  const at = await run.at()
  const { tenant } = state.request
  const service = await services.find(ports, tenant, serviceKey(at, own.service))
  const keep = (name: string, digests: string[]) =>
    ports.images.keep(at, own.repository, keepTags(tenant, name), [...new Set(digests)])
  try {
    await keep(own.service, [digest, ...digestsOf(service)])
    if (await ports.images.hasRules(at, own.repository)) return
    // What was released before there were any: once there are rules, each service sees to its own.
    for (const other of await beside(run)) await keep(names(other).service, digestsOf(other))
    await ports.images.setRules(at, own.repository, imageRules)
  } catch (fault) {
    // A role from an older template may not: then nothing is deleted, and the self-test of its permissions says what is missing.
    if (!(fault instanceof CloudFault && fault.kind === 'denied')) throw fault
  }
}

const digestsOf = (service: services.ServiceRecord | undefined) => {
  const kept = service?.releases ?? []
  return [...(service?.current ? [service.current] : []), ...kept].map(({ imageDigest }) => imageDigest)
}

/** Of the same repository: other branches and environments. */
const beside = async ({ ports, names: own, state: { request } }: Run) =>
  (await services.list(ports, request.tenant)).filter(
    one =>
      one.accountId === request.accountId &&
      one.region === request.region &&
      names(one).repository === own.repository &&
      names(one).service !== own.service,
  )
