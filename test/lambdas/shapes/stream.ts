// Records of a table's stream, as recorded in
// https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html#events-sample-dynamodb
import { marshall } from '@aws-sdk/util-dynamodb'
import type { DynamoDBRecord } from 'aws-lambda'
import type { Item, Key } from '../../../core/ports.ts'

type Kind = 'INSERT' | 'MODIFY' | 'REMOVE'

export const streamRecord = (n: number, kind: Kind, item: Item | Key): DynamoDBRecord => ({
  eventID: String(n),
  eventVersion: '1.1',
  dynamodb: {
    ApproximateCreationDateTime: 1479499740,
    Keys: { pk: { S: item.pk }, sk: { S: item.sk } },
    ...(kind !== 'REMOVE' && { NewImage: imageOf(item) }),
    SequenceNumber: sequenceNumber(n),
    SizeBytes: 26,
    StreamViewType: 'NEW_IMAGE',
  },
  awsRegion: 'us-west-2',
  eventName: kind,
  eventSourceARN: 'arn:aws:dynamodb:us-west-2:111122223333:table/TestTable/stream/2015-05-11T21:21:33.291',
  eventSource: 'aws:dynamodb',
})

/** `13021600000000001596893679`: a number that has only its order. */
export const sequenceNumber = (n: number) => String(13_021_600_000_000n * 10n ** 12n + BigInt(n))

/** Over JSON a record's images are what the service calls them: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_AttributeValue.html */
const imageOf = (item: Item | Key) =>
  JSON.parse(
    JSON.stringify(marshall(item, { removeUndefinedValues: true }), (_, value: unknown) =>
      value instanceof Set ? [...value] : value,
    ),
  )
