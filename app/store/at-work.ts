// Entries of a deployment's states that still work: a state is entered again when it is woken, and what the earlier entry has
// under way is done all the same, moments later.
//
//   pk  dep_…     sk  at-work
//   entries       {when the state was entered} {when this entry began} {chance}
import type { Key, Ports } from '../../core/ports.ts'

type Store = Pick<Ports, 'table'>

/** A function has 50 s, and clocks differ by a few: past this nobody is there who could take his entry out. */
const longestMs = 60_000

export const begin = async (
  { table, clock, random }: Pick<Ports, 'table' | 'clock' | 'random'>,
  deploymentId: string,
  enteredAt: string,
): Promise<string> => {
  const entry = `${enteredAt} ${clock.now()} ${random.hex(4)}`
  await table.change(keyOf(deploymentId), { add: { entries: entry } })
  return entry
}

export const end = async ({ table }: Store, deploymentId: string, entry: string): Promise<void> => {
  await table.change(keyOf(deploymentId), { remove: { entries: entry } })
}

/** Whether one that came before this one may still do something. Those that come after it find out for themselves. */
export const isAnyBefore = async (
  { table, clock }: Pick<Ports, 'table' | 'clock'>,
  deploymentId: string,
  entry: string,
): Promise<boolean> => {
  const entries = (await table.get(keyOf(deploymentId)))?.entries
  const since = Date.parse(clock.now()) - longestMs
  return (
    entries instanceof Set &&
    [...entries].map(String).some(one => {
      const [enteredAt = '', began = ''] = one.split(' ')
      return one !== entry && enteredAt <= entry.slice(0, enteredAt.length) && Date.parse(began) > since
    })
  )
}

/** Whoever was at work has died, all of them: nobody need wait until their time is over. */
export const clear = ({ table }: Store, deploymentId: string): Promise<void> => table.remove(keyOf(deploymentId))

const keyOf = (deploymentId: string): Key => ({ pk: deploymentId, sk: 'at-work' })
