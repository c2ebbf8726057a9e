// Asking green for its health, through the test listener: closed but to whoever opens it to himself.
import { CloudFault } from '../../core/faults.ts'
import type { Door } from '../../core/ports.ts'
import type { Run } from './step.ts'

export const probeTimeoutMs = 5_000

export const isGood = (httpStatus: number | null) => httpStatus !== null && httpStatus >= 200 && httpStatus < 300

/** Only where green has an address of its own. */
export const askGreen = async (run: Run) => {
  await openDoor(run)
  return run.ports.probe.get(greenHealth(run), probeTimeoutMs)
}

/** False: it could not be done now. The next release of the service closes it, once it is a day old: that is no reason to
 *  take back a good release, nor to keep one that has failed waiting. */
export const closeDoor = async (run: Run): Promise<boolean> => {
  const door = doorOf(run)
  if (!door) return true
  try {
    await run.ports.probeDoor.close(await run.at(), door)
    return true
  } catch (fault) {
    if (fault instanceof CloudFault) return false
    throw fault
  }
}

/** Five tries of a second each, and a second between them: a rule mostly works at once. */
const settlingTries = 5
const settlingMs = 1_000

/** While a new rule does not work yet there is no answer at all, which says nothing of green. */
const openDoor = async (run: Run): Promise<void> => {
  const door = doorOf(run)
  if (!door || (await run.ports.probeDoor.open(await run.at(), door)) === 'open') return
  for (let tries = 0; tries < settlingTries; tries++) {
    if ((await run.ports.probe.get(greenHealth(run), settlingMs)).httpStatus !== null) return
    await run.ports.clock.sleep(settlingMs)
  }
}

const greenHealth = ({ state }: Run) => state.greenUrl! + state.request.healthPath

const doorOf = ({ state }: Run): Door | undefined => {
  const securityGroupId = state.infra?.balancerSecurityGroupId
  return state.greenUrl && securityGroupId ? { securityGroupId, deploymentId: state.id } : undefined
}
