import { fixedDoor } from '../aws/fixed-door.ts'
import { github, githubCom } from '../aws/github.ts'
import { dynamoTable } from '../aws/table.ts'
import { stepHandler } from './handlers/step.ts'
import { later } from './platform/later.ts'
import { start } from './platform/start.ts'

const { env, settings, region, clock, random, watch } = start('step')
const { PANDA_PROBE_CIDR: probeCidr } = settings
// Longer than Panda itself waits, so that Panda is the one who decides.
const readyWaitMinutes = Math.ceil(settings.PANDA_APPROVAL_MINUTES) + 15
// Each state needs two or three of them.
const ports = {
  ...{ clock, random, table: dynamoTable(env.PANDA_TABLE), github: github(githubCom) },
  executions: later(async () => (await import('./parts/executions.ts')).executionsPart({ region }, env.PANDA_MACHINE)),
  probe: later(async () => (await import('../aws/probe.ts')).probe),
  vault: later(async () => (await import('./parts/vault.ts')).vaultPart({ region }, env.PANDA_KEY)),
  accounts: later(async () => (await import('./parts/accounts.ts')).accountsPart({ region })),
  eventRules: later(async () =>
    (await import('./parts/event-rules.ts')).eventRulesPart({ region }, env.PANDA_INGRESS_BUS),
  ),
  builds: later(async () => (await import('./parts/builds.ts')).buildsPart({ region }, env.PANDA_BUILD_PROJECT)),
  images: later(async () => (await import('./parts/images.ts')).imagesPart({ region })),
  releases: later(async () => (await import('./parts/releases.ts')).releasesPart({ region })),
  infrastructure: later(async () =>
    (await import('./parts/infrastructure.ts')).infrastructurePart({ region }, { readyWaitMinutes, probeCidr }),
  ),
  probeDoor: probeCidr
    ? fixedDoor
    : later(async () => (await import('./parts/probe-door.ts')).probeDoorPart({ region })),
}

export const handler = stepHandler(ports, settings, watch)
