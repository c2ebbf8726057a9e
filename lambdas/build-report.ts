import { platformClients } from '../aws/clients.ts'
import { executions } from '../aws/executions.ts'
import { sfn } from '../aws/makers/sfn.ts'
import { dynamoTable } from '../aws/table.ts'
import { buildReportHandler } from './handlers/build-report.ts'
import { start } from './platform/start.ts'

const { env, region, clock, watch } = start('build-report')
const machine = executions(platformClients({ region }, { sfn }), env.PANDA_MACHINE)

export const handler = buildReportHandler({ clock, table: dynamoTable(env.PANDA_TABLE), executions: machine }, watch)
