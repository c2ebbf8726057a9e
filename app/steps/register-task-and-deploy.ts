// RegisterTaskAndDeploy: green begins to start. The very first release needs no CodeDeploy; a rollback to a blue that is
// still warm needs no green.
import { serviceKey } from '../../core/names.ts'
import type { ReleaseLook, Ringing, ServiceView } from '../../core/ports.ts'
import { usualCount } from '../../core/program.ts'
import { unwatchedAlarms } from '../../core/rollback-rules.ts'
import type { DeploymentState } from '../../core/state.ts'
import * as services from '../store/services.ts'
import { lookBefore } from '../taken-back.ts'
import { portOf, programOf } from './ensure-infra.ts'
import { again, done, failed, type Outcome, type Run, type Step } from './step.ts'
import { rulesOf } from './watch-rules.ts'

type Release = NonNullable<DeploymentState['release']>

export const registerTaskAndDeploy: Step = async run => {
  if (run.has('GREEN_STARTING')) return done
  if (!run.state.release) {
    const outcome = await run.keepLooking(run.settings.PANDA_GREEN_CHECK_SECONDS, () => startRelease(run))
    if (outcome.kind !== 'done') return outcome
  }
  const { release, infra, blue } = run.state
  if (release?.mode === 'first') await run.ports.releases.scale(await run.at(), run.names, firstCount(run))
  // More at once: green is measured with as many as it will have. Fewer only when it has proved itself (bake.ts).
  const count = release?.count
  if (count && count.to > count.from) await run.ports.releases.scale(await run.at(), run.names, count.to)
  if (blue) await run.note('BLUE_RUNNING', { url: infra!.url })
  await run.note('GREEN_STARTING', { url: greenUrl(run.state) })
  return done
}

const firstCount = (run: Run) => programOf(run).count ?? usualCount

/** A count that is not said, or is what it was for what serves now, leaves be what the customer's scaling has made of it. */
const otherCount = ({ state }: Run, { desired }: ServiceView) => {
  const { count } = state.request.program ?? {}
  const changes = count != null && count !== (state.blue?.count ?? null) && count !== desired
  return changes ? { count: { from: desired, to: count } } : {}
}

/** A warm blue has no listener of its own: only its health is seen until traffic is back on it. */
const greenUrl = ({ release, infra }: DeploymentState) => (release?.mode === 'warm-back' ? null : infra!.testUrl)

const startRelease = async (run: Run): Promise<Outcome> => {
  const { releases } = run.ports
  const at = await run.at()
  const service = await releases.service(at, run.names)
  const primary = service?.taskSets.find(set => set.role === 'primary')
  if (!service || !primary)
    return failed('ECS_DEPLOYMENT_FAILED', `The service ${run.names.service} has no tasks to replace`)
  if (run.state.blue === null && !run.state.stackExisted)
    return begin(run, {
      mode: 'first',
      id: null,
      taskDefinition: primary.taskDefinition,
      greenGroup: primary.targetGroupArn,
      blueGroup: null,
    })
  // In this order: what another entry of this step starts meanwhile must not look like a predecessor.
  const current = await releases.current(at, run.names)
  const own = await releases.find(at, run.names, run.state.id)
  if (current && !own) return makeRoom(run, current, service)
  // What served when this one was claimed may have been taken back since then.
  await lookBefore(run.ports, run.settings, run.state, () => run.at())
  if (service.desired === 0) await releases.scale(at, run.names, firstCount(run))
  return startBlueGreen(run, primary.targetGroupArn, service)
}

/** One deployment a group, a warm predecessor included: it ends first, unless it is what we want back. */
const makeRoom = async (
  run: Run,
  current: { id: string; look: ReleaseLook },
  service: ServiceView,
): Promise<Outcome> => {
  const { releases } = run.ports
  const at = await run.at()
  const wanted = run.state.request.rollback?.taskDefinition
  const warm = service.taskSets.find(set => set.role === 'active' && set.taskDefinition === wanted)
  const primary = service.taskSets.find(set => set.role === 'primary')!
  const { state } = current.look
  if (state === 'warm' && warm && warm.running >= warm.desired)
    return begin(run, {
      mode: 'warm-back',
      id: current.id,
      taskDefinition: warm.taskDefinition,
      greenGroup: warm.targetGroupArn,
      blueGroup: primary.targetGroupArn,
      ...otherCount(run, service),
    })
  if (state === 'warm') {
    await releases.endWarm(at, current.id)
    const { request } = run.state
    await services.forgetWarm(run.ports, request.tenant, serviceKey(request, run.names.service))
  } else await releases.stop(at, current.id)
  return again
}

const startBlueGreen = async (run: Run, blueGroup: string, service: ServiceView): Promise<Outcome> => {
  const { state, names, ports } = run
  const at = await run.at()
  const infra = state.infra!
  const taskDefinition = await taskDefinitionOf(run)
  const port = portOf(run)
  const greenGroup = infra.targetGroupArns.find(group => group !== blueGroup)!
  const { healthPath, rollback } = state.request
  await ports.releases.setHealthPath(at, greenGroup, healthPath)
  const unwatched = unwatchedAlarms(rulesOf(state))
  const wish = { names, deploymentId: state.id, taskDefinition, port, rollback: rollback !== null, unwatched }
  const id = await ports.releases.start(at, wish)
  // Of a rollback none is watched.
  const loud = rollback ? [] : await ports.releases.leftOut(at, names, id, unwatched)
  if (loud.length > 0) await run.note('ALARMS_LEFT_OUT', { alarms: loud.map(({ name }) => name), names: wordsOf(loud) })
  const count = service.desired === 0 ? {} : otherCount(run, service)
  return begin(run, { mode: 'blue-green', id, taskDefinition, greenGroup, blueGroup, ...count })
}

const wordsOf = (alarms: Ringing[]) => alarms.map(({ name, about }) => (about ? `${name} (${about})` : name)).join(', ')

/** A rollback runs what ran then, to the letter. */
const taskDefinitionOf = async (run: Run): Promise<string> => {
  const { state, names, ports } = run
  if (state.request.rollback) return state.request.rollback.taskDefinition
  const { taskRoleArn, executionRoleArn } = state.infra!
  return ports.releases.register(await run.at(), {
    names,
    deploymentId: state.id,
    image: state.imageUri!,
    port: portOf(run),
    taskRoleArn,
    executionRoleArn,
    program: programOf(run),
  })
}

const begin = async (run: Run, release: Release): Promise<Outcome> => {
  const details = {
    image: run.state.imageUri,
    codeDeployDeploymentId: release.id,
    codeDeployApplicationName: run.names.base,
  }
  await run.note('RELEASE_STARTED', details, { release })
  return done
}
