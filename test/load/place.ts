// The real Panda under load, and a process beside it that does nothing.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Panda as Client, panda as clientOf } from '../../client/api.ts'
import { connect, type PandaProcess, startPanda } from '../e2e/panda-process.ts'
import type { LoopReport } from './loop.ts'

export type Tenant = { name: string; client: Client; connections: Awaited<ReturnType<typeof connect>> }

const settings = {
  PANDA_BAKE_SECONDS: '0.3',
  PANDA_BAKE_CHECK_SECONDS: '0.1',
  PANDA_REQUESTS_PER_MINUTE: '100000',
}

export class Place {
  readonly panda: PandaProcess
  readonly #folder: string
  readonly #control: string
  readonly #idle: ReturnType<typeof fork>

  private constructor(panda: PandaProcess, folder: string, control: string) {
    this.panda = panda
    this.#folder = folder
    this.#control = control
    this.#idle = fork(new URL('idle.ts', import.meta.url))
  }

  static async open(): Promise<Place> {
    const folder = await mkdtemp(join(tmpdir(), 'panda-load-'))
    const control = join(folder, 'control')
    const preload = new URL('preload.ts', import.meta.url).href
    const env = { ...settings, NODE_OPTIONS: `--expose-gc --import=${preload}`, LOAD_CONTROL: control }
    const place = new Place(await startPanda({ dataDir: join(folder, 'data'), env }), folder, control)
    await place.#ask('/begin')
    await place.#idleSays('begin')
    return place
  }

  async tenant(name: string): Promise<Tenant> {
    const named: typeof fetch = (input, init) =>
      fetch(input, { ...init, headers: { ...init?.headers, 'x-load-tenant': name } })
    const client = clientOf({ baseUrl: this.panda.address, fetch: named, timeoutMs: 120_000 })
    return { name, client, connections: await connect(client, 'hello') }
  }

  /** In bytes, once all that can be collected is. */
  async heap(): Promise<number> {
    const { heapUsed } = (await this.#ask('/memory')) as NodeJS.MemoryUsage
    return heapUsed
  }

  async loops(): Promise<{ panda: LoopReport; idle: LoopReport }> {
    const idle = (await this.#idleSays('read')) as LoopReport
    return { panda: (await this.#ask('/loop')) as LoopReport, idle }
  }

  /** Bytes of the region's journal, and of the table's folder. */
  async files(): Promise<{ journal: number; table: number }> {
    const { dataDir } = this.panda
    const names = await readdir(join(dataDir, 'table'))
    const sizes = await Promise.all(names.map(name => sizeOf(join(dataDir, 'table', name))))
    return {
      journal: await sizeOf(join(dataDir, 'region', 'region.journal')),
      table: sizes.reduce((sum, size) => sum + size, 0),
    }
  }

  async close() {
    this.#idle.disconnect()
    await this.panda.stop()
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 })
  }

  async #idleSays(what: 'begin' | 'read'): Promise<unknown> {
    const said = once(this.#idle, 'message')
    this.#idle.send(what)
    const [answer] = await said
    return answer
  }

  #ask(path: string): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const asked = request({ socketPath: this.#control, path }, async response => {
        let text = ''
        for await (const piece of response) text += piece
        resolve(JSON.parse(text))
      })
      asked.on('error', reject)
      asked.end()
    })
  }
}

/** LevelDB takes a file away while one looks. */
const sizeOf = (path: string) =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  )
