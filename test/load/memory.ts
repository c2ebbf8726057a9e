// Whether memory stays flat over many deployments. Nine of ten are the quickest there are (a repository without a Dockerfile:
// taken on, built, failed, undone, settled); the tenth is a whole release with its switch.
import { liveEvents } from '../../client/socket.ts'
import { commit } from '../crash/program.ts'
import { connect, followUntil } from '../e2e/panda-process.ts'
import type { Place, Tenant } from './place.ts'

export type Sample = { deployments: number; heapMb: number; journalMb: number; tableMb: number }
export type Memory = {
  deployments: number
  seconds: number
  samples: Sample[]
  /** Of the heap, over the last seven tenths. */
  bytesEach: number
  faults: string[]
}

const side = 5
const services = 10
const wholeEvery = 10

/** Called after each, with how many there were. */
export const memoryOver = async (place: Place, deployments: number, told: (done: number) => void): Promise<Memory> => {
  const began = Date.now()
  const tenant = await place.tenant('memory')
  const broken = await connect(tenant.client, 'no-dockerfile')
  const samples: Sample[] = []
  const faults: string[] = []
  const every = Math.max(5, Math.round(deployments / 40 / side) * side)
  for (let done = 0; done < deployments; ) {
    const batch = Array.from({ length: Math.min(side, deployments - done) }, (_, n) => done + n)
    const ends = await Promise.all(
      batch.map(n => (n % wholeEvery === 0 ? whole(place, tenant, n) : quick(place, tenant, broken, n))),
    )
    faults.push(...ends.flat())
    done += batch.length
    told(done)
    if (done % every === 0) samples.push(await sample(place, done))
  }
  return { deployments, seconds: (Date.now() - began) / 1000, samples, bytesEach: slope(samples), faults }
}

const sample = async (place: Place, deployments: number): Promise<Sample> => {
  const { journal, table } = await place.files()
  const mb = (bytes: number) => Math.round(bytes / 1e4) / 100
  return { deployments, heapMb: mb(await place.heap()), journalMb: mb(journal), tableMb: mb(table) }
}

type Connections = Tenant['connections']

const quick = async (place: Place, { client }: Tenant, connections: Connections, n: number): Promise<string[]> => {
  const environment = `quick-${n % services}`
  const wish = { ...connections, owner: 'panda', repo: 'no-dockerfile', branch: 'main', environment }
  const { deploymentId } = await client.deploy({ ...wish, concurrency: 'queue' })
  return endsWith(place, { client }, deploymentId, 'FAILED')
}

const whole = async (place: Place, { client, connections }: Tenant, n: number): Promise<string[]> => {
  await commit(place.panda.dataDir, { text: `Release ${n}` })
  const wish = { ...connections, owner: 'panda', repo: 'hello', branch: 'main', environment: 'memory' }
  const { deploymentId } = await client.deploy({ ...wish, autoSwitch: true, concurrency: 'queue' })
  return endsWith(place, { client }, deploymentId, 'COMPLETED')
}

const endsWith = async (place: Place, { client }: Pick<Tenant, 'client'>, id: string, code: string) => {
  const live = liveEvents(client)
  try {
    const last = (await followUntil({ live, output: place.panda.output }, id)).at(-1)
    return last?.code === code ? [] : [`${id} ended with ${last?.message}`]
  } finally {
    live.close()
  }
}

/** By least squares. */
const slope = (samples: Sample[]): number => {
  const late = samples.slice(Math.floor(samples.length * 0.3))
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [x, y] = [mean(late.map(one => one.deployments)), mean(late.map(one => one.heapMb * 1e6))]
  const up = late.reduce((sum, one) => sum + (one.deployments - x) * (one.heapMb * 1e6 - y), 0)
  const across = late.reduce((sum, one) => sum + (one.deployments - x) ** 2, 0)
  return across === 0 ? 0 : Math.round(up / across)
}
