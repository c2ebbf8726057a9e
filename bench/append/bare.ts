// A put on condition that the row is not there, of a row like ours, with the SDK alone.
import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { endpoint, measure } from './measure.ts'
import { clientAt, clock, deploymentId } from './place.ts'

const client = clientAt(endpoint)

void measure(async n => {
  const details = {
    stage: { N: '0' },
    of: { S: `check ${n}` },
    path: { S: '/health' },
    status: { N: '200' },
    ms: { N: '12' },
  }
  const Item = {
    ...{ pk: { S: deploymentId }, sk: { S: 'e#0000000002' }, seq: { N: '2' }, timestamp: { S: clock.now() } },
    ...{ code: { S: 'SMOKE_TEST_PASSED' }, details: { M: details } },
  }
  await client.send(new PutItemCommand({ TableName: 'panda', Item, ConditionExpression: 'attribute_not_exists(pk)' }))
})
