// An item as it was just written, out of a record of the table's stream.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamRecord.html
import { unmarshall } from '@aws-sdk/util-dynamodb'
import type { DynamoDBRecord } from 'aws-lambda'
import type { Item } from '../core/ports.ts'

/** Undefined: nothing was put. */
export const writtenItem = ({ eventName, dynamodb }: DynamoDBRecord): Item | undefined => {
  if (eventName === 'REMOVE') return undefined
  if (!dynamodb?.NewImage) throw new Error("The stream's records hold no new image: its view type must be NEW_IMAGE")
  return unmarshall(dynamodb.NewImage as Parameters<typeof unmarshall>[0]) as Item
}
