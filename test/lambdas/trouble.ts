// One thing goes wrong on the way, and what must hold afterwards all the same.
import { expect } from 'vitest'
import { CloudFault } from '../../core/faults.ts'
import type { DeploymentState } from '../../core/state.ts'
import { AwsError } from '../../region/aws-error.ts'
import { expectPeace } from '../invariants.ts'
import { type Call, openPlace, type Place, type Weather } from './place.ts'

/** `throttled`: refused, nothing happened. `lost`: done, and nobody is told. `expired`: a customer's credentials, just this once. */
export type Trouble = 'throttled' | 'lost' | 'expired'

/** Two releases: the first goes straight out, the second is switched by a person. */
const journey = async (panda: Place): Promise<DeploymentState[]> => {
  const connections = await panda.connect()
  const first = await panda.deploy('a', connections, { autoSwitch: true })
  await panda.end(first)
  const second = await panda.deploy('b', connections)
  await panda.until(second, ['READY'])
  if ((await panda.codes(second)).includes('READY')) await panda.ask(`POST /api/v1/deploy/${second}/switch`)
  await panda.end(second)
  return Promise.all([first, second].map(id => panda.state(id)))
}

/** With nothing going wrong. */
export const cleanJourney = async () => {
  const panda = await openPlace()
  const states = await journey(panda)
  expect(states.map(state => state.status)).toEqual(['COMPLETED', 'COMPLETED'])
  return panda
}

/** A thousand calls, some eighty kinds of them (a function, an action): of each kind one, sometimes its first and sometimes a
 *  later one, so that two hundred journeys do for all kinds of trouble. `turn` chooses others. */
export const sampled = (calls: Call[], turn: number): Call[] =>
  [...Map.groupBy(calls, ({ entry, action, ofCustomer }) => `${entry} ${action} ${ofCustomer}`).values()].map(
    (kind, n) => kind[(n * 7 + turn * 3) % kind.length]!,
  )

/** This call of the journey fails, all others work. */
export const withTrouble = async (wanted: Pick<Call, 'n' | 'entry' | 'action'>, trouble: Trouble) => {
  const panda = await openPlace()
  const met: Call[] = []
  const fail = (call: Call) => {
    if (call.n !== wanted.n) return
    met.push(call)
    throw faultOf(trouble, call)
  }
  if (trouble === 'lost') panda.weather.after = fail
  else panda.weather.before = fail
  const states = await journey(panda)
  expect(met).toMatchObject([{ entry: wanted.entry, action: wanted.action }])
  await expectHealthy(panda, states)
  return states
}

export const withDeliveries = async (deliveries: Weather['deliveries']) => {
  const panda = await openPlace()
  panda.weather.deliveries = deliveries
  const states = await journey(panda)
  await expectHealthy(panda, states)
  return states
}

/** Everything has ended, what the last good release is serves, and every record of the stream was read. */
const expectHealthy = async (panda: Place, states: DeploymentState[]) => {
  await expectPeace(panda)
  const good = states.filter(state => state.status === 'COMPLETED').at(-1)
  if (good) expect(panda.serves(good.url)).toBe(good.imageDigest?.slice(7, 8))
  for (const source of panda.sources) expect(source.failed).toEqual([])
}

/** Of our own table, in the domain's words: that is what its adapter throws. */
const faultOf = (trouble: Trouble, { action }: Call): Error => {
  if (action.startsWith('dynamodb:'))
    return trouble === 'lost'
      ? new CloudFault('unreachable', action, 'socket hang up')
      : new CloudFault('throttled', action, 'Rate exceeded')
  if (trouble === 'throttled') return new AwsError('ThrottlingException', 'Rate exceeded')
  if (trouble === 'expired') return new AwsError('ExpiredTokenException', 'The security token is expired')
  return Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET' })
}
