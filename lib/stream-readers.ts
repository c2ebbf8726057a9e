// The stream's two readers. A filter lets only new rows of their kind wake a function, and for push the one row that is
// overwritten: most writes are neither.
import { Duration } from 'aws-cdk-lib'
import { EventSourceMapping, FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda'
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources'
import { Construct } from 'constructs'
import type { DeadLetters } from './dead-letters.ts'
import type { EntryFunction } from './entry-function.ts'
import type { Storage } from './storage.ts'

type Reading = { batch: number; retries: number; maxAge: Duration; filters: ReturnType<typeof FilterCriteria.filter>[] }

const readings = {
  // A faulty row holds up its shard for an hour at most; by then the sweep has taken up what it was about.
  advance: { batch: 10, retries: 20, maxAge: Duration.hours(1), filters: [inserted('e#', 'taken-back#')] },
  // Who missed something sees the jump in seq and asks again: what is a minute old is news to nobody.
  push: {
    ...{ batch: 10, retries: 2, maxAge: Duration.minutes(1) },
    filters: [inserted('e#', 'o#'), overwritten('figures')],
  },
} satisfies Record<string, Reading>

type Readers = Record<keyof typeof readings, EntryFunction>

export class StreamReaders extends Construct {
  constructor(scope: Construct, from: Storage, readers: Readers, letters: DeadLetters) {
    super(scope, 'StreamReaders')
    for (const name of ['advance', 'push'] as const) this.read(from, readers[name], readings[name], letters)
  }

  private read(from: Storage, entry: EntryFunction, reading: Reading, { queue }: DeadLetters) {
    const stream = from.table.tableStreamArn!
    const get = ['DescribeStream', 'GetRecords', 'GetShardIterator'].map(action => `dynamodb:${action}`)
    entry.allow(get, [stream])
    // Lambda asks for it; it knows no resources.
    entry.allow(['dynamodb:ListStreams'], ['*'])
    from.bindKey(entry)
    const mapping = new EventSourceMapping(this, entry.entry, {
      target: entry.lambda,
      eventSourceArn: stream,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: reading.batch,
      // A log's events stay in their order: they share a partition key, and a key keeps to one of these lanes.
      parallelizationFactor: 4,
      bisectBatchOnError: true,
      retryAttempts: reading.retries,
      maxRecordAge: reading.maxAge,
      reportBatchItemFailures: true,
      onFailure: new SqsDlq(queue),
      filters: reading.filters,
    })
    // Lambda looks at the role when the mapping is made.
    mapping.node.addDependency(entry)
  }
}

/** Rows whose sort key begins so. */
function inserted(...prefixes: string[]) {
  return FilterCriteria.filter({
    eventName: FilterRule.isEqual('INSERT'),
    dynamodb: { Keys: { sk: { S: prefixes.map(prefix => ({ prefix })) } } },
  })
}

function overwritten(sortKey: string) {
  return FilterCriteria.filter({
    eventName: FilterRule.or('INSERT', 'MODIFY'),
    dynamodb: { Keys: { sk: { S: FilterRule.isEqual(sortKey) } } },
  })
}
