// The platform's account: every construct, and who is given what. Each function gets what lambdas/platform/needs.ts says,
// from the construct that owns it: a variable and the right to what it names come from one hand.
import { CfnOutput, Stack, Tags } from 'aws-cdk-lib'
import type { Code } from 'aws-cdk-lib/aws-lambda'
import type { Construct } from 'constructs'
import type { Variable } from '../aws/environment.ts'
import { type Entry, needs } from '../lambdas/platform/needs.ts'
import { Alarms } from './alarms.ts'
import { Builds } from './builds.ts'
import { Console } from './console.ts'
import { bindCustomers } from './customers.ts'
import { PlatformDashboard } from './dashboard.ts'
import { DeadLetters } from './dead-letters.ts'
import { entryNames } from './entries.ts'
import { type Actions, EntryFunction } from './entry-function.ts'
import { Events } from './events.ts'
import { HttpApi } from './http-api.ts'
import { PlatformKey } from './key.ts'
import { LiveApi } from './live-api.ts'
import { Notifications } from './notifications.ts'
import { Pipeline } from './pipeline.ts'
import { namesOf, type Place, removalOf } from './place.ts'
import type { PlatformSettings } from './platform-settings.ts'
import { rings, type Watched } from './rings.ts'
import { Storage } from './storage.ts'
import { StreamReaders } from './stream-readers.ts'

type Wish = { settings: PlatformSettings; buildspec: string; code(entry: Entry): Code }
type Functions = Record<Entry, EntryFunction>
/** What rights are on. */
type Thing = { [E in Entry]: keyof (typeof needs)[E]['rights'] }[Entry]
type Owners = Record<Thing, (entry: EntryFunction, actions: Actions) => void>

export class PlatformStack extends Stack {
  constructor(scope: Construct, id: string, { settings, buildspec, code }: Wish) {
    super(scope, id, {
      description: 'Panda: takes repositories to Amazon ECS in its customers’ accounts',
      terminationProtection: settings.stage === 'prod',
    })
    // Dashboards took no tags for long, and not every place knows better yet.
    Tags.of(this).add('panda', settings.stage, { excludeResourceTypes: ['AWS::CloudWatch::Dashboard'] })
    const removal = removalOf(settings.stage)
    const vault = new PlatformKey(this, removal)
    const place: Place = { settings, named: namesOf(settings.stage), removal, key: vault.key }
    const functions = Object.fromEntries(
      entryNames.map(entry => [entry, new EntryFunction(this, entry, place, code(entry))]),
    ) as Functions
    const letters = new DeadLetters(this, place)
    const storage = new Storage(this, place)
    new StreamReaders(this, storage, functions, letters)
    const http = new HttpApi(this, place, functions)
    const live = new LiveApi(this, place, functions.socket)
    const builds = new Builds(this, place, functions['build-call'], buildspec)
    const parts: Parts = {
      ...{ storage, http, live, builds, vault },
      pipeline: new Pipeline(this, place, functions.step),
      ...this.telling(place, functions, letters),
      console: new Console(this, place, { http, live }),
    }
    give(functions, valuesOf(parts, settings), ownersOf(parts))
    const { pipeline } = parts
    const watched: Watched = { functions: Object.values(functions), letters, http, live, builds, pipeline, storage }
    const { alarms } = new Alarms(this, place, rings(watched))
    new PlatformDashboard(this, place, watched, alarms)
    this.tell(parts)
  }

  private telling(place: Place, functions: Functions, letters: DeadLetters) {
    const events = new Events(this, place, targets(functions), letters)
    return { events, notifications: new Notifications(this, place, events) }
  }

  private tell({ http, live, console, events, storage }: Parts) {
    const told = {
      ApiAddress: http.api.attrApiEndpoint,
      SocketAddress: live.address,
      ConsoleAddress: console.address,
      TemplateAddress: console.templateAddress,
      IngressBusArn: events.ingress.eventBusArn,
      TableName: storage.table.tableName,
    }
    for (const [name, value] of Object.entries(told)) new CfnOutput(this, name, { value })
  }
}

type Parts = {
  storage: Storage
  vault: PlatformKey
  pipeline: Pipeline
  events: Events
  notifications: Notifications
  builds: Builds
  http: HttpApi
  live: LiveApi
  console: Console
}

const targets = (functions: Functions) => ({
  'panda-event': functions.event,
  'panda-step': functions.step,
  'panda-build-report': functions['build-report'],
  'panda-notify': functions.notify,
  'panda-begin': functions.begin,
  'panda-sweep': functions.sweep,
})

const give = (functions: Functions, values: Record<Variable, string>, owners: Owners) => {
  for (const entry of entryNames) {
    const { variables, rights } = needs[entry]
    for (const variable of variables) functions[entry].give(variable, values[variable])
    for (const [thing, actions] of Object.entries(rights)) owners[thing as Thing](functions[entry], actions)
  }
}

const valuesOf = (parts: Parts, { issuers }: PlatformSettings): Record<Variable, string> => ({
  PANDA_TABLE: parts.storage.table.tableName,
  PANDA_KEY: parts.vault.key.keyArn,
  PANDA_MACHINE: parts.pipeline.arn,
  PANDA_INGRESS_BUS: parts.events.ingress.eventBusArn,
  PANDA_INTERNAL_BUS: parts.events.internal.eventBusArn,
  PANDA_BUILD_PROJECT: parts.builds.name,
  PANDA_SOCKET_ENDPOINT: parts.live.endpoint,
  PANDA_API_ADDRESS: parts.http.api.attrApiEndpoint,
  PANDA_SOCKET_ADDRESS: parts.live.address,
  PANDA_TEMPLATE_ADDRESS: parts.console.templateAddress,
  PANDA_CONSOLE_ADDRESS: parts.console.address,
  PANDA_SCHEDULE_GROUP: parts.notifications.group,
  PANDA_SCHEDULE_ROLE: parts.notifications.role.roleArn,
  PANDA_TOPICS: parts.notifications.topics,
  PANDA_ISSUERS: JSON.stringify(issuers),
})

const ownersOf = ({ storage, vault, pipeline, events, notifications, builds, live }: Parts): Owners => ({
  table: (entry, actions) => storage.bind(entry, actions),
  indexes: (entry, actions) => storage.bindIndexes(entry, actions),
  key: (entry, actions) => vault.bind(entry, actions),
  machine: (entry, actions) => pipeline.bind(entry, actions),
  executions: (entry, actions) => pipeline.bindExecutions(entry, actions),
  ingressBus: (entry, actions) => events.bindIngress(entry, actions),
  internalBus: (entry, actions) => events.bindInternal(entry, actions),
  project: (entry, actions) => builds.bind(entry, actions),
  sockets: (entry, actions) => live.bind(entry, actions),
  customers: bindCustomers,
  schedules: (entry, actions) => notifications.bindSchedules(entry, actions),
  scheduleRole: (entry, actions) => notifications.bindScheduleRole(entry, actions),
  topics: (entry, actions) => notifications.bindTopics(entry, actions),
})
