// A batch of the table's stream: each deployment's records in their order, deployments beside each other.
// https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
//
// After a failed record nothing more of its deployment is read, and everything of the others is: one that fails holds up nobody
// else. Lambda comes again with all records from the lowest that failed on, so that some are read twice, which changes nothing.
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda'
import { isFiguresItem } from '../../app/store/figures.ts'
import { writtenItem } from '../../aws/stream-item.ts'
import type { Item } from '../../core/ports.ts'
import { reportFault, type Watch, watched } from '../platform/watched.ts'

type Reader = (item: Item) => Promise<void>

export const streamHandler = (reader: Reader, watch: Watch) =>
  watched(watch, async (event: DynamoDBStreamEvent, note): Promise<DynamoDBBatchResponse> => {
    const lines = [...byPartition(event.Records)]
    const [only] = lines.map(([pk]) => pk)
    note({ records: event.Records.length, ...(lines.length === 1 && { deploymentId: only }) })
    const failed = await Promise.all(lines.map(([pk, records]) => readInOrder(pk, records, reader, watch)))
    const batchItemFailures = failed.filter(one => one !== undefined).map(itemIdentifier => ({ itemIdentifier }))
    note({ failed: batchItemFailures.length })
    return { batchItemFailures }
  })

const byPartition = (records: DynamoDBRecord[]) => Map.groupBy(records, ({ dynamodb }) => dynamodb?.Keys?.pk?.S ?? '')

/** The sequence number of the first that failed. An empty one fails the whole batch. */
const readInOrder = async (pk: string, records: DynamoDBRecord[], reader: Reader, watch: Watch) => {
  for (const record of records) {
    const sequenceNumber = record.dynamodb?.SequenceNumber ?? ''
    try {
      const item = writtenItem(record)
      if (item && isNews(record, item)) await reader(item)
    } catch (fault) {
      reportFault(watch, fault, { outcome: 'record failed', deploymentId: pk, sequenceNumber })
      return sequenceNumber
    }
  }
  return undefined
}

/** Rows that readers care for are written once, so that a later image tells them nothing; but for one, which is overwritten. */
const isNews = ({ eventName }: DynamoDBRecord, item: Item) => eventName === 'INSERT' || isFiguresItem(item)
