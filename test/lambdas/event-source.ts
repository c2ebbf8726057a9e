// What Lambda does with a table's stream: batches in their order, one after another, and after a failure all records again from
// the lowest that failed on. https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda'
import type { Clock, Item, Key, Table } from '../../core/ports.ts'
import { streamRecord } from './shapes/stream.ts'

type Invoke = (event: DynamoDBStreamEvent) => Promise<DynamoDBBatchResponse>

/** As lib/ sets it, but for the time between tries. */
const batchSize = 10
const mostTries = 10

export class EventSource {
  readonly batches: DynamoDBRecord[][] = []
  /** What was tried too often: the failure queue has it. */
  readonly failed: DynamoDBRecord[] = []
  private readonly records: DynamoDBRecord[] = []
  private readonly invoke: Invoke
  private readonly clock: Clock
  private isReading = false

  constructor(invoke: Invoke, clock: Clock) {
    this.invoke = invoke
    this.clock = clock
  }

  put(record: DynamoDBRecord) {
    this.records.push(record)
    if (!this.isReading) void this.read()
  }

  private async read() {
    this.isReading = true
    // What is written within this time comes in one batch.
    await this.clock.sleep(200)
    for (let tries = 1; this.records.length > 0; ) {
      const batch = this.records.slice(0, batchSize)
      this.batches.push(batch)
      const done = await this.readOf(batch)
      this.records.splice(0, done)
      tries = done > 0 ? 1 : tries + 1
      if (tries > mostTries) this.failed.push(...this.records.splice(0, 1))
      if (done < batch.length) await this.clock.sleep(1_000)
    }
    this.isReading = false
  }

  /** How many records from the first on need not come again. */
  private async readOf(batch: DynamoDBRecord[]): Promise<number> {
    try {
      const { batchItemFailures } = await this.invoke({ Records: batch })
      const failures = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier))
      if (failures.has('')) return 0
      const lowest = batch.findIndex(({ dynamodb }) => failures.has(dynamodb?.SequenceNumber ?? ''))
      return lowest === -1 ? batch.length : lowest
    } catch {
      return 0
    }
  }
}

/** Every write becomes a record, whoever cares for it. */
export const withStream = (table: Table, tell: (record: DynamoDBRecord) => void): Table => {
  let n = 0
  const put = (item: Item, before: Item | undefined) =>
    tell(streamRecord(++n, before === undefined ? 'INSERT' : 'MODIFY', item))
  const gone = (key: Key) => tell(streamRecord(++n, 'REMOVE', key))
  return {
    ...table,
    put: async (item, when) => {
      const before = await table.get(item)
      const written = await table.put(item, when)
      if (written) put(item, before)
      return written
    },
    change: async (key, change) => {
      const before = await table.get(key)
      const after = await table.change(key, change)
      if (after) put(after, before)
      return after
    },
    take: async key => {
      const taken = await table.take(key)
      if (taken) gone(key)
      return taken
    },
    remove: async key => {
      await table.remove(key)
      gone(key)
    },
  }
}
