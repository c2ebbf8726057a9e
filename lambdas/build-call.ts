import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buildReports } from '../aws/build-reports.ts'
import { sdkClients } from '../aws/clients.ts'
import { images } from '../aws/images.ts'
import { ecr } from '../aws/makers/ecr.ts'
import { eventbridge } from '../aws/makers/eventbridge.ts'
import { kms } from '../aws/makers/kms.ts'
import { sts } from '../aws/makers/sts.ts'
import { dynamoTable } from '../aws/table.ts'
import { vault } from '../aws/vault.ts'
import { buildCallHandler } from './handlers/build-call.ts'
import { start } from './platform/start.ts'

const { env, region, watch } = start('build-call')
const clients = sdkClients({ region }, { kms, sts, ecr, eventbridge })
const ports = {
  ...{ table: dynamoTable(env.PANDA_TABLE), vault: vault(clients, env.PANDA_KEY), images: images(clients) },
  buildReports: buildReports(clients, env.PANDA_INTERNAL_BUS),
}
/** It lies beside the bundle, which is where Lambda says. */
const program = () => readFile(join(process.env.LAMBDA_TASK_ROOT ?? '.', 'panda-build.cjs'), 'utf8')

export const handler = buildCallHandler(ports, program, watch)
