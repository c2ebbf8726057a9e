// One case: a deployment during which Panda is killed at one spot, started again, and seen to its end.
import { setTimeout as pause } from 'node:timers/promises'
import { afterwards, duringIt } from './checks.ts'
import { endOf, goOn, hasDied, type Journey, journeyOf } from './journey.ts'
import type { Lane } from './lane.ts'
import type { Spot } from './points.ts'
import { commit } from './program.ts'
import { beginning, type Story } from './stories.ts'
import { User } from './user.ts'

export type Verdict = {
  story: Story['name']
  spot: Spot
  /** Not reached: this run went another way. */
  outcome: 'held' | 'broken' | 'not reached'
  /** From the start after the kill to the final event. */
  seconds: number
  end: string
  faults: string[]
}

/** What comes after the final event (the summary, the lock, the last tasks) is killed at as well, and takes seconds where lanes
 *  take each other's time. */
const lingerMs = 10_000
const endingMs = 10_000

export const killAt = async (lane: Lane, story: Story, spot: Spot, old: Serving | undefined): Promise<Verdict> => {
  const journey = journeyOf(story)
  await commit(lane.dataDir, story.message(journey.text))
  const faults: string[] = []
  const before = old && new User(old.url)
  const died = await untilDeath(lane, journey, spot)
  const served = await before?.stop({ starting: false, ...(died && { diedAt: Date.now() }) })
  faults.push(...(served?.faults ?? []))
  if (!died) {
    await lane.arm(null)
    return { story: story.name, spot, outcome: 'not reached', seconds: 0, end: endOf(journey)?.code ?? '', faults }
  }
  const left = await lane.leftRunning()
  if (left.length > 0) faults.push(`still runs though Panda is dead: ${left.join('; ')}`)
  const seconds = await recover(lane, journey, { old, seen: served?.bodies ?? [], faults })
  return {
    story: story.name,
    spot,
    outcome: faults.length > 0 ? 'broken' : 'held',
    seconds,
    end: endWords(journey),
    faults,
  }
}

/** What served before: its address, and what it says. */
export type Serving = { url: string; text: string }

const untilDeath = async (lane: Lane, journey: Journey, at: Spot): Promise<boolean> => {
  const { panda } = lane
  const arm = () => lane.arm({ at, ...beginning(journey.story) })
  if (!journey.story.armedAtReady) await arm()
  try {
    await goOn(lane, journey, journey.story.armedAtReady ? arm : undefined)
  } catch (fault) {
    // A client that Panda was taken from says so in many ways.
    if (await hasDied(panda, endingMs)) return true
    throw fault
  }
  return hasDied(panda, lingerMs)
}

type Seen = { old: Serving | undefined; seen: string[]; faults: string[] }

const recover = async (lane: Lane, journey: Journey, { old, seen, faults }: Seen): Promise<number> => {
  await lane.start()
  const began = Date.now()
  const after = old && new User(old.url)
  try {
    await goOn(lane, journey)
  } catch (fault) {
    faults.push(`does not get to its end: ${String(fault)} after ${journey.events.at(-1)?.code ?? 'nothing'}`)
  }
  const seconds = (Date.now() - began) / 1000
  faults.push(...(await afterwards(lane, journey)))
  // Long enough to see what serves now.
  await pause(100)
  const served = await after?.stop({ starting: true })
  if (old && served) faults.push(...served.faults, ...duringIt(journey, old, [...seen, ...served.bodies]))
  return seconds
}

const endWords = (journey: Journey) => {
  const last = endOf(journey)
  return last ? [last.code, last.details.errorCode].filter(Boolean).join(' ') : 'no event'
}
