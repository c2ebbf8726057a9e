// npm run test:wire: the adapters over the wire, against whatever AWS_ENDPOINT_URL names.
import { parseArgs } from 'node:util'
import { openPlace } from './place.ts'
import { suites } from './ports/all.ts'
import { asTable, reportOf } from './report.ts'
import { type Outcome, runSuite } from './suite.ts'
import { isRefused } from './verdict.ts'

const usage = `npm run test:wire needs to know where to go:

  AWS_ENDPOINT_URL=http://127.0.0.1:4566 npm run test:wire                 an emulator
  AWS_ENDPOINT_URL=aws AWS_PROFILE=NAME AWS_REGION=… npm run test:wire     a real account (a few cents, some minutes)

It makes things named panda-wire-… there, and takes them away. What the place does not have is listed, and is no failure.
  --json             the result as JSON
  --only table,vault only these ports: ${suites.map(({ port }) => port).join(', ')}
PANDA_SOCKET_ENDPOINT names a WebSocket API's address, for the sockets of a real account.`

const main = async (): Promise<number> => {
  const { values } = parseArgs({ options: { json: { type: 'boolean' }, only: { type: 'string' } } })
  const endpoint = process.env.AWS_ENDPOINT_URL
  const wanted = values.only?.split(',')
  const chosen = suites.filter(({ port }) => !wanted || wanted.includes(port))
  if (!endpoint || chosen.length === 0) {
    console.error(usage)
    return 2
  }
  const place = await openPlace(endpoint)
  const outcomes: Outcome[] = []
  for (const suite of chosen) {
    if (!values.json) console.error(`${suite.port} …`)
    outcomes.push(await runSuite(suite, place))
  }
  const report = reportOf(endpoint, outcomes)
  console.log(values.json ? JSON.stringify(report, null, 2) : asTable(report))
  if (report.results.every(({ why }) => isRefused(why))) {
    console.error(`\nNobody answers at ${endpoint}.`)
    return 2
  }
  return report.failed > 0 ? 1 : 0
}

process.exitCode = await main().catch(fault => {
  console.error(fault instanceof Error ? fault.message : fault)
  return 2
})
