// Many seeds, on as many threads as there are: a seed knows of no other, so that they can be told in any order.
import { Worker } from 'node:worker_threads'
import { runSeed, type Told, type Wish } from './seed.ts'

export type Many = { first: number; count: number; given: Omit<Wish, 'seed'>; workers: number }

/** Of so many seeds one is told a second time, and must be the same to the last step. */
const oneTwice = 50

export const tellSeed = async (wish: Wish): Promise<Told> => {
  const told = await runSeed(wish)
  if (told.broken || wish.seed % oneTwice !== 0) return told
  const again = await runSeed(wish)
  if (again.hash === told.hash && again.steps === told.steps) return { ...told, wasTwice: true }
  const words = `${told.steps} steps and the hash ${told.hash}, then ${again.steps} and ${again.hash}`
  return { ...told, broken: { promise: 'same', words, step: told.steps, at: 'the end' } }
}

export async function* runSeeds(many: Many): AsyncGenerator<Told> {
  const { first, count, given, workers } = many
  if (workers === 1 || count < 10) for (let n = 0; n < count; n++) yield await tellSeed({ ...given, seed: first + n })
  else yield* onThreads(many)
}

async function* onThreads({ first, count, given, workers }: Many): AsyncGenerator<Told> {
  let next = first
  const told: Told[] = []
  let wake = Promise.withResolvers<void>()
  const threads = Array.from({ length: Math.min(workers, count) }, () => {
    const thread = new Worker(new URL('./seeds-worker.ts', import.meta.url), { stdout: false })
    const more = () => next < first + count && thread.postMessage({ ...given, seed: next++ })
    thread.on('message', (one: Told) => {
      told.push(one)
      more()
      wake.resolve()
    })
    thread.on('error', fault => wake.reject(fault))
    more()
    return thread
  })
  try {
    for (let n = 0; n < count; n++) {
      while (told.length === 0) {
        await wake.promise
        wake = Promise.withResolvers()
      }
      yield told.shift()!
    }
  } finally {
    await Promise.all(threads.map(thread => thread.terminate()))
  }
}
