// A region for tests: memory, virtual time, a world in which nothing happens but what a test scripts.
import { createHash } from 'node:crypto'
import type { Random } from '../../core/ports.ts'
import type { Shelf, World } from '../../region/kernel.ts'
import { type Region, type RegionOptions, region } from '../../region/region.ts'
import { memoryShelf } from '../../region/shelf.ts'
import { type VirtualTimeline, virtualTimeline } from '../../region/timeline.ts'

export const platformAccount = '999999999999'
export const customerAccount = '111122223333'
export const regionName = 'local-1'
export const customerKeys = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret', accountId: customerAccount }

export type Setup = { region: Region; timeline: VirtualTimeline; shelf: Shelf; logged: string[]; sent: string[] }

export const setUp = (options: Partial<RegionOptions> = {}): Setup => {
  const timeline = virtualTimeline()
  const shelf = options.shelf ?? memoryShelf()
  const logged: string[] = []
  const sent: string[] = []
  const made = region({
    timeline,
    random: countingRandom(),
    shelf,
    world: emptyWorld(sent),
    platformAccount,
    regionName,
    credentials: [customerKeys],
    log: line => logged.push(line),
    ...options,
  })
  return { region: made, timeline, shelf, logged, sent }
}

/** What a process that is started on old data finds: the same shelf. */
export const restart = (before: Setup, options: Partial<RegionOptions> = {}): Setup => {
  const timeline = virtualTimeline(before.timeline.now())
  return { ...setUp({ shelf: before.shelf, timeline, ...options }), timeline }
}

export const countingRandom = (seed = 'seed'): Random => {
  let count = 0
  return {
    hex: bytes => {
      let text = ''
      while (text.length < bytes * 2) text += createHash('sha256').update(`${seed}${count++}`).digest('hex')
      return text.slice(0, bytes * 2)
    },
  }
}

const emptyWorld = (sent: string[]): World => {
  const nothing = () => {
    throw new Error('Nothing of this world is there')
  }
  return {
    machines: { start: nothing, stop: nothing },
    wires: {
      listen: nothing,
      close: nothing,
      route: nothing,
      group: nothing,
      removeGroup: nothing,
      addTarget: nothing,
      drainTarget: nothing,
      measured: nothing,
    },
    builders: { run: nothing },
    peers: {
      post: async (id, data) => {
        if (id === 'gone') return 'gone'
        sent.push(`${id}: ${data}`)
        return 'sent'
      },
      close: async id => {
        sent.push(`${id} closed`)
      },
    },
  }
}
