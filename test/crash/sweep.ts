// All spots of all stories: enumerated by one run of each without a kill, then killed at, in a few lanes side by side.
import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { goOn, type Journey, journeyOf } from './journey.ts'
import { killAt, type Serving, type Verdict } from './kill.ts'
import { Lane } from './lane.ts'
import { type Point, type Spot, share, spotsOf } from './points.ts'
import { commit } from './program.ts'
import { beginning, type Story, type StoryName, stories, within } from './stories.ts'
import { bodyOf, User } from './user.ts'

export type Wishes = {
  every: number
  seed: number
  lanes: number
  only?: string[]
  /** A part of the call's name. */
  call?: string
  told(done: number, all: number, verdict: Verdict | undefined): void
}

export type Listed = { story: StoryName; calls: number; points: number; spots: number; chosen: number }
export type Swept = { listed: Listed[]; verdicts: Verdict[] }

type Case = { story: Story; spot: Spot; attempts: number }

export const sweep = async (wishes: Wishes): Promise<Swept> => {
  const chosen = stories.filter(({ name }) => !wishes.only || wishes.only.includes(name))
  const listed: Listed[] = []
  const cases: Case[] = []
  const points = new Map<Story, Point[]>()
  const left = [...chosen]
  await sideBySide(wishes.lanes, async () => {
    for (let story = left.shift(); story; story = left.shift()) points.set(story, await enumerate(story))
  })
  for (const story of chosen) {
    const its = points.get(story)!
    const spots = spotsOf(its).filter(({ call }) => !wishes.call || call.includes(wishes.call))
    const taken = share(spots, wishes.every, wishes.seed)
    const calls = new Set(its.map(({ call }) => call)).size
    listed.push({ story: story.name, calls, points: its.length, spots: spots.length, chosen: taken.length })
    cases.push(...taken.map(spot => ({ story, spot, attempts: 0 })))
  }
  const verdicts: Verdict[] = []
  const all = cases.length
  wishes.told(0, all, undefined)
  const tell = (verdict: Verdict) => {
    verdicts.push(verdict)
    wishes.told(verdicts.length, all, verdict)
  }
  await sideBySide(wishes.lanes, () => work(cases, tell))
  return { listed, verdicts }
}

const sideBySide = (lanes: number, run: () => Promise<void>) => Promise.all(Array.from({ length: lanes }, run))

/** Other services of one folder have programs of their own, that each start has to start. */
const mostFirstReleases = 4
const mostCases = 40
const mostAttempts = 3

const work = async (cases: Case[], tell: (verdict: Verdict) => void) => {
  let place: Place | undefined
  for (let next = cases.shift(); next; next = cases.shift()) {
    const { story, spot } = next
    if (place && !fits(place, story)) place = void (await place.lane.close())
    place ??= await prepare(story)
    const verdict = await tried(place, story, spot)
    place.cases += 1
    if (story.new) place.firsts += 1
    // What is broken may break what comes after it.
    if (verdict.outcome === 'broken') place = void (await place.lane.close())
    next.attempts += 1
    if (verdict.outcome === 'not reached' && next.attempts < mostAttempts) cases.push(next)
    else tell(verdict)
  }
  await place?.lane.close()
}

type Place = { lane: Lane; serving: Serving | undefined; settings: Story['settings']; cases: number; firsts: number }

const fits = (place: Place, story: Story) =>
  place.settings === story.settings &&
  story.new !== 'folder' &&
  place.serving !== undefined &&
  place.firsts < mostFirstReleases &&
  place.cases < mostCases

/** A folder on which a first release serves. */
const prepare = async (story: Story): Promise<Place> => {
  const lane = await Lane.open()
  const serving = story.new === 'folder' ? undefined : await firstRelease(lane)
  // Only now: under a story's short patience the first release may fail where lanes take each other's time.
  if (story.settings) await lane.startAnew(story.settings)
  const seen = serving && (await new User(serving.url).stop({ starting: true }))
  if (seen && seen.faults.length > 0) throw new Error(`what served does not serve again: ${seen.faults.join('; ')}`)
  return { lane, serving, settings: story.settings, cases: 0, firsts: 0 }
}

const firstRelease = async (lane: Lane): Promise<Serving> => {
  const journey: Journey = journeyOf(stories[0]!)
  await commit(lane.dataDir, { text: journey.text })
  await goOn(lane, journey)
  const { url } = await lane.panda.client.result(journey.id!)
  const last = journey.events.at(-1)
  if (!url || last?.code !== 'COMPLETED') throw new Error(`the first release of all ended with ${last?.message}`)
  await quiet()
  return { url, text: journey.text }
}

const tried = async ({ lane, serving }: Place, story: Story, spot: Spot): Promise<Verdict> => {
  try {
    const verdict = await killAt(lane, story, spot, serving)
    return serving ? await servesOn(serving, verdict) : verdict
  } catch (fault) {
    const faults = [fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)]
    return { story: story.name, spot, outcome: 'broken', seconds: 0, end: '', faults }
  }
}

/** What the next case begins from; that nothing answers is one more fault of this case, beside what it has seen itself. */
const servesOn = async (serving: Serving, verdict: Verdict): Promise<Verdict> => {
  try {
    serving.text = await bodyOf(serving.url, false)
    return verdict
  } catch (fault) {
    const faults = [...verdict.faults, `nothing serves ${serving.url} after it: ${String(fault)}`]
    return { ...verdict, outcome: 'broken', faults }
  }
}

/** The story once, without a kill: every point that it passes. */
const enumerate = async (story: Story): Promise<Point[]> => {
  const { lane } = await prepare(story)
  try {
    const list = lane.listFile('points')
    const journey = journeyOf(story)
    await commit(lane.dataDir, story.message(journey.text))
    const arm = () => lane.arm({ list, ...beginning(story) })
    if (!story.armedAtReady) await arm()
    await goOn(lane, journey, story.armedAtReady ? arm : undefined)
    const end = journey.events.at(-1)
    if (end?.code !== story.end.code) throw new Error(`${story.name} ended with ${end?.code} ${end?.message}`)
    await quiet()
    await lane.arm(null)
    const lines = (await readFile(list, 'utf8')).trim().split('\n')
    return within(
      story,
      lines.map(line => JSON.parse(line) as Point),
    )
  } finally {
    await lane.close()
  }
}

/** The last steps come after the final event. */
const quiet = () => pause(1_000)
