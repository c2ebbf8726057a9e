// What speaks against moving traffic this very moment. Asked before the five checks, and again right before the word is given.
import { allHealthy, targetWords } from './check-deployment.ts'
import { because, lastWords } from './last-words.ts'
import { failed, type Outcome, type Run } from './step.ts'

export const unsafe = async (run: Run): Promise<Outcome | undefined> =>
  (await routesSay(run)) ?? (await greenSays(run)) ?? (await alarmsSay(run))

/** Of green's tasks: what is wrong with them, or nothing. As many must run as should, and all be healthy. */
export const tasksSay = async (run: Run): Promise<string | undefined> => {
  const { releases } = run.ports
  const at = await run.at()
  const { greenGroup } = run.state.release!
  const service = await releases.service(at, run.names)
  const green = service?.taskSets.find(set => set.targetGroupArn === greenGroup)
  const desired = green?.desired ?? 1
  if (green && green.running < desired) return `${green.running} of ${desired} tasks of green run`
  const targets = await releases.targets(at, greenGroup)
  return allHealthy(targets, desired) ? undefined : targetWords(targets, desired)
}

const greenSays = async (run: Run): Promise<Outcome | undefined> => {
  const said = await tasksSay(run)
  if (!said) return undefined
  const last = await lastWords(run)
  return failed('HEALTH_CHECK_FAILED', `Before the switch: ${said}${because(last)}`, last)
}

/** All of production is blue's; once the word is given it may be green's already. */
const routesSay = async (run: Run): Promise<Outcome | undefined> => {
  const { release, infra, switchingAt } = run.state
  if (release!.mode === 'first') return undefined
  const routes = await run.ports.releases.routes(await run.at(), infra!.productionListenerArn)
  const allTo = (group: string | null) =>
    routes.length > 0 && routes.every(({ targetGroupArn }) => targetGroupArn === group)
  if (allTo(release!.blueGroup) || (switchingAt && allTo(release!.greenGroup))) return undefined
  const where = routes.map(({ targetGroupArn, weight }) => `${weight} to ${targetGroupArn.split('/')[1]}`).join(', ')
  return failed(
    'ECS_DEPLOYMENT_FAILED',
    `Before the switch: traffic of ${infra!.url} does not go to blue alone (${where || 'nowhere'}): somebody else has moved it`,
  )
}

/** CodeDeploy would take the release back at once. */
const alarmsSay = async (run: Run): Promise<Outcome | undefined> => {
  const { release } = run.state
  if (release!.mode !== 'blue-green') return undefined
  const ringing = await run.ports.releases.ringing(await run.at(), release!.id!)
  if (ringing.length === 0) return undefined
  const names = ringing.map(({ name, about }) => (about ? `${name} (${about})` : name)).join(', ')
  return failed('HEALTH_CHECK_FAILED', `Before the switch: an alarm rings that would take the release back: ${names}`, {
    alarms: ringing.map(({ name }) => name),
  })
}
