// What has to hold: what test/invariants.ts asks of a place in memory, of a data folder and the calls.
import { Unreachable } from '../../client/faults.ts'
import type { PandaEvent } from '../../client/types.ts'
import type { Seen } from './inside.ts'
import { endOf, isFinal, type Journey } from './journey.ts'
import type { Serving } from './kill.ts'
import type { Lane } from './lane.ts'
import { sickText } from './program.ts'

/** The machine's last steps, and what it stops, come after the final event. */
const peaceWithinMs = 30_000

/** Once it has ended: its log is sound, told and the same for everybody, its places are free, and nothing of it runs. */
export const afterwards = async (lane: Lane, journey: Journey): Promise<string[]> => {
  const { id, events } = journey
  if (id === undefined) return ['was never accepted']
  const { client } = lane.panda
  const kept = (await connected(() => client.events(id))).events
  const faults = [...soundLog(events), ...rightEnd(journey)]
  if (JSON.stringify(kept) !== JSON.stringify(events)) faults.push('what was followed is not what is kept')
  const { status } = await connected(() => client.deployment(id))
  if (status !== endOf(journey)?.code) faults.push(`is ${status} by GET, ${endOf(journey)?.code} by its log`)
  return [...faults, ...(await peace(lane, id))]
}

/** A machine that stands still for seconds gives no connection: that says nothing of Panda, which is asked once more. */
const connected = <T>(ask: () => Promise<T>): Promise<T> =>
  ask().catch(fault => {
    if (fault instanceof Unreachable) return ask()
    throw fault
  })

const peace = async (lane: Lane, id: string): Promise<string[]> => {
  const until = Date.now() + peaceWithinMs
  for (;;) {
    const faults = await unrest(lane, id)
    if (faults.length === 0 || Date.now() > until) return faults
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

const unrest = async (lane: Lane, id: string): Promise<string[]> => {
  const { seen, live, executions, builds, releases, programs } = await lane.look([id])
  const its = seen[id]!
  const left = { live, executions, builds, releases, held: its.held, watched: its.watched }
  const faults = Object.entries(left).flatMap(([what, some]) => (some.length > 0 ? [`${what} left: ${some}`] : []))
  if (!its.told) faults.push('the summary is not what the log comes to')
  const stray = programs.filter(program => its.digest !== null && program.endsWith(its.digest))
  if (its.status !== 'COMPLETED' && stray.length > 0) faults.push(`still runs: ${stray}`)
  return [...faults, ...contradictions(its)]
}

const contradictions = ({ rolledBack, finalService }: Seen) =>
  rolledBack && finalService === 'green' ? ['was rolled back, and green serves'] : []

const soundLog = (events: PandaEvent[]): string[] => {
  const faults: string[] = []
  if (events.some(({ seq }, n) => seq !== n + 1)) faults.push(`seq has gaps: ${events.map(({ seq }) => seq)}`)
  const stages = events.map(({ details }) => Number(details.stage))
  if (stages.some((stage, n) => stage < (stages[n - 1] ?? 0))) faults.push(`stages go back: ${stages}`)
  if (events.some(({ timestamp }, n) => timestamp < (events[n - 1]?.timestamp ?? ''))) faults.push('time goes back')
  const finals = events.filter(({ code }) => isFinal(code))
  if (finals.length !== 1 || finals[0] !== events.at(-1)) faults.push(`final events: ${finals.map(({ code }) => code)}`)
  if (events.filter(({ code }) => code === 'SWITCH_REQUESTED').length > 1) faults.push('more than one SWITCH_REQUESTED')
  return faults
}

/** A push that Panda's end cut off is not taken up again: nobody knows how far it came. */
const allowed = ['ECR_PUSH_FAILED', 'DOCKER_BUILD_FAILED', 'CLONE_FAILED']

const rightEnd = (journey: Journey): string[] => {
  const { story } = journey
  const { code = 'nothing', details } = endOf(journey) ?? {}
  const errorCode = details?.errorCode
  if (code === story.end.code && errorCode === story.end.errorCode) return []
  if (code === 'FAILED' && allowed.includes(String(errorCode))) return []
  // On a small disk (disk-inside.ts): what the build could not write, it says.
  if (code === 'FAILED' && /ENOSPC|no space left/i.test(String(details?.errorMessage))) return []
  return [`ended with ${code} ${errorCode ?? ''} ${details?.errorMessage ?? ''}`]
}

/** What served: the old, then the new if it went well, and never the other way round; back again where that is the story. */
export const duringIt = (journey: Journey, old: Pick<Serving, 'text'>, bodies: string[]): string[] => {
  const order = bodies.filter((body, n) => body !== bodies[n - 1])
  const { story, text } = journey
  const well = endOf(journey)?.code === 'COMPLETED'
  const expected: string[][] = [[old.text]]
  if (!story.new && well) expected.push([old.text, text], [text])
  if (story.movesBack)
    expected.push(
      [old.text, sickText, old.text],
      [old.text, text, sickText, old.text],
      [sickText, old.text],
      [old.text, text, old.text],
    )
  const faults = expected.some(one => one.join('\n') === order.join('\n')) ? [] : [`served ${JSON.stringify(order)}`]
  const last = well && !story.new ? text : old.text
  return order.at(-1) === last ? faults : [...faults, `serves ${order.at(-1)} in the end, not ${last}`]
}
