// Whoever says things that are not so: events of another account, of another repository or digest, reports with a nonce that was
// never given out, task tokens of attempts that are over.
import type { BusEvent } from '../../region/kernel.ts'
import type { Dice } from './dice.ts'
import { isLive } from './ledger.ts'
import type { Place } from './place.ts'

export class Forger {
  private readonly place: Place
  private readonly dice: Dice
  constructor(place: Place, dice: Dice) {
    this.place = place
    this.dice = dice
  }

  forge() {
    const { dice, place } = this
    const live = place.ledger.all().filter(isLive)
    if (live.length === 0) return
    const { request, build, id } = dice.pick(live)
    if (dice.chance(0.4)) return this.report(id, build?.id ?? 'panda-build:none')
    const account = dice.chance(0.5) ? '666666666666' : request.accountId
    const repository = dice.chance(0.5) ? `${request.owner}-${request.repo}` : 'somebody-else'
    place.emit(pushed(account, repository, new Date(place.scheduler.now()).toISOString()))
  }

  /** The task is over: saying anything about it says nothing. */
  useOldToken() {
    const { dice, place } = this
    const { tokens } = place.asl
    if (tokens.length < 2) return
    const taskToken = tokens[dice.int(tokens.length - 1)]!
    const { kernel, platform } = place.region
    if (place.asl.isTokenAlive(taskToken)) return
    const input = { taskToken, error: 'Look', output: '{}' }
    const command = dice.chance(0.5) ? 'SendTaskFailure' : 'SendTaskSuccess'
    kernel.call('states', command, input, platform).then(
      () => place.ledger.fail('forged', `${command} with a token that is over was taken`),
      () => {},
    )
  }

  private report(deploymentId: string, buildId: string) {
    const { place, dice } = this
    const report = {
      ...{ deploymentId, buildId, nonce: dice.hex(16), n: 99 },
      milestones: [{ code: 'CLONED', details: { path: '/', commitHash: 'f'.repeat(40), commitMessage: 'forged' } }],
      failure: { errorCode: 'CLONE_FAILED', message: 'forged', lines: ['forged'] },
    }
    const said = dice.chance(0.5)
      ? { ask: 'report', report }
      : { ask: 'trade', deploymentId, buildId, nonce: report.nonce }
    place.region.kernel.invoke('panda-build-call', said).then(
      () => place.ledger.fail('forged', `a build call with a nonce that nobody gave out was taken`),
      () => {},
    )
  }
}

const pushed = (account: string, repository: string, time: string): BusEvent => ({
  ...{ source: 'aws.ecr', 'detail-type': 'ECR Image Action', account, region: 'local-1', time, resources: [] },
  detail: {
    ...{ result: 'SUCCESS', 'repository-name': repository, 'action-type': 'PUSH' },
    ...{ 'image-digest': `sha256:${'f'.repeat(64)}`, 'image-tag': 'forged' },
  },
})
