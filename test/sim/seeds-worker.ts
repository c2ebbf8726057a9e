// A thread that tells one seed after another.
import { parentPort } from 'node:worker_threads'
import type { Wish } from './seed.ts'
import { tellSeed } from './seeds.ts'

const port = parentPort!
port.on('message', async (wish: Wish) => port.postMessage(await tellSeed(wish)))
