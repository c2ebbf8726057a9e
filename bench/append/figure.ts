// One event appended: what it asks of the table, what it costs to compute, and what eight writers make of one log.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { record } from '../../app/record.ts'
import { localDynamo } from '../../local/dynamo.ts'
import { stateOf } from '../../test/core/logs.ts'
import { bundle, withFolder } from '../bundled.ts'
import { inChild } from '../child.ts'
import { type Figure, type Row, us, type Wishes } from '../figure.ts'
import { interleaved, median, ratioOf } from '../pairs.ts'
import { begin, clientAt, deploymentId, passed, portsAt } from './place.ts'
import { writeAtOnce } from './writers.ts'

const most = 1.3

export const append: Figure = {
  number: 4,
  name: 'append of one event',
  measure: wishes =>
    withFolder(async folder => {
      const programs = bundle({ panda: 'append/panda.ts', bare: 'append/bare.ts', writer: 'append/writer.ts' }, folder)
      const rows = [await asked(`${folder}/counted`), await computed(programs, wishes)]
      const { appended, crashes, gaps, lost, doubled } = await writeAtOnce(programs('writer'), `${folder}/written`)
      const written: Row = {
        name: `8 writers, ${appended} events, ${crashes} of them killed at it`,
        ours: `${gaps} gaps, ${lost} lost, ${doubled} doubled`,
        ...{ rival: '–', bar: '0, 0, 0', pass: gaps + lost + doubled === 0 },
      }
      return [...rows, written]
    }),
}

/** What dynalite counts by DynamoDB's rules. */
const asked = async (folder: string): Promise<Row> => {
  const { table, endpoint, close } = await localDynamo(folder)
  const client = clientAt(endpoint)
  const counted = { calls: 0, units: 0 }
  client.middlewareStack.add(
    next => async args => {
      Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' })
      const answer = await next(args)
      const { ConsumedCapacity: used } = answer.output as { ConsumedCapacity?: { CapacityUnits?: number } }
      counted.calls++
      counted.units += used?.CapacityUnits ?? Number.NaN
      return answer
    },
    { step: 'initialize' },
  )
  try {
    await begin({ table })
    await record(portsAt(DynamoDBDocumentClient.from(client)), deploymentId, passed('once'), stateOf([]))
  } finally {
    client.destroy()
    await close()
  }
  return {
    name: 'append of one event',
    ours: `${counted.calls} call, ${counted.units} write unit`,
    ...{ rival: '–', bar: '1 call, 1 unit', pass: counted.calls === 1 && counted.units === 1 },
  }
}

const computed = async (program: (name: string) => string, { rounds = 15, told }: Wishes): Promise<Row> => {
  const taker = fork(new URL('taker.ts', import.meta.url))
  try {
    const [port] = (await once(taker, 'message')) as [number]
    const run = (name: string) => () => inChild(program(name), [`http://127.0.0.1:${port}`])
    const { panda, bare } = await interleaved({ panda: run('panda'), bare: run('bare') }, rounds, told)
    const ratio = ratioOf(panda, bare)
    return {
      name: 'CPU of one append, against a bare conditional put',
      ...{ ours: us(median(panda)), rival: us(median(bare)), ratio, bar: `≤ ${most}`, pass: ratio.median <= most },
    }
  } finally {
    taker.kill()
  }
}
