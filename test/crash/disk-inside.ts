// What happens to Panda when its disk is full, or may only be read: told in a mount namespace of its own (disk.ts), where a
// small disk is made for it. Prints what was seen, a JSON line for each.
import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { runPanda } from '../e2e/panda-process.ts'
import { afterwards } from './checks.ts'
import { endOf, goOn, type Journey, journeyOf } from './journey.ts'
import { Lane } from './lane.ts'
import { commit } from './program.ts'
import { type Story, stories } from './stories.ts'
import { User } from './user.ts'

const disk = process.argv[2]!
const size = '96m'

const main = async () => {
  mkdirSync(disk)
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'none', disk])
  // Where a lane makes its folder.
  process.env.TMPDIR = disk
  const lane = await Lane.open()
  await told('a first release', () => through(lane, journeyOf(stories[0]!)))
  await told('full while a release waits for its switch', () => whileReady(lane))
  await told('full while a release is built', () => whileBuilding(lane))
  await told('killed while full, started with space', () => killedWhileFull(lane))
  await told('started while full', () => startsWhileFull(lane))
  await told('started on a folder that may only be read', () => startsReadOnly(lane))
}

const told = async (what: string, run: () => Promise<string[]>) => {
  const began = Date.now()
  const faults = await run().catch((fault: unknown) => [fault instanceof Error ? (fault.stack ?? '') : String(fault)])
  console.log(JSON.stringify({ what, seconds: (Date.now() - began) / 1000, faults }))
}

const ballast = join(disk, 'ballast')

/** To the last byte. */
const fill = () => {
  const file = openSync(ballast, 'w')
  try {
    for (let piece = 1 << 20; piece >= 1; ) {
      try {
        writeSync(file, Buffer.alloc(piece, 'x'))
      } catch {
        piece >>= 1
      }
    }
  } finally {
    closeSync(file)
  }
}
const free = () => rmSync(ballast)

const through = async (lane: Lane, journey: Journey): Promise<string[]> => {
  await commit(lane.dataDir, journey.story.message(journey.text))
  await goOn(lane, journey)
  return afterwards(lane, journey)
}

const sentence =
  /The disk of the data folder .* is full \(\d+ MB left, 16 MB needed\): .* until you free some space there/

const refusals = async (lane: Lane, id: string): Promise<string[]> => {
  const { client } = lane.panda
  const wish = { ...lane.connections, owner: 'panda', repo: 'hello', branch: 'main', environment: 'refused' }
  const faults: string[] = []
  for (const ask of [() => client.deploy(wish), () => client.switch(id), () => client.cancel(id)]) {
    const said = await ask().then(
      answer => `accepted: ${JSON.stringify(answer)}`,
      (fault: Error) => fault.message,
    )
    if (!sentence.test(said)) faults.push(`was not refused in a sentence: ${said}`)
  }
  return faults
}

const saidOnce = (lane: Lane): string[] => {
  const count = lane.panda
    .output()
    .split('\n')
    .filter(line => sentence.test(line)).length
  return count === 1 ? [] : [`the sentence is in its output ${count} times:\n${lane.panda.output()}`]
}

/** Longer than Panda takes to notice. */
const aWhile = () => pause(3_000)

const ready: Story = { ...stories[0]!, atReady: 'switch' }

const whileReady = async (lane: Lane): Promise<string[]> => {
  const journey = journeyOf(ready)
  await commit(lane.dataDir, ready.message(journey.text))
  const faults: string[] = []
  await goOn(lane, journey, async () => {
    const { url } = await lane.panda.client.deployment(journey.id!)
    const user = new User(url!)
    fill()
    try {
      await aWhile()
      faults.push(...(await refusals(lane, journey.id!)))
      const { status } = await lane.panda.client.deployment(journey.id!)
      if (status !== 'DEPLOYMENT_READY') faults.push(`is ${status} on a full disk`)
      faults.push(...(await user.stop({ starting: false })).faults)
    } finally {
      free()
    }
    faults.push(...saidOnce(lane))
  })
  if (endOf(journey)?.code !== 'COMPLETED') faults.push(`ended with ${endOf(journey)?.message}`)
  const others = await lane.panda.client.deployments({ environment: 'refused' })
  if (others.deployments.length > 0) faults.push('what was refused is there')
  return [...faults, ...(await afterwards(lane, journey))]
}

const whileBuilding = async (lane: Lane): Promise<string[]> => {
  const journey = journeyOf({ ...stories[0]!, atReady: undefined })
  await commit(lane.dataDir, ready.message(journey.text))
  const going = goOn(lane, journey)
  for (let n = 0; n < 500 && !journey.events.some(({ code }) => code === 'CLONE_STARTED'); n++) await pause(10)
  fill()
  await aWhile()
  const seen = journey.events.length
  await aWhile()
  const faults = journey.events.length > seen ? ['its log has grown on a full disk'] : []
  free()
  await going
  // What a build could not write it says: then that is its end, with the reason.
  return [...faults, ...(await afterwards(lane, journey))]
}

const killedWhileFull = async (lane: Lane): Promise<string[]> => {
  const journey = journeyOf({ ...stories[0]!, atReady: undefined })
  await commit(lane.dataDir, ready.message(journey.text))
  const going = goOn(lane, journey).catch(() => undefined)
  for (let n = 0; n < 500 && !journey.events.some(({ code }) => code === 'INFRA_STARTED'); n++) await pause(10)
  fill()
  await aWhile()
  await lane.kill()
  await going
  free()
  await lane.start()
  await goOn(lane, journey)
  return afterwards(lane, journey)
}

const startsWhileFull = async (lane: Lane): Promise<string[]> => {
  await lane.kill()
  fill()
  const faults = await refusesToStart(
    lane,
    /^Panda cannot start: The data folder .* is on a disk that is full \(\d+ MB left, 16 MB needed\): free some space/,
  )
  free()
  await lane.start()
  const journey = journeyOf(stories[0]!)
  return [...faults, ...(await through(lane, journey))]
}

const startsReadOnly = async (lane: Lane): Promise<string[]> => {
  await lane.kill()
  execFileSync('mount', ['-o', 'remount,ro', disk])
  const faults = await refusesToStart(lane, /^Panda cannot start: The data folder .* cannot be written to: .*read-only/)
  execFileSync('mount', ['-o', 'remount,rw', disk])
  await lane.close()
  return faults
}

const refusesToStart = async ({ dataDir }: Lane, words: RegExp): Promise<string[]> => {
  const { ended, output } = runPanda({ dataDir })
  const code = await ended
  const lines = output().trim().split('\n')
  const faults = code === 0 || code === null ? [`ended with ${code}`] : []
  return lines.length === 1 && words.test(lines[0]!) ? faults : [...faults, `said ${lines.join('\n')}`]
}

await main()
