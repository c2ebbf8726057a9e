import { github, githubCom } from '../aws/github.ts'
import { dynamoTable } from '../aws/table.ts'
import { beginHandler } from './handlers/begin.ts'
import { later } from './platform/later.ts'
import { start } from './platform/start.ts'

const { env, settings, region, clock, random, watch } = start('begin')
const to = { busArn: env.PANDA_INTERNAL_BUS, roleArn: env.PANDA_SCHEDULE_ROLE, group: env.PANDA_SCHEDULE_GROUP }
// Each kind of event needs some of them.
const ports = {
  ...{ clock, random, table: dynamoTable(env.PANDA_TABLE), github: github(githubCom) },
  vault: later(async () => (await import('./parts/vault.ts')).vaultPart({ region }, env.PANDA_KEY)),
  schedules: later(async () => (await import('./parts/schedules.ts')).schedulesPart({ region }, to)),
  images: later(async () => (await import('./parts/found-image.ts')).foundImagePart({ region })),
}

export const handler = beginHandler(ports, settings, watch)
