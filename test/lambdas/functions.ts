// Panda's functions over a pretend region, each with the clients, the rights and the table that it has on AWS and no others.
import { AsyncLocalStorage } from 'node:async_hooks'
import type { IdentityPorts } from '../../app/identity.ts'
import { accounts } from '../../aws/accounts.ts'
import { buildReports } from '../../aws/build-reports.ts'
import { builds } from '../../aws/builds.ts'
import { eventRules } from '../../aws/event-rules.ts'
import { executions } from '../../aws/executions.ts'
import { images } from '../../aws/images.ts'
import { infrastructure } from '../../aws/infrastructure.ts'
import { laterNotices } from '../../aws/later-notices.ts'
import { mail } from '../../aws/mail.ts'
import { network } from '../../aws/network.ts'
import { changes, notices } from '../../aws/notices.ts'
import { probeDoor } from '../../aws/probe-door.ts'
import { releases } from '../../aws/releases/releases.ts'
import { schedules } from '../../aws/schedules.ts'
import { sockets } from '../../aws/sockets.ts'
import { vault } from '../../aws/vault.ts'
import type { Ports } from '../../core/ports.ts'
import type { Settings } from '../../core/settings.ts'
import { advanceHandler } from '../../lambdas/handlers/advance.ts'
import { apiHandler } from '../../lambdas/handlers/api.ts'
import { authorizerHandler } from '../../lambdas/handlers/authorizer.ts'
import { beginHandler } from '../../lambdas/handlers/begin.ts'
import { buildCallHandler } from '../../lambdas/handlers/build-call.ts'
import { buildReportHandler } from '../../lambdas/handlers/build-report.ts'
import { eventHandler } from '../../lambdas/handlers/event.ts'
import { notifyHandler } from '../../lambdas/handlers/notify.ts'
import { pushHandler } from '../../lambdas/handlers/push.ts'
import { socketHandler } from '../../lambdas/handlers/socket.ts'
import { stepHandler } from '../../lambdas/handlers/step.ts'
import { sweepHandler } from '../../lambdas/handlers/sweep.ts'
import { type Entry, needs } from '../../lambdas/platform/needs.ts'
import type { Facts, FaultWords, Watch } from '../../lambdas/platform/watched.ts'
import { regionClients } from '../../region/clients.ts'
import type { Region } from '../../region/region.ts'

export type Own = Pick<Ports, 'clock' | 'random' | 'github' | 'probe' | 'posts'> & Pick<IdentityPorts, 'verifyJwt'>
export type Arns = { machine: string; ingressBus: string; internalBus: string }

/** Which function is at work: whose rights count. */
export const atWork = new AsyncLocalStorage<Entry>()

export type Told = {
  lines: Facts[]
  faults: { fault: FaultWords; facts: Facts }[]
  counts: string[]
  /** Each call of a function, with how long it waited. */
  runs: { entry: Entry; ms: number }[]
}

export const watchInto = (told: Told): Watch => ({
  line: facts => void told.lines.push(facts),
  fault: (fault, facts) => void told.faults.push({ fault, facts }),
  count: metric => void told.counts.push(metric),
})

type Given = {
  region: Region
  own: Own
  arns: Arns
  settings: Settings
  told: Told
  tableOf: (entry: Entry) => Ports['table']
}

const portsOf = (entry: Entry, { region, own, arns, settings, tableOf }: Given): Ports => {
  const clients = regionClients(region, needs[entry].clients)
  const { verifyJwt: _, ...ports } = own
  return {
    ...ports,
    table: tableOf(entry),
    vault: vault(clients, 'alias/panda'),
    accounts: accounts(clients),
    eventRules: eventRules(clients, arns.ingressBus),
    builds: builds(clients),
    buildReports: buildReports(clients, arns.internalBus),
    images: images(clients),
    infrastructure: infrastructure(clients, {
      healthIntervalSeconds: 2,
      readyWaitMinutes: Math.ceil(settings.PANDA_APPROVAL_MINUTES) + 15,
      network: network(clients),
    }),
    releases: releases(clients),
    probeDoor: probeDoor(clients, { address: async () => '127.0.0.1', now: () => Date.parse(own.clock.now()) }),
    executions: executions(clients, arns.machine),
    sockets: sockets(clients),
    notices: notices(clients, arns.internalBus),
    changes: changes(clients, arns.internalBus),
    laterNotices: laterNotices(clients, {
      ...{ busArn: arns.internalBus, roleArn: 'arn:aws:iam::999999999999:role/panda-schedule' },
      now: () => Date.parse(own.clock.now()),
    }),
    schedules: schedules(clients, {
      busArn: arns.internalBus,
      roleArn: 'arn:aws:iam::999999999999:role/panda-schedule',
    }),
    mail: mail(clients),
  }
}

/** JSON in, JSON out, and nothing shared: as Lambda calls them. */
export const functions = (given: Given) => {
  const { settings, told, own, arns } = given
  const watch = watchInto(told)
  const ports = (entry: Entry) => portsOf(entry, given)
  const addresses = {
    ...{ api: 'https://api.example', socket: 'wss://socket.example/prod' },
    ...{ onboardingTemplate: 'https://template.example/onboarding.json', ingressBusArn: arns.ingressBus },
  }
  const program = async () => 'the program'
  const links = { console: 'https://console.example', api: addresses.api }
  const called = <E, A>(entry: Entry, handler: Handler<E, A>) => {
    const run = asLambda(entry, handler)
    return async (event: E): Promise<A> => {
      const from = Date.parse(own.clock.now())
      try {
        return await run(event)
      } finally {
        told.runs.push({ entry, ms: Date.parse(own.clock.now()) - from })
      }
    }
  }
  return {
    api: called('api', apiHandler({ ports: ports('api'), settings, addresses }, watch)),
    authorizer: called('authorizer', authorizerHandler({ ...own, table: given.tableOf('authorizer') }, watch)),
    socket: called('socket', socketHandler(ports('socket'), settings, watch)),
    advance: called('advance', advanceHandler(ports('advance'), watch)),
    push: called('push', pushHandler(ports('push'), watch)),
    step: called('step', stepHandler(ports('step'), settings, watch)),
    event: called('event', eventHandler(ports('event'), watch)),
    begin: called('begin', beginHandler(ports('begin'), settings, watch)),
    'build-report': called('build-report', buildReportHandler(ports('build-report'), watch)),
    'build-call': called('build-call', buildCallHandler(ports('build-call'), program, watch)),
    notify: called('notify', notifyHandler(ports('notify'), settings, links, watch)),
    sweep: called('sweep', sweepHandler(ports('sweep'), watch)),
  }
}

let requests = 0

type Handler<E, A> = (event: E, context: { awsRequestId: string }) => Promise<A>

const asLambda =
  <E, A>(entry: Entry, handler: Handler<E, A>) =>
  async (event: E): Promise<A> =>
    json(await atWork.run(entry, () => handler(json(event), { awsRequestId: `request-${++requests}` })))

const json = <T>(value: T): T => (value === undefined ? value : JSON.parse(JSON.stringify(value)))
