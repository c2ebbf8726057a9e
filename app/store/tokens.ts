// The task token with which a step can be completed or woken: that of the latest attempt.
//
//   pk  dep_…     sk  token
//   token, state, enteredAt     ISO timestamp of the attempt
import type { Key, Ports } from '../../core/ports.ts'

type Store = Pick<Ports, 'table'>

export type StepToken = { token: string; state: string; enteredAt: string }

/** False: an attempt that began later has put its own. */
export const keep = async ({ table }: Store, deploymentId: string, step: StepToken): Promise<boolean> => {
  const item = { ...step, ...keyOf(deploymentId) }
  if (await table.put(item, { raises: 'enteredAt' })) return true
  const there = await find({ table }, deploymentId)
  // Two attempts within a millisecond: whoever comes last is the later one.
  if (there?.enteredAt !== step.enteredAt) return false
  return there.token === step.token || table.put(item)
}

export const find = async ({ table }: Store, deploymentId: string): Promise<StepToken | undefined> => {
  const item = await table.get(keyOf(deploymentId))
  return item && ({ token: item.token, state: item.state, enteredAt: item.enteredAt } as StepToken)
}

const keyOf = (deploymentId: string): Key => ({ pk: deploymentId, sk: 'token' })
