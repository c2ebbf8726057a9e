// The one table: CDK and the local place both make it from this. No SDK at run time, so that synth stays quick.
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb'

export const tableDefinition = {
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: ['pk', 'sk', 'ownedPk', 'ownedSk', 'livePk', 'liveSk'].map(AttributeName => ({
    AttributeName,
    AttributeType: 'S' as const,
  })),
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: (['owned', 'live'] as const).map(index => ({
    IndexName: index,
    KeySchema: [
      { AttributeName: `${index}Pk`, KeyType: 'HASH' as const },
      { AttributeName: `${index}Sk`, KeyType: 'RANGE' as const },
    ],
    Projection: { ProjectionType: 'ALL' as const },
  })),
} satisfies Omit<CreateTableCommandInput, 'TableName'>
