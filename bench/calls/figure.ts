// What a deployment asks of AWS, and what that costs: bench/cost counts.
import { pipelineState, type StateName } from '../../core/pipeline.ts'
import { countedDeployment } from '../cost/deployment.ts'
import { alwaysOn, idleItems } from '../cost/idle.ts'
import { money, sum } from '../cost/report.ts'
import type { Figure, Row } from '../figure.ts'
import { toldOfOne } from './event.ts'

const most = { history: 0, looks: 2, transitions: 30, callsOfAnEvent: 6, deployment: 0.002, idlePart: 0.05 }
const sockets = 3

export const calls: Figure = {
  number: 7,
  name: 'calls a deployment',
  measure: async ({ told }) => {
    const { items, made, lines } = await countedDeployment({ sockets, output: false })
    told(1, 1)
    const history = made.filter(({ action }) => action.endsWith('GetExecutionHistory')).length
    const [state, looks] = mostLooks(lines)
    const transitions = items.find(({ what }) => what === 'Step Functions transitions')!.count
    const { calls, posts } = await toldOfOne(40, sockets)
    return [
      row('calls of GetExecutionHistory in a deployment', history, most.history),
      row(`looks of the step that looked most often while hints came (${state})`, looks, most.looks),
      row('state transitions a deployment', transitions, most.transitions),
      row(`calls that an event leads to, with ${sockets} sockets`, calls + posts, most.callsOfAnEvent),
    ]
  },
}

export const cost: Figure = {
  number: 8,
  name: 'money',
  measure: async ({ told }) => {
    const { items } = await countedDeployment()
    told(1, 1)
    const [deployment, idle] = [sum(items), sum(idleItems())]
    const part = idle / alwaysOn
    const ratio = { median: part, least: part, most: part }
    return [
      {
        name: 'money a deployment, without the build',
        ...{ ours: money(deployment), rival: '–', bar: `≤ $${most.deployment}`, pass: deployment <= most.deployment },
      },
      {
        name: 'an idle month, against two t3.small and a load balancer',
        ...{ ours: money(idle), rival: money(alwaysOn), ratio, bar: '≤ 5 %', pass: part <= most.idlePart },
      },
    ]
  },
}

const row = (name: string, ours: number, atMost: number): Row => ({
  ...{ name, ours: String(ours), rival: '–', bar: `≤ ${atMost}`, pass: ours <= atMost },
})

/** Of the states that something wakes: the first time that one is entered is no look. What goes at a pace of its own (the bake)
 *  looks as often as it says. */
const mostLooks = (lines: readonly { state?: unknown }[]): [state: string, looks: number] => {
  const states = lines.flatMap(({ state }) => (typeof state === 'string' ? [state as StateName] : []))
  const waits = [...new Set(states)].filter(
    name => pipelineState(name).hints.length + pipelineState(name).wakeOn.length > 0,
  )
  const looks = waits.map((name): [string, number] => [name, states.filter(one => one === name).length - 1])
  return looks.reduce((one, other) => (other[1] > one[1] ? other : one), ['none', 0])
}
