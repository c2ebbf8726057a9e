// Somebody stops a good release in CodeDeploy's console while blue is still warm, and the service has to say so.
import * as services from '../../app/store/services.ts'
import type { LoggedEvent } from '../../core/event.ts'
import { names } from '../../core/names.ts'
import type { DeploymentState } from '../../core/state.ts'
import { mayBeTakenBack } from '../../core/taken-back.ts'
import { diceFor } from './dice.ts'
import { serviceOf } from './ledger.ts'
import type { Place } from './place.ts'
import { letterOf } from './traffic.ts'

/** One seed in ten: the others tell the stories in which planted bugs are found. */
const isTakenBack = (seed: number) => seed % 10 === 3

type Release = { phase: string; asked?: { stop?: boolean } }

export const takeSomeBack = (place: Place, seed: number): void => {
  if (!isTakenBack(seed)) return
  const { ledger, scheduler } = place
  const dice = diceFor(seed, 'taken back')
  const stop = async (id: string) => {
    const { request, release } = ledger.state(id)!
    const found = place.asl.shelf.list<Release>('codedeploy.deployments').find(([key]) => key.includes(release!.id!))
    if (found?.[1].phase !== 'warm' || found[1].asked?.stop) return
    const { accountId, region } = request
    const by = { accountId, region, arn: `arn:aws:iam::${accountId}:user/somebody` }
    const input = { deploymentId: release!.id, autoRollbackEnabled: true }
    scheduler.note(`!! ${id.slice(0, 12)} is stopped in the console of CodeDeploy`)
    ledger.takenBack.add(id)
    await place.region.kernel.call('codedeploy', 'StopDeployment', input, by)
  }
  ledger.listeners.push(({ code, deploymentId: id }: LoggedEvent, state: DeploymentState) => {
    if (code !== 'COMPLETED' || !mayBeTakenBack(state) || !dice.chance(0.6)) return
    const late = dice.chance(0.5) ? dice.int(5_000) : dice.int(600_000)
    scheduler.within(scheduler.world, () => scheduler.at(scheduler.now() + late, () => void stop(id)))
  })
}

/** Its event may have been lost, and nobody has deployed since: one that is late finds the same. */
export const tellAgain = ({ ledger, emit, scheduler }: Place): void => {
  for (const id of ledger.takenBack) {
    const { request, release } = ledger.state(id)!
    const { accountId, region } = request
    emit({
      source: 'aws.codedeploy',
      'detail-type': 'CodeDeploy Deployment State-change Notification',
      ...{ account: accountId, region, time: new Date(scheduler.now()).toISOString(), resources: [] },
      detail: { region, deploymentId: release!.id, state: 'STOP', application: names(request).base },
    })
  }
}

/** Once nothing happens any more, what is believed is what users get. */
export const expectTold = async ({ ledger, raw, traffic }: Place): Promise<void> => {
  if (traffic.sick.size > 0) return
  for (const state of ledger.all()) {
    const service = serviceOf(state)
    const letters = [...new Set(traffic.serving(service))].join('')
    const current = (await services.find({ table: raw }, state.request.tenant, service))?.current
    const believed = current && ledger.state(current.deploymentId)
    if (letters.length !== 1 || !believed || letterOf(believed) === letters) continue
    ledger.fail('told', `${service}: ${letters} serves, and Panda believes ${letterOf(believed)}`)
  }
}
