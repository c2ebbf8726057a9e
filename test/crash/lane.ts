// One data folder with the Panda on it, which is killed and started again and again. Settings are short: waits are not what
// this is about.

import { mkdtemp, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Panda as Client, panda as clientOf } from '../../client/api.ts'
import { type LiveEvents, liveEvents } from '../../client/socket.ts'
import { eventually, processesOf } from '../e2e/left-running.ts'
import { connect, runPanda } from '../e2e/panda-process.ts'
import type { Orders } from './crossing.ts'
import type { Look } from './inside.ts'
import { commit } from './program.ts'

export type Living = {
  client: Client
  live: LiveEvents
  output(): string
  /** Aborted once it is dead. */
  dead: AbortSignal
  ended: Promise<unknown>
}

const quick = {
  PANDA_BAKE_SECONDS: '0.3',
  PANDA_BAKE_CHECK_SECONDS: '0.1',
  PANDA_GREEN_CHECK_SECONDS: '0.2',
  PANDA_VERIFY_SECONDS: '0.05',
  PANDA_EVIDENCE_REQUESTS: '2',
  // More than a step's time: nobody stays to look at figures.
  PANDA_FIGURES_SECONDS: '60',
}
const readyWithinMs = 60_000
const goneWithinMs = 15_000

export class Lane {
  readonly #folder: string
  #settings: Record<string, string> = {}
  #living: (Living & { child: ReturnType<typeof runPanda>['child'] }) | undefined
  #starts = 0
  connections = { githubConnectionId: '', awsConnectionId: '' }

  private constructor(folder: string) {
    this.#folder = folder
  }

  /** On a folder of its own, with `panda/hello` connected. */
  static async open(): Promise<Lane> {
    const lane = new Lane(await mkdtemp(join(tmpdir(), 'panda-crash-')))
    const { client } = await lane.start()
    await commit(lane.dataDir, { text: 'The first of all' })
    lane.connections = await connect(client, 'hello')
    return lane
  }

  get dataDir() {
    return join(this.#folder, 'data')
  }

  get panda(): Living {
    if (!this.#living) throw new Error('there is no Panda')
    return this.#living
  }

  /** Rejects, with all that it printed, if it does not get ready. */
  async start(): Promise<Living> {
    this.#starts += 1
    const control = join(this.#folder, `control-${this.#starts}`)
    const preload = new URL('preload.ts', import.meta.url).href
    const env = { ...quick, ...this.#settings, NODE_OPTIONS: `--import=${preload}`, CRASH_CONTROL: control }
    const { child, output, ended } = runPanda({ dataDir: this.dataDir, env })
    const address = await readyAddress(output, ended)
    const client = clientOf({ baseUrl: address })
    const dying = new AbortController()
    ended.then(
      () => dying.abort(),
      () => dying.abort(),
    )
    this.#living = { client, live: liveEvents(client), output, dead: dying.signal, ended, child }
    return this.#living
  }

  async startAnew(settings: Record<string, string>) {
    await this.kill()
    this.#settings = settings
    await this.start()
  }

  arm(orders: Orders | null) {
    return this.#ask('/arm', orders)
  }

  look(ids: string[]): Promise<Look> {
    return this.#ask('/look', { ids }) as Promise<Look>
  }

  listFile(name: string) {
    return join(this.#folder, name)
  }

  /** Once Panda is dead: what still runs that knows its folder. */
  async leftRunning(): Promise<string[]> {
    this.#living?.live.close()
    return eventually(
      () => processesOf(this.dataDir),
      left => left.length === 0,
      goneWithinMs,
    )
  }

  async kill() {
    if (!this.#living) return
    this.#living.live.close()
    this.#living.child.kill('SIGKILL')
    await this.#living.ended
    await this.leftRunning()
  }

  async close() {
    await this.kill()
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 })
  }

  #ask(path: string, body: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const socketPath = join(this.#folder, `control-${this.#starts}`)
      const asked = request({ socketPath, path, method: 'POST' }, async response => {
        let text = ''
        for await (const piece of response) text += piece
        if (response.statusCode === 200) resolve(JSON.parse(text))
        else reject(new Error(text))
      })
      asked.on('error', reject)
      asked.end(JSON.stringify(body ?? undefined))
    })
  }
}

const readyAddress = async (output: () => string, ended: Promise<unknown>) => {
  let over = false
  const note = () => {
    over = true
  }
  ended.then(note, note)
  for (const until = Date.now() + readyWithinMs; Date.now() < until; ) {
    const address = /^Panda is ready: (\S+)$/m.exec(output())?.[1]
    if (address) return address
    if (over) break
    await new Promise(resolve => setTimeout(resolve, 10))
  }
  throw new Error(`Panda ${over ? 'ended instead of getting ready' : 'did not get ready'}:\n${output()}`)
}
