// DynamoDB Streams and Lambda's poller: batches in their order for each reader and shard, after a failure again from the lowest
// record that failed on. https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
import { isFiguresItem } from '../../app/store/figures.ts'
import type { Item } from '../../core/ports.ts'
import type { Dice } from './dice.ts'
import type { Functions } from './functions.ts'
import type { Kind } from './process.ts'
import type { Scheduler } from './scheduler.ts'
import type { Written } from './table.ts'

type Read = (item: Item) => Promise<void>
type Shard = { queue: Written[]; isReading: boolean }
/** What may become of a batch beside being read. */
export type BatchMishap = 'twice' | 'half' | 'late'

const batchSize = 10
const mostTries = 10
const shards = 2

export class StreamReader {
  mishap: () => BatchMishap | undefined = () => undefined
  /** Records that were tried too often. */
  readonly dropped: Written[] = []
  private readonly shards: Shard[] = Array.from({ length: shards }, () => ({ queue: [], isReading: false }))
  private readonly kind: Kind
  private readonly read: Read
  private readonly scheduler: Scheduler
  private readonly functions: Functions
  private readonly dice: Dice

  constructor(kind: Kind, read: Read, scheduler: Scheduler, functions: Functions, dice: Dice) {
    this.kind = kind
    this.read = read
    this.scheduler = scheduler
    this.functions = functions
    this.dice = dice
  }

  put(record: Written) {
    const shard = this.shards[shardOf(record.item.pk)]!
    shard.queue.push(record)
    if (shard.isReading) return
    shard.isReading = true
    // What is written within this time comes in one batch.
    this.later(this.dice.int(400), shard)
  }

  get isEmpty(): boolean {
    return this.shards.every(shard => !shard.isReading)
  }

  private later(ms: number, shard: Shard, tries = 1) {
    this.scheduler.at(this.scheduler.now() + ms, () => void this.work(shard, tries))
  }

  private async work(shard: Shard, tries: number): Promise<void> {
    const mishap = this.mishap()
    if (mishap === 'late') return this.later(60_000 + this.dice.int(240_000), shard, tries)
    const batch = shard.queue.slice(0, batchSize)
    const whole = mishap === 'half' ? batch.slice(0, Math.ceil(batch.length / 2)) : batch
    const done = await this.readOf(whole)
    const isAgain = mishap === 'twice' || mishap === 'half'
    const kept = isAgain ? 0 : done
    shard.queue.splice(0, kept)
    const again = kept > 0 || isAgain ? 1 : tries + 1
    if (again > mostTries) this.dropped.push(...shard.queue.splice(0, 1))
    if (shard.queue.length === 0) shard.isReading = false
    else this.later(done < whole.length ? 1_000 : this.dice.int(200), shard, again)
  }

  /** How many from the first on need not come again. */
  private async readOf(batch: Written[]): Promise<number> {
    try {
      return await this.functions.run(this.kind, {}, () => this.handle(batch))
    } catch {
      return 0
    }
  }

  /** As lambdas/handlers/stream.ts: deployments beside each other, each one's records in their order. */
  private async handle(batch: Written[]): Promise<number> {
    const lines = [...Map.groupBy(batch, ({ item }) => item.pk).values()]
    const failed = await Promise.all(lines.map(line => this.readInOrder(line)))
    const lowest = batch.findIndex(record => failed.includes(record))
    return lowest === -1 ? batch.length : lowest
  }

  private async readInOrder(line: Written[]): Promise<Written | undefined> {
    for (const record of line) {
      try {
        if (record.isNew || isFiguresItem(record.item)) await this.read(structuredClone(record.item))
      } catch {
        return record
      }
    }
    return undefined
  }
}

const shardOf = (pk: string) => pk.charCodeAt(pk.length - 1) % shards
