// Panda over a pretend region: the very adapters, steps and state-machine text that AWS gets, wherever its time, its
// programs and its table come from: one machine's (place.ts), or a test's.

import { begin } from '../app/begin.ts'
import { buildCall } from '../app/build-call.ts'
import { onBuildReport } from '../app/build-report.ts'
import { onHint } from '../app/hint.ts'
import { notify } from '../app/notify.ts'
import { runStep } from '../app/steps/run-step.ts'
import { accounts } from '../aws/accounts.ts'
import { buildReports } from '../aws/build-reports.ts'
import { builds } from '../aws/builds.ts'
import { eventRules } from '../aws/event-rules.ts'
import { executions } from '../aws/executions.ts'
import { fixedDoor } from '../aws/fixed-door.ts'
import { images } from '../aws/images.ts'
import { infrastructure } from '../aws/infrastructure.ts'
import { laterNotices } from '../aws/later-notices.ts'
import { mail } from '../aws/mail.ts'
import { network } from '../aws/network.ts'
import { changes, notices } from '../aws/notices.ts'
import { localPosts } from '../aws/posts.ts'
import { probeDoor } from '../aws/probe-door.ts'
import { releases } from '../aws/releases/releases.ts'
import { schedules } from '../aws/schedules.ts'
import { sockets } from '../aws/sockets.ts'
import { vault } from '../aws/vault.ts'
import { machine } from '../core/machine.ts'
import type { Links } from '../core/notices.ts'
import type { Clock, Ports } from '../core/ports.ts'
import { ingressBus, ingressRules, internalBus, internalRules } from '../core/rules.ts'
import type { Settings } from '../core/settings.ts'
import { regionClients } from '../region/clients.ts'
import { install } from '../region/install.ts'
import type { Region } from '../region/region.ts'
import { programsBack } from './programs-back.ts'

/** Without posts: those of one machine. */
type Own = Pick<Ports, 'clock' | 'random' | 'table' | 'github' | 'probe'> & Partial<Pick<Ports, 'posts'>>

const stepFunction = 'panda-step'

/** Installs what `cdk deploy` would, and registers the functions. */
export const composed = async (
  pretend: Region,
  own: Own,
  settings: Settings,
  log: (line: string) => void,
  links: Links = { console: '', api: '' },
): Promise<Ports> => {
  const definition = JSON.stringify(machine(stepFunction))
  const rules = [...ingressRules, ...internalRules]
  const { stateMachineArn, busArn } = await install(pretend, { rules, machine: { name: 'panda', definition } })
  const arns = { stateMachineArn, ingressBusArn: busArn(ingressBus), internalBusArn: busArn(internalBus) }
  const ports: Ports = { ...adapters(pretend, arns, settings, own.clock), ...own }
  register(pretend, ports, settings, log, links)
  return ports
}

type Arns = { stateMachineArn: string; ingressBusArn: string; internalBusArn: string }

const adapters = (pretend: Region, arns: Arns, settings: Settings, clock: Clock) => {
  const clients = regionClients(pretend)
  const { PANDA_PROBE_CIDR: probeCidr } = settings
  return {
    vault: vault(clients, 'alias/panda'),
    accounts: accounts(clients),
    eventRules: eventRules(clients, arns.ingressBusArn),
    builds: builds(clients),
    buildReports: buildReports(clients, arns.internalBusArn),
    images: images(clients),
    infrastructure: infrastructure(clients, {
      healthIntervalSeconds: 2,
      // Longer than Panda itself waits, so that Panda is the one who decides.
      readyWaitMinutes: Math.ceil(settings.PANDA_APPROVAL_MINUTES) + 15,
      network: network(clients),
      ...(probeCidr && { probeCidr }),
    }),
    releases: releases(clients),
    // Security groups filter nothing here, and everybody comes from loopback: the same door, without the question.
    probeDoor: probeCidr
      ? fixedDoor
      : probeDoor(clients, { address: async () => '127.0.0.1', now: () => Date.parse(clock.now()) }),
    executions: executions(clients, arns.stateMachineArn),
    sockets: sockets(clients),
    notices: notices(clients, arns.internalBusArn),
    changes: changes(clients, arns.internalBusArn),
    laterNotices: laterNotices(clients, {
      busArn: arns.internalBusArn,
      roleArn: `arn:aws:iam::${pretend.platform.accountId}:role/panda-schedule`,
      now: () => Date.parse(clock.now()),
    }),
    schedules: schedules(clients, {
      busArn: arns.internalBusArn,
      roleArn: `arn:aws:iam::${pretend.platform.accountId}:role/panda-schedule`,
    }),
    posts: localPosts(),
    mail: mail(clients),
  }
}

/** The Lambda functions: as on AWS, each takes JSON and answers JSON. */
const register = (pretend: Region, ports: Ports, settings: Settings, log: (line: string) => void, links: Links) => {
  const steps = runStep(ports, settings, (fault, about) =>
    log(`${about.deploymentId} ${about.state} ${about.reference ?? ''}: ${words(fault)}`),
  )
  const back = programsBack(pretend, ports.clock)
  pretend.register(stepFunction, async call => {
    await back()
    return steps(call)
  })
  pretend.register('panda-event', onHint(ports))
  const noted = (reference: string, fault: unknown) => log(`${reference}: ${words(fault)}`)
  pretend.register('panda-begin', async event => {
    await begin({ ports, settings, log: noted, locale: settings.PANDA_LOCALE })(event)
  })
  pretend.register('panda-build-report', onBuildReport(ports))
  pretend.register('panda-build-call', buildCall(ports))
  pretend.register(
    'panda-notify',
    notify(ports, settings, () => links),
  )
}

export const words = (fault: unknown) => (fault instanceof Error ? (fault.stack ?? fault.message) : String(fault))
