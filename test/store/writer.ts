// A child process that appends to a log until it is killed, saying each row's number once it is acknowledged.
import { localDynamo } from '../../local/dynamo.ts'

const [folder = '', pk = ''] = process.argv.slice(2)
const { table } = await localDynamo(folder)
// 100,000 is never reached: its parent kills it after some dozens.
for (let seq = 1; seq <= 100_000; seq++) {
  const summary = { pk, sk: 'summary', lastSeq: seq, ownedPk: 'tenant', ownedSk: String(seq).padStart(10, '0') }
  await table.put({ pk, sk: `e#${String(seq).padStart(10, '0')}`, seq, filler: 'x'.repeat(500) }, 'absent')
  await table.put(summary, { raises: 'lastSeq' })
  process.stdout.write(`${seq}\n`)
}
