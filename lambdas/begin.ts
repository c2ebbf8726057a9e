import { sdkClients } from '../aws/clients.ts'
import { foundImage } from '../aws/found-image.ts'
import { github, githubCom } from '../aws/github.ts'
import { ecr } from '../aws/makers/ecr.ts'
import { kms } from '../aws/makers/kms.ts'
import { scheduler } from '../aws/makers/scheduler.ts'
import { sts } from '../aws/makers/sts.ts'
import { schedules } from '../aws/schedules.ts'
import { dynamoTable } from '../aws/table.ts'
import { vault } from '../aws/vault.ts'
import { beginHandler } from './handlers/begin.ts'
import { start } from './platform/start.ts'

const { env, settings, region, clock, random, watch } = start('begin')
const clients = sdkClients({ region }, { kms, sts, scheduler, ecr })
const to = { busArn: env.PANDA_INTERNAL_BUS, roleArn: env.PANDA_SCHEDULE_ROLE, group: env.PANDA_SCHEDULE_GROUP }
const ports = {
  ...{ clock, random, table: dynamoTable(env.PANDA_TABLE), vault: vault(clients, env.PANDA_KEY) },
  ...{ github: github(githubCom), schedules: schedules(clients, to), images: foundImage(clients) },
}

export const handler = beginHandler(ports, settings, watch)
