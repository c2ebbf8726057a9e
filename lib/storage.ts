// The one table, from the definition that the local place uses too.
import { RemovalPolicy, Stack } from 'aws-cdk-lib'
import {
  type Attribute,
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb'
import { Construct } from 'constructs'
import { tableDefinition } from '../aws/table-definition.ts'
import type { Actions, EntryFunction } from './entry-function.ts'
import type { Place } from './place.ts'

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html, without its wildcards.
const keyReading = ['Decrypt', 'DescribeKey']
const keyWriting = ['Encrypt', 'ReEncryptFrom', 'ReEncryptTo', 'GenerateDataKey', 'GenerateDataKeyWithoutPlaintext']
const reading = ['dynamodb:GetItem', 'dynamodb:Query']

export class Storage extends Construct {
  readonly table: Table
  private readonly place: Place

  constructor(scope: Construct, place: Place) {
    super(scope, 'Storage')
    this.place = place
    this.table = new Table(this, 'Table', {
      ...keysOf(tableDefinition.KeySchema),
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: place.key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: 'expires',
      // The readers look at what was put, never at what was there before.
      stream: StreamViewType.NEW_IMAGE,
      removalPolicy: place.removal,
      deletionProtection: place.removal === RemovalPolicy.RETAIN,
    })
    for (const { IndexName, KeySchema } of tableDefinition.GlobalSecondaryIndexes)
      this.table.addGlobalSecondaryIndex({
        indexName: IndexName,
        ...keysOf(KeySchema),
        projectionType: ProjectionType.ALL,
      })
  }

  bind(entry: EntryFunction, actions: Actions) {
    entry.allow(actions, [this.table.tableArn])
    const writes = actions.some(action => !reading.includes(action))
    this.bindKey(entry, writes ? [...keyReading, ...keyWriting] : keyReading)
  }

  bindIndexes(entry: EntryFunction, actions: Actions) {
    const names = tableDefinition.GlobalSecondaryIndexes.map(({ IndexName }) => IndexName)
    entry.allow(
      actions,
      names.map(name => `${this.table.tableArn}/index/${name}`),
    )
  }

  /** Through DynamoDB only: nobody gets at the key itself. */
  bindKey(entry: EntryFunction, actions = keyReading) {
    const { region, urlSuffix } = Stack.of(this)
    entry.allow(
      actions.map(action => `kms:${action}`),
      [this.place.key.keyArn],
      { StringEquals: { 'kms:ViaService': `dynamodb.${region}.${urlSuffix}` } },
    )
  }
}

type Schema = readonly { AttributeName: string; KeyType: 'HASH' | 'RANGE' }[]

/** Every key of the definition is a string. */
const keysOf = (schema: Schema): { partitionKey: Attribute; sortKey: Attribute } => {
  const named = (type: 'HASH' | 'RANGE') => schema.find(({ KeyType }) => KeyType === type)!.AttributeName
  const key = (name: string) => ({ name, type: AttributeType.STRING })
  return { partitionKey: key(named('HASH')), sortKey: key(named('RANGE')) }
}
