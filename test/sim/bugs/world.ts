// Bugs of what is done to the world, and of what is believed of it.
import { buildCall } from '../../../app/build-call.ts'
import type { Customer, Ports } from '../../../core/ports.ts'
import { atWork } from '../globals.ts'
import type { Bug } from './bug.ts'

export const world: Bug[] = [
  {
    name: 'traffic moves as soon as green is ready',
    breaks: ['switch'],
    seed: 4,
    plant: ({ ports: { releases } }) => {
      const { look } = releases
      releases.look = async (at, id) => {
        const seen = await look(at, id)
        if (seen.state === 'ready') await releases.allowTraffic(at, id)
        return seen
      }
    },
  },
  {
    name: 'a cancel moves traffic first',
    breaks: ['switch'],
    seed: 6,
    plant: ({ ports: { releases } }) => {
      const { stop } = releases
      releases.stop = async (at, id) => {
        await releases.allowTraffic(at, id).catch(() => {})
        await stop(at, id)
      }
    },
  },
  {
    name: 'green is not asked how it is before the switch',
    breaks: ['serving', 'switch'],
    seed: 14,
    plant: ({ ports }) => {
      const { targets } = ports.releases
      ports.releases.targets = async (at, group) =>
        (await targets(at, group)).map(target => ({ ...target, state: 'healthy' as const }))
      ports.releases.ringing = async () => []
      ports.probe.get = async () => ({ httpStatus: 200, latencyMs: 1 })
    },
  },
  {
    name: 'after the switch nobody looks',
    breaks: ['serving'],
    seed: 29,
    plant: ({ ports }) => {
      const { targets, look } = ports.releases
      const isBaking = () => atWork.getStore()?.process.about.state === 'Bake'
      ports.releases.targets = async (at, group) =>
        (await targets(at, group)).map(target => (isBaking() ? { ...target, state: 'healthy' as const } : target))
      ports.releases.look = async (at, id) => (isBaking() ? { state: 'warm', hooks: [] } : look(at, id))
      const { get } = ports.probe
      ports.probe.get = async (...asked) => (isBaking() ? { httpStatus: 200, latencyMs: 1 } : get(...asked))
    },
  },
  {
    name: 'a rule that is broken does not roll back',
    breaks: ['rules'],
    seed: 7,
    plant: ({ ports: { releases } }) => {
      releases.minutes = async () => []
    },
  },
  {
    name: 'a release is not stopped',
    breaks: ['leftovers', 'serving'],
    seed: 6,
    plant: ({ ports: { releases } }) => {
      releases.stop = async () => {}
    },
  },
  {
    name: 'a build is not stopped',
    breaks: ['leftovers'],
    seed: 424,
    plant: ({ ports: { builds } }) => {
      builds.stop = async () => {}
    },
  },
  {
    name: 'a build that is stopping passes for one that has stopped',
    breaks: ['leftovers'],
    seed: 1,
    plant: ({ ports: { builds } }) => {
      const { look } = builds
      builds.look = async id => {
        const seen = await look(id)
        return seen.state === 'running' ? { ...seen, state: 'stopped' } : seen
      }
    },
  },
  {
    name: 'a stack is not taken away',
    breaks: ['leftovers'],
    seed: 7,
    plant: ({ ports: { infrastructure } }) => {
      infrastructure.remove = async () => {}
    },
  },
  {
    name: 'a stack that is there passes for one that is gone',
    breaks: ['leftovers'],
    seed: 7,
    plant: ({ ports: { infrastructure } }) => {
      const { look } = infrastructure
      const removed = new Set<string>()
      infrastructure.remove = async (_, names) => void removed.add(names.stack)
      infrastructure.look = async (at, names) => (removed.has(names.stack) ? { state: 'absent' } : look(at, names))
    },
  },
  {
    name: 'what is warm is stopped instead of ended',
    breaks: ['serving', 'switch', 'leftovers'],
    seed: 6,
    plant: ({ ports: { releases } }) => {
      releases.endWarm = (at, id) => releases.stop(at, id)
    },
  },
  {
    name: 'blue is stopped as soon as traffic has moved',
    breaks: ['serving'],
    seed: 4,
    plant: ({ ports: { releases } }) => {
      const { look } = releases
      releases.look = async (at, id) => {
        const seen = await look(at, id)
        if (seen.state === 'warm') await releases.endWarm(at, id)
        return seen
      }
    },
  },
  {
    name: 'green runs what blue ran',
    breaks: ['switch'],
    seed: 6,
    plant: ({ ports: { releases } }) => {
      const { register } = releases
      const first = new Map<string, string>()
      releases.register = async (at, wish) => {
        const image = first.get(wish.names.service) ?? wish.image
        first.set(wish.names.service, image)
        return register(at, { ...wish, image })
      }
    },
  },
  {
    name: "the digest is the event's, not the registry's",
    breaks: ['forged'],
    seed: 1,
    plant: ({ ports: { images } }) => {
      const { find } = images
      images.find = async (...asked) => {
        const image = await find(...asked)
        return image && { ...image, digest: `sha256:${'f'.repeat(64)}` }
      }
    },
  },
  {
    name: 'clients are kept by region, and not by whose they are',
    breaks: ['tenant'],
    seed: 1,
    plant: ({ ports: { releases } }) => {
      const { service } = releases
      let kept: Customer | undefined
      releases.service = (at, names) => {
        kept ??= at
        return service(kept, names)
      }
    },
  },
  {
    name: 'a build is believed without its nonce',
    breaks: ['forged'],
    seed: 4,
    plant: ({ ports, region }) => {
      const nonces = new Map<string, string>()
      const { start } = ports.builds
      ports.builds.start = order => {
        nonces.set(order.deploymentId, order.nonce)
        return start(order)
      }
      const answer = buildCall(ports)
      region.register('panda-build-call', payload => {
        const call = payload as { deploymentId?: string; report?: { deploymentId: string } }
        const nonce = nonces.get(call.report?.deploymentId ?? call.deploymentId ?? '')
        return answer(call.report ? { ...call, report: { ...call.report, nonce } } : { ...call, nonce })
      })
    },
  },
  {
    name: 'a hint is written down',
    breaks: ['forged'],
    seed: 1,
    plant: ({ ports }) => withHint(ports),
  },
]

/** Whoever is woken by an event leaves a mark. */
const withHint = (ports: Ports) => {
  const { get } = ports.table
  ports.table.get = async key => {
    const item = await get(key)
    if (key.pk.startsWith('watch#')) await ports.table.put({ ...key, sk: 'seen' })
    return item
  }
}
