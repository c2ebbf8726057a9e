import { accounts } from '../aws/accounts.ts'
import { builds } from '../aws/builds.ts'
import { sdkClients } from '../aws/clients.ts'
import { eventRules } from '../aws/event-rules.ts'
import { executions } from '../aws/executions.ts'
import { github, githubCom } from '../aws/github.ts'
import { images } from '../aws/images.ts'
import { infrastructure } from '../aws/infrastructure.ts'
import {
  cloudformation,
  cloudwatch,
  codebuild,
  codedeploy,
  ec2,
  ecr,
  ecs,
  elbv2,
  eventbridge,
  iam,
  kms,
  logs,
  sfn,
  sts,
} from '../aws/makers.ts'
import { network } from '../aws/network.ts'
import { probe } from '../aws/probe.ts'
import { fixedDoor, probeDoor } from '../aws/probe-door.ts'
import { releases } from '../aws/releases/releases.ts'
import { dynamoTable } from '../aws/table.ts'
import { vault } from '../aws/vault.ts'
import { stepHandler } from './handlers/step.ts'
import { start } from './platform/start.ts'

const { env, settings, region, clock, random, watch } = start('step')
const platform = { sfn, kms, sts, codebuild, eventbridge }
const customers = { iam, ec2, ecr, cloudformation, ecs, elbv2, codedeploy, cloudwatch, logs }
const clients = sdkClients({ region }, { ...platform, ...customers })
const { PANDA_PROBE_CIDR: probeCidr } = settings
// Longer than Panda itself waits, so that Panda is the one who decides.
const readyWaitMinutes = Math.ceil(settings.PANDA_APPROVAL_MINUTES) + 15
const ports = {
  ...{ clock, random, table: dynamoTable(env.PANDA_TABLE), vault: vault(clients, env.PANDA_KEY), probe },
  ...{ accounts: accounts(clients), github: github(githubCom), eventRules: eventRules(clients, env.PANDA_INGRESS_BUS) },
  ...{ builds: builds(clients, env.PANDA_BUILD_PROJECT), images: images(clients), releases: releases(clients) },
  infrastructure: infrastructure(clients, { readyWaitMinutes, probeCidr, network: network(clients) }),
  probeDoor: probeCidr ? fixedDoor : probeDoor(clients),
  executions: executions(clients, env.PANDA_MACHINE),
}

export const handler = stepHandler(ports, settings, watch)
